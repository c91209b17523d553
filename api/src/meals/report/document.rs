//! The report as a document: HTML that prints on two or three pages and needs nothing from elsewhere.

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    super::rules::{
        calendar::Week,
        results::{MINIMUM, Tally},
        scale::{self, SCALE},
    },
    DISHES, Report,
    plots::{self, Bar, day, mean, share},
};
use crate::{meals::store::results::OfDish, platform::Locale};

/// The only style of the document; its hash is in the policy that it is sent with.
pub(crate) const STYLE: &str = include_str!("report.css");

/// The report of a term, in Swedish.
pub(crate) fn html(report: &Report) -> String {
    let (from, to) = report.days;
    let title = format!("Skolmaten på {}", report.school);
    let body = if let Some(votes) = report.all.votes.shown() {
        html! {
            (summary(report, votes.count(), &mean(votes)))
            (ratings(report))
            (trend(report))
            (dishes(report))
            (reasons(report))
        }
    } else {
        html! {
            p.none { "Det finns inga resultat för tiden: resultat visas först när minst " (MINIMUM) " har tyckt till." }
        }
    };
    let document = html! {
        (DOCTYPE)
        html lang="sv" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (report.municipality) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.of { (report.municipality) " · Underlag för matrådet" }
                    h1 { (title) }
                    p { (day(from)) " – " (day(to)) }
                }
                main {
                    (body)
                    (waste(report))
                    (answers(report))
                    (comments(report))
                }
                footer {
                    p {
                        "Rösterna är anonyma. De räknas in minst " (MINIMUM) " åt gången, så att ingen enskild kan pekas ut; därför kan "
                        "de allra senaste rösterna saknas. Kommentarer visas först när köket har godkänt dem."
                    }
                }
            }
        }
    };
    document.into_string()
}

fn summary(report: &Report, votes: i64, average: &str) -> Markup {
    let change = report.before.map(|before| {
        let now = report.all.votes.average().unwrap_or_default() - before.average().unwrap_or_default();
        let change = format!("{:.1}", now.abs()).replace('.', ",");
        let direction = if change == "0,0" {
            "oförändrat".to_owned()
        } else if now > 0.0 {
            format!("{change} högre")
        } else {
            format!("{change} lägre")
        };
        format!("{direction} mot lika lång tid före ({})", mean(before))
    });
    let good: i64 = report.all.votes.0.iter().skip(3).sum();
    let good = (share(good, votes) * 100.0).round();
    html! {
        section.numbers aria-label="I korthet" {
            div { strong { (average) } span { "medelbetyg av 5" } }
            div { strong { (votes) } span { "röster" } }
            div { strong { (good) " %" } span { "tycker bra eller mycket bra" } }
        }
        @if let Some(change) = change { p.change { "Medelbetyget är " (change) "." } }
    }
}

fn ratings(report: &Report) -> Markup {
    let votes = report.all.votes;
    let most = votes.0.into_iter().max().unwrap_or(1);
    let bars: Vec<_> = SCALE
        .iter()
        .zip(votes.0)
        .rev()
        .map(|(face, count)| Bar {
            // Not every printer has faces.
            name: face.label(Locale::Sv).to_owned(),
            share: share(count, most),
            label: format!("{count} ({:.0} %)", share(count, votes.count()) * 100.0),
        })
        .collect();
    html! {
        section { h2 { "Hur det smakade" } (plots::bars("Antal röster för varje betyg", &bars)) }
    }
}

fn trend(report: &Report) -> Markup {
    let mut known = report.weeks.iter().filter_map(|(first, votes)| Some((first, (*votes)?)));
    // A single point is no course of time.
    if let (Some((first, votes)), None) = (known.next(), known.next()) {
        return html! {
            section {
                h2 { "Vecka för vecka" }
                p {
                    "Det finns resultat för en vecka, vecka " (Week::of(*first).number) ": medelbetyg " (mean(votes)) " av "
                    (votes.count()) " röster."
                }
            }
        };
    }
    html! {
        section {
            h2 { "Vecka för vecka" }
            p.hint { "Linjen är medelbetyget, staplarna antalet röster. Veckor utan resultat är tomma." }
            (plots::weeks("Medelbetyg och antal röster för varje vecka", &report.weeks))
        }
    }
}

