//! What a municipality says of an issuer that it trusts, in the configuration or on the command line.

use std::path::PathBuf;

use jsonwebtoken::Algorithm;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LocalIssuer;

/// An issuer that a municipality trusts.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// The kommunkod that trusts it.
    pub municipality: String,
    /// The exact `iss`.
    pub issuer: String,
    /// The exact `aud`.
    pub audience: String,
    /// The algorithms it may sign with: `RS256`, `ES256`, `EdDSA`.
    #[serde(default = "default_algorithms")]
    pub algorithms: Vec<Algorithm>,
    /// Where its keys are (RFC 7517): https, or http on this machine.
    pub jwks_url: Option<String>,
    /// A file with its keys, instead of the URL.
    pub jwks_file: Option<PathBuf>,
    /// The keys themselves, instead of either.
    pub jwks: Option<Value>,
    /// How it spells its claims.
    #[serde(default)]
    pub claims: ClaimNames,
    /// The `acr` values that open child data (T4).
    #[serde(default = "default_acr")]
    pub accepted_acr: Vec<String>,
}

/// How the issuer spells its claims (T5): OIDC Sweden's way unless it is told. An empty name is a claim that is not read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimNames {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Level of assurance.
    pub acr: String,
    /// Personnummer. Where it is the same claim as the coordination number's, the number itself tells what it is.
    pub personal_identity_number: String,
    /// Samordningsnummer.
    pub coordination_number: String,
    /// The samordningsnummer that somebody had before their personnummer.
    pub previous_coordination_number: String,
    /// What kind of number it is, where numbers of other countries come in the same claim; not read unless told.
    pub number_type: String,
    /// The kinds that are Swedish identity numbers. A number of another kind is not read.
    pub number_types: Vec<String>,
    /// The principal name of pupils and staff (`eduPersonPrincipalName`).
    pub principal_name: String,
    /// The organisational affiliation, `id@organisationsnummer`.
    pub org_affiliation: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        let of_oidc_sweden = |name: &str| format!("https://id.oidc.se/claim/{name}");
        Self {
            given_name: "given_name".into(),
            family_name: "family_name".into(),
            acr: "acr".into(),
            personal_identity_number: of_oidc_sweden("personalIdentityNumber"),
            coordination_number: of_oidc_sweden("coordinationNumber"),
            previous_coordination_number: of_oidc_sweden("previousCoordinationNumber"),
            number_type: String::new(),
            number_types: vec!["PERSON".into()],
            principal_name: "eduPersonPrincipalName".into(),
            org_affiliation: of_oidc_sweden("orgAffiliation"),
        }
    }
}

impl ClaimNames {
    /// The settings that are not OIDC Sweden's, as they are given on the command line.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        let as_map =
            |names: &Self| serde_json::to_value(names).ok().and_then(|value| value.as_object().cloned());
        let (own, default) = (as_map(self).unwrap_or_default(), as_map(&Self::default()).unwrap_or_default());
        let changed = own.into_iter().filter(|(setting, claim)| default.get(setting) != Some(claim));
        changed
            .map(|(setting, claim)| match claim {
                Value::Array(kinds) => {
                    let kinds: Vec<_> = kinds.iter().filter_map(Value::as_str).collect();
                    format!("{setting}={}", kinds.join(","))
                }
                claim => format!("{setting}={}", claim.as_str().unwrap_or_default()),
            })
            .collect()
    }

    /// Changes one by its setting's name.
    ///
    /// # Errors
    /// When there is no such setting; with those that there are.
    pub fn set(&mut self, setting: &str, claim: &str) -> Result<(), String> {
        let name = match setting {
            "given_name" => &mut self.given_name,
            "family_name" => &mut self.family_name,
            "acr" => &mut self.acr,
            "personal_identity_number" => &mut self.personal_identity_number,
            "coordination_number" => &mut self.coordination_number,
            "previous_coordination_number" => &mut self.previous_coordination_number,
            "number_type" => &mut self.number_type,
            "principal_name" => &mut self.principal_name,
            "org_affiliation" => &mut self.org_affiliation,
            "number_types" => {
                self.number_types = claim.split(',').map(|kind| kind.trim().to_owned()).collect();
                return Ok(());
            }
            _ => {
                return Err(format!(
                    "there is no claim setting {setting}; known are given_name, family_name, acr, \
                     personal_identity_number, coordination_number, previous_coordination_number, number_type, \
                     number_types, principal_name, org_affiliation"
                ));
            }
        };
        claim.clone_into(name);
        Ok(())
    }
}

/// What issuers may sign with unless less is allowed (T2).
#[must_use]
pub fn default_algorithms() -> Vec<Algorithm> {
    vec![Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA]
}

/// The levels of assurance that open child data unless others are named.
#[must_use]
pub fn default_acr() -> Vec<String> {
    vec!["http://id.elegnamnden.se/loa/1.0/loa3".into(), "http://id.elegnamnden.se/loa/1.0/loa4".into()]
}

impl IssuerConfig {
    /// Whether it can be meant.
    ///
    /// # Errors
    /// Sentences that name the faults, all of them.
    pub fn check(&self) -> Result<(), String> {
        let faults = self.faults();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// Everything that cannot be meant, each in a sentence.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let allowed = default_algorithms();
        let mut faults = Vec::new();
        for (what, value) in [("issuer", &self.issuer), ("audience", &self.audience)] {
            if value.trim().is_empty() {
                faults.push(format!("{what} is empty"));
            }
        }
        let issuer = if self.issuer.trim().is_empty() { "it" } else { &self.issuer };
        if issuer == LocalIssuer::NAME {
            faults.push(format!("{issuer} is the local issuer's name"));
        }
        for bad in self.algorithms.iter().filter(|algorithm| !allowed.contains(algorithm)) {
            faults.push(format!("{bad:?} is not allowed for {issuer}; use RS256, ES256 or EdDSA"));
        }
        if self.algorithms.is_empty() {
            faults.push(format!("{issuer} has no algorithm; use RS256, ES256 or EdDSA"));
        }
        let sources = [self.jwks_url.is_some(), self.jwks_file.is_some(), self.jwks.is_some()];
        if sources.into_iter().filter(|given| *given).count() != 1 {
            faults.push(format!("{issuer} needs one of jwks_url, jwks_file and jwks"));
        }
        faults.extend(self.jwks_url.as_deref().and_then(|url| check_url(url).err()));
        faults
    }
}

/// Keys that come unprotected are anybody's. On this machine nobody stands in between.
fn check_url(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|fault| format!("jwks_url “{text}” is no URL: {fault}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("jwks_url must not hold a user or a password".to_owned());
    }
    let here = match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback()),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => {
            Err(format!("jwks_url “{text}” must begin with https://; http:// is for this machine only"))
        }
        other => Err(format!("jwks_url “{text}” must begin with https://, not {other}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_https_or_from_this_machine() {
        for good in [
            "https://id.example.se/keys",
            "http://localhost:8081/k",
            "http://127.0.0.1/k",
            "http://[::1]:9/k",
        ] {
            assert_eq!(check_url(good), Ok(()), "{good}");
        }
        for bad in [
            "http://id.example.se/keys",
            "http://127.0.0.1.example.se/keys",
            "http://localhost.example.se/keys",
            "file:///etc/keys",
            "ftp://localhost/keys",
            "https://anna:secret@id.example.se/keys",
            "keys",
            "",
        ] {
            let fault = check_url(bad).unwrap_err();
            assert!(!fault.contains("secret"), "{fault}");
        }
    }
}
