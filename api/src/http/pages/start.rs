//! The first page, and the page of one municipality.

use std::sync::Arc;

use maud::{Markup, html};

use super::guide::GUIDES;
use crate::{platform::Locale, tenancy::Municipality};

/// What this is, which municipalities it serves, how to begin. `origin` is this server's own address as the
/// reader knows it (`https://api.example.se`).
pub(super) fn start(locale: Locale, origin: &str, places: &[Arc<Municipality>]) -> Markup {
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

/// One municipality: its addresses. `at` is the path that leads to them from this page: `2281/`, or nothing
/// where the host name says which municipality it is.
pub(super) fn municipality(locale: Locale, origin: &str, place: &Municipality, at: &str) -> Markup {
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

fn curl(origin: &str, code: &str) -> String {
    let path = if code.is_empty() { String::new() } else { format!("/{code}") };
    format!(
        "curl {origin}{path}/graphql -H 'Content-Type: application/json' \\\n  -d '{{\"query\": \"{{ municipality {{ code name }} }}\"}}'"
    )
}