fn dishes(report: &Report) -> Markup {
    // As it is shown: a dish whose mean reads like that of all is neither liked more nor less.
    let shown = |votes: Tally| (votes.average().unwrap_or_default() * 10.0).round();
    let all = shown(report.all.votes);
    let best: Vec<_> =
        report.dishes.iter().filter(|dish| shown(dish.counts.votes) > all).take(DISHES).collect();
    let worst = report.dishes.iter().rev().filter(|dish| shown(dish.counts.votes) < all);
    let worst: Vec<_> = worst.take(DISHES).collect();
    html! {
        @if !best.is_empty() || !worst.is_empty() {
            section.dishes {
                @if !best.is_empty() { div { h2 { "Mest omtyckt" } (table(&best)) } }
                @if !worst.is_empty() { div { h2 { "Minst omtyckt" } (table(&worst)) } }
            }
        }
    }
}

fn table(dishes: &[&OfDish]) -> Markup {
    html! {
        table {
            thead { tr { th { "Rätt" } th { "Betyg" } th { "Röster" } th { "Dagar" } } }
            tbody {
                @for dish in dishes {
                    tr {
                        td { (dish.name) }
                        td { (mean(dish.counts.votes)) }
                        td { (dish.counts.votes.count()) }
                        td { (dish.days) }
                    }
                }
            }
        }
    }
}

fn reasons(report: &Report) -> Markup {
    let counted = scale::reasons(Locale::Sv).map(|(_, name)| name).zip(report.all.reasons.0);
    let mut named: Vec<_> = counted.filter(|(_, count)| *count > 0).collect();
    named.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let most = named.first().map_or(1, |(_, count)| *count);
    let bars: Vec<_> = named
        .into_iter()
        .map(|(name, count)| Bar {
            name: name.to_owned(),
            share: share(count, most),
            label: count.to_string(),
        })
        .collect();
    html! {
        @if !bars.is_empty() {
            section { h2 { "Vad som spelade roll" } (plots::bars("Hur många som nämnde varje skäl", &bars)) }
        }
    }
}

/// What was left on plates, where the kitchen weighed it: for each who ate, where they were counted too.
fn waste(report: &Report) -> Markup {
    let waste = report.waste;
    let kilograms = format!("{:.1}", waste.kilograms()).replace('.', ",");
    let meals = if waste.meals == 1 { "en måltid".to_owned() } else { format!("{} måltider", waste.meals) };
    html! {
        @if waste.meals > 0 {
            section {
                h2 { "Matsvinn" }
                p {
                    "Från tallrikarna kastades " (kilograms) " kg av " (meals) " som köket har vägt."
                    @if let Some(grams) = waste.grams_per_plate() {
                        " Det är " strong { (format!("{grams:.0}")) " g per tallrik" } " där tallrikarna räknades."
                    }
                }
            }
        }
    }
}

fn answers(report: &Report) -> Markup {
    html! {
        @if !report.answers.is_empty() {
            section {
                h2 { "Kökets svar och åtgärder" }
                @for (date, meal, text, measure) in &report.answers {
                    article {
                        h3 { (meal) " " (day(*date)) }
                        p { (text) }
                        @if let Some(measure) = measure { p.measure { strong { "Åtgärd: " } (measure) } }
                    }
                }
            }
        }
    }
}

fn comments(report: &Report) -> Markup {
    html! {
        @if !report.comments.is_empty() {
            section {
                h2 { "Röster i ord" }
                ul { @for (date, text) in &report.comments { li { "”" (text) "” " span.hint { (short(*date)) } } } }
            }
        }
    }
}

fn short(date: NaiveDate) -> String {
    day(date).rsplit_once(' ').map(|(day, _)| day.to_owned()).unwrap_or_default()
}
