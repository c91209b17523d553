//! The first page, and the page of one municipality.

use std::sync::Arc;

use maud::{Markup, html};
use uuid::Uuid;

use super::guide::GUIDES;
use crate::{demo::Logins, platform::Locale, tenancy::Municipality};

/// What this is, which municipalities it serves, how to begin. `origin` is this server's own address as the
/// reader knows it (`https://api.example.se`).
pub(super) fn start(
    locale: Locale,
    origin: &str,
    places: &[Arc<Municipality>],
    demo: Option<&Logins>,
) -> Markup {
    let say = |sv, en| locale.say(sv, en);
    html! {
        h1 { "Mitt Kommun" }
        p.lead {
            (say(
                "Ett API för kommunens app: tjänster, skolmat, förskola och Tyck till.",
                "One API for a municipality’s app: services, school meals, preschool and citizen feedback.",
            ))
        }
        p {
            (say(
                "Sidan är till för dig som bygger på API:et eller driver det. Som invånare använder du kommunens app.",
                "This page is for those who build on the API or run it. Residents use the municipality’s app.",
            ))
        }
        h2 { (say("Kommuner", "Municipalities")) }
        @if places.is_empty() {
            p {
                (say(
                    "Här finns ännu ingen kommun. Läs in kommunerna, eller starta demonstrationen: ",
                    "There is no municipality here yet. Import the municipalities, or start the demonstration: ",
                ))
                code { "mittkommun demo" } "."
            }
        } @else {
            (list(locale, places))
        }
        @if let Some(logins) = demo {
            h2 { (say("Prova som inloggad", "Try it logged in")) }
            p {
                (say(
                    "Personerna är påhittade. Länken öppnar GraphiQL med en inloggning som gäller i tolv timmar.",
                    "The people are made up. A link opens GraphiQL with a login that is valid for twelve hours.",
                ))
            }
            @for place in places {
                h3 { (place.name) }
                (people(locale, logins, place, &format!("{}/", place.code)))
            }
            p { (say("Som token, i samma mapp:", "As a token, in the same folder:")) }
            pre tabindex="0" { code { "mittkommun token --municipality 9901 --subject guardian" } }
        }
        @if let Some(first) = places.first() {
            h2 { (say("En första fråga", "A first query")) }
            p { (say("Kör den i en terminal. Ingen inloggning behövs.", "Run it in a terminal. No login is needed.")) }
            pre tabindex="0" { code { (curl(origin, &first.code)) } }
        }
        h2 { (say("Dokumentation", "Documentation")) }
        ul {
            @for guide in &GUIDES {
                li { a href={ "docs/" (guide.name) } lang="en" hreflang="en" { (guide.title) } }
            }
        }
        h2 { (say("Drift", "Operations")) }
        ul {
            li { a href="health/live" { (say("Lever servern?", "Is the server alive?")) } }
            li {
                a href="health/ready" {
                    (say("Är den redo, med databas och migreringar?", "Is it ready, with database and migrations?"))
                }
            }
        }
    }
}

fn list(locale: Locale, places: &[Arc<Municipality>]) -> Markup {
    let say = |sv, en| locale.say(sv, en);
    html! {
        ul.places {
            @for place in places {
                li {
                    a.name href=(place.code) { (place.name) }
                    code { (place.code) }
                    (link(place, "graphiql", say("Prova i GraphiQL", "Try it in GraphiQL")))
                    (link(place, "schema.graphql", say("Schema", "Schema")))
                }
            }
        }
    }
}

/// Links of all places say the same; read out one by one, they have to tell for which municipality.
fn link(place: &Municipality, to: &str, text: &str) -> Markup {
    html! { a href={ (place.code) "/" (to) } aria-label={ (text) ", " (place.name) } { (text) } }
}

/// The demonstration's people, each with a link to GraphiQL logged in as them.
fn people(locale: Locale, logins: &Logins, place: &Municipality, at: &str) -> Markup {
    html! {
        ul.people {
            @for (persona, fragment) in logins.fragments(&place.code) {
                @let (given_name, family_name) = persona.name;
                @let (sv, en) = persona.description;
                li {
                    a href={ (at) "graphiql#" (fragment) } { (given_name) " " (family_name) } ", " (locale.say(sv, en))
                    " (" code { (persona.subject) } ")"
                }
            }
        }
    }
}

/// One municipality: its addresses. `at` is the path that leads to them from this page: `2281/`, or nothing
/// where the host name says which municipality it is.
pub(super) fn municipality(
    locale: Locale,
    origin: &str,
    place: &Municipality,
    at: &str,
    demo: Option<&Logins>,
) -> Markup {
    let say = |sv, en| locale.say(sv, en);
    let endpoint = format!("{origin}/{at}graphql");
    html! {
        h1 { (place.name) }
        p.lead {
            (say("Mitt Kommuns API för kommunkod ", "Mitt Kommun’s API for municipality code ")) code { (place.code) } "."
        }
        ul {
            li { a href={ (at) "graphiql" } { (say("Prova i GraphiQL", "Try it in GraphiQL")) } }
            li { a href={ (at) "schema.graphql" } { (say("Läs schemat", "Read the schema")) } }
            li { a href={ (at) "schools" } { (say("Skolornas matsedlar och resultat", "The schools’ menus and results")) } }
        }
        @if let Some(logins) = demo {
            h2 { (say("Prova som inloggad", "Try it logged in")) }
            (people(locale, logins, place, at))
        }
        h2 { (say("Adresser", "Addresses")) }
        dl {
            dt { (say("Frågor och mutationer", "Queries and mutations")) }
            dd { code { (endpoint) } }
            dt { (say("Prenumerationer", "Subscriptions")) ", " code { "graphql-transport-ws" } }
            dd { code { (endpoint.replacen("http", "ws", 1)) } }
        }
        h2 { (say("En första fråga", "A first query")) }
        pre tabindex="0" { code { (curl(origin, at.trim_end_matches('/'))) } }
        @if !at.is_empty() {
            p { a href="./" { (say("Alla kommuner", "All municipalities")) } }
        }
    }
}

/// The schools of a municipality, each with its report, its results and its menu.
pub(super) fn schools(locale: Locale, title: &str, schools: &[(Uuid, String)]) -> Markup {
    let say = |sv, en| locale.say(sv, en);
    html! {
        h1 { (title) }
        @if schools.is_empty() {
            p { (say("Här finns inga skolor.", "There are no schools here.")) }
        }
        ul.places {
            @for (id, name) in schools {
                @let link = |to: &str, text: &str| html! {
                    a href={ "schools/" (id) "/" (to) } aria-label={ (text) ", " (name) } { (text) }
                };
                li {
                    span.name { (name) }
                    (link("meal-report", say("Underlag för matrådet", "Report for the meal council")))
                    (link("meal-results.csv", say("Resultat som CSV", "Results as CSV")))
                    (link("menu.ics", say("Matsedel som kalender", "Menu as a calendar")))
                }
            }
        }
    }
}

fn curl(origin: &str, code: &str) -> String {
    let path = if code.is_empty() { String::new() } else { format!("/{code}") };
    format!(
        "curl {origin}{path}/graphql -H 'Content-Type: application/json' \\\n  -d '{{\"query\": \"{{ municipality {{ code name }} }}\"}}'"
    )
}
