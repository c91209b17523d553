//! Links by which the demonstration's start page logs in as any of its people. Only `mittkommun demo` has them: a server
//! that serves residents gives nobody a token.

use chrono::TimeDelta;
use reqwest::Url;
use serde_json::json;

use super::{MUNICIPALITIES, PEOPLE, Persona};
use crate::{identity::LocalIssuer, platform::Clock};

/// How long a token of the start page is valid.
const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// Logs in as the demonstration's people.
#[derive(Clone)]
pub struct Logins {
    issuer: LocalIssuer,
    clock: Clock,
}

impl Logins {
    /// With the tokens of this issuer.
    #[must_use]
    pub fn new(issuer: LocalIssuer, clock: Clock) -> Self {
        Self { issuer, clock }
    }

    /// Each of the people with the fragment that opens a municipality's GraphiQL logged in as them; nobody in a
    /// municipality that is not of the demonstration. A fragment stays in the browser: no server and no log sees it.
    #[must_use]
    pub fn fragments(&self, code: &str) -> Vec<(Persona, String)> {
        if MUNICIPALITIES.iter().all(|(known, _)| *known != code) {
            return Vec::new();
        }
        let now = self.clock.now();
        let tokens = PEOPLE.into_iter().filter_map(|persona| {
            let token = self.issuer.token(code, persona.subject, None, now, LIFETIME).ok()?;
            Some((persona, fragment(&token)?))
        });
        tokens.collect()
    }
}

/// `headers=…`, as GraphiQL's page reads it.
fn fragment(token: &str) -> Option<String> {
    let headers = json!({ "Authorization": format!("Bearer {token}") }).to_string();
    let link = Url::parse_with_params("http://localhost/", [("headers", headers)]).ok()?;
    link.query().map(str::to_owned)
}
