//! Plots of results as SVG. Each says in words what it shows, for who does not see it, and is told in a table beside it.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use super::super::rules::{calendar::Week, results::Tally};

/// A bar with its name and its number.
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long it is, of the longest.
    pub share: f64,
    /// What stands at its end.
    pub label: String,
}

const WIDTH: f64 = 720.0;

/// Horizontal bars, one below the other. Names and numbers are text beside them, so that they keep their size where there is
/// little room.
pub fn bars(title: &str, bars: &[Bar]) -> Markup {
    html! {
        ul.bars aria-label=(title) {
            @for bar in bars {
                li {
                    span.name { (bar.name) }
                    svg aria-hidden="true" {
                        rect width=(format!("{:.1}%", (bar.share.clamp(0.0, 1.0) * 100.0).max(0.5))) height="100%" rx="3" class="bar" {}
                    }
                    span.label { (bar.label) }
                }
            }
        }
    }
}

/// The mean of each week as a line from 1 to 5, broken where there is no result; below it how many voted.
pub fn weeks(title: &str, weeks: &[(NaiveDate, Option<Tally>)]) -> Markup {
    let (left, right, top, bottom) = (40.0, WIDTH - 16.0, 14.0, 190.0);
    let step = (right - left) / rows(weeks.len().max(2) - 1);
    let x = |n: usize| left + rows(n) * step;
    let y = |mean: f64| bottom - (mean - 1.0) / 4.0 * (bottom - top);
    let points: Vec<_> = weeks
        .iter()
        .enumerate()
        .filter_map(|(n, (_, votes))| Some((n, x(n), y(votes.as_ref()?.average()?), *votes.as_ref()?)))
        .collect();
    let most = points.iter().map(|(.., votes)| votes.count()).max().unwrap_or(1);
    // So many names of weeks have room.
    let every = weeks.len().div_ceil(14).max(1);
    html! {
        div.wide tabindex="0" {
        svg viewBox=(format!("0 0 {WIDTH} 290")) role="img" aria-label=(title) {
            title { (title) }
            @for mark in 1..=5 {
                @let at = format!("{:.1}", y(f64::from(mark)));
                line x1=(left) y1=(at) x2=(right) y2=(at) class="grid" {}
                text x="26" y=(at) class="name" { (mark) }
            }
            @for (n, (first, _)) in weeks.iter().enumerate().filter(|(n, _)| n % every == 0) {
                text x=(format!("{:.1}", x(n))) y="210" class="week" { "v. " (Week::of(*first).number) }
            }
            @for pair in points.windows(2) {
                @if let [(n, x1, y1, _), (next, x2, y2, _)] = pair {
                    @if n + 1 == *next {
                        line x1=(format!("{x1:.1}")) y1=(format!("{y1:.1}")) x2=(format!("{x2:.1}"))
                            y2=(format!("{y2:.1}")) class="line" {}
                    }
                }
            }
            @for (n, at, mean, votes) in &points {
                circle cx=(format!("{at:.1}")) cy=(format!("{mean:.1}")) r="5" class="point" {}
                @let tall = share(votes.count(), most) * 46.0;
                rect x=(format!("{:.1}", at - (step * 0.3).min(9.0))) y=(format!("{:.1}", 270.0 - tall))
                    width=(format!("{:.1}", (step * 0.6).min(18.0))) height=(format!("{tall:.1}")) class="votes" {}
                @if n % every == 0 {
                    text x=(format!("{at:.1}")) y="284" class="count" { (votes.count()) }
                }
            }
        }
        }
    }
}

/// The part that a count is of another.
#[expect(clippy::cast_precision_loss, reason = "counts of votes are far below two to the power of 52")]
pub fn share(count: i64, of: i64) -> f64 {
    if of > 0 { count as f64 / of as f64 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "there are a few of them")]
fn rows(count: usize) -> f64 {
    count as f64
}

/// A day in words: "14 september 2026".
pub fn day(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// A mean as it is written in Swedish: "3,8".
pub fn mean(votes: Tally) -> String {
    format!("{:.1}", votes.average().unwrap_or_default()).replace('.', ",")
}
