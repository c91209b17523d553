//! Which issuers a municipality trusts, and the check of a token against them (T2, T3; RFC 7519, RFC 8725).

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, dangerous::insecure_decode, decode, decode_header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Assurance, Claims, LocalIssuer, TokenError, jwks::KeySet};
use crate::platform::text;

/// Larger tokens are refused unread.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
/// How far clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// No token lasts longer than years are written with four digits.
const END_OF_TIME: DateTime<Utc> = match DateTime::from_timestamp_secs(253_402_300_799) {
    Some(end) => end,
    None => DateTime::UNIX_EPOCH,
};

/// An issuer that a municipality trusts.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// Where its keys are (RFC 7517).
    pub jwks_url: Option<String>,
    /// A file with its keys, instead of the URL.
    pub jwks_file: Option<PathBuf>,
    /// The claims that carry the name.
    #[serde(default)]
    pub claims: ClaimNames,
    /// The `acr` values that open child data (T4).
    #[serde(default = "default_acr")]
    pub accepted_acr: Vec<String>,
}

/// How the issuer spells its claims (T5).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimNames {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Level of assurance.
    pub acr: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self { given_name: "given_name".into(), family_name: "family_name".into(), acr: "acr".into() }
    }
}

fn default_algorithms() -> Vec<Algorithm> {
    vec![Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA]
}

fn default_acr() -> Vec<String> {
    vec!["http://id.elegnamnden.se/loa/1.0/loa3".into(), "http://id.elegnamnden.se/loa/1.0/loa4".into()]
}

/// Everybody who may vouch for somebody, by municipality. Cheap to clone.
#[derive(Clone)]
pub struct Issuers(Arc<Inner>);

struct Inner {
    local: Option<LocalIssuer>,
    configured: HashMap<String, Vec<Trusted>>,
}

struct Trusted {
    config: IssuerConfig,
    keys: KeySet,
}

impl Issuers {
    /// Takes the configured issuers and, for development, the local one.
    ///
    /// # Errors
    /// A sentence that names the faulty setting.
    pub fn new(configured: &[IssuerConfig], local: Option<LocalIssuer>) -> Result<Self, String> {
        let mut by_municipality: HashMap<String, Vec<Trusted>> = HashMap::new();
        for config in configured {
            let allowed = default_algorithms();
            if let Some(bad) = config.algorithms.iter().find(|algorithm| !allowed.contains(algorithm)) {
                return Err(format!(
                    "identity.issuers: {bad:?} is not allowed for {}; use RS256, ES256 or EdDSA",
                    config.issuer
                ));
            }
            let keys = KeySet::new(config)?;
            let trusted = Trusted { config: config.clone(), keys };
            by_municipality.entry(config.municipality.clone()).or_default().push(trusted);
        }
        Ok(Self(Arc::new(Inner { local, configured: by_municipality })))
    }

    /// The local issuer, where it is switched on.
    #[must_use]
    pub fn local(&self) -> Option<&LocalIssuer> {
        self.0.local.as_ref()
    }

    /// Checks the token for this municipality.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn verify(
        &self,
        municipality: &str,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Oversized);
        }
        let header = decode_header(token).map_err(|_| TokenError::Malformed)?;
        let unverified: Value = insecure_decode(token).map_err(|_| TokenError::Malformed)?.claims;
        let issuer = unverified.get("iss").and_then(Value::as_str).ok_or(TokenError::Malformed)?;

        if let Some(local) = self.0.local.as_ref().filter(|_| LocalIssuer::NAME == issuer) {
            let audience = LocalIssuer::audience(municipality);
            let claims = check(token, header.alg, &[Algorithm::EdDSA], local.key(), issuer, &audience)?;
            return read(&claims, &ClaimNames::default(), &default_acr(), now);
        }
        let trusted = self.0.configured.get(municipality).into_iter().flatten();
        for Trusted { config, keys } in trusted.filter(|trusted| trusted.config.issuer == issuer) {
            if !config.algorithms.contains(&header.alg) {
                continue;
            }
            let key = keys.key(header.kid.as_deref(), header.alg, now).await?;
            match check(token, header.alg, &config.algorithms, &key, issuer, &config.audience) {
                Ok(claims) => return read(&claims, &config.claims, &config.accepted_acr, now),
                Err(TokenError::NotAccepted) => {}
                Err(other) => return Err(other),
            }
        }
        Err(TokenError::NotAccepted)
    }
}

/// Verifies signature, issuer and audience. The times are compared with the injected clock afterwards.
fn check(
    token: &str,
    algorithm: Algorithm,
    allowed: &[Algorithm],
    key: &DecodingKey,
    issuer: &str,
    audience: &str,
) -> Result<Value, TokenError> {
    if !allowed.contains(&algorithm) {
        return Err(TokenError::NotAccepted);
    }
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    decode::<Value>(token, key, &validation).map(|data| data.claims).map_err(|_| TokenError::NotAccepted)
}

/// Whether databases can hold it.
fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && !subject.chars().any(char::is_control)
}

fn read(
    claims: &Value,
    names: &ClaimNames,
    accepted_acr: &[String],
    now: DateTime<Utc>,
) -> Result<Claims, TokenError> {
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| {
        // NumericDate may have a fraction (RFC 7519, section 2).
        let micros = claims.get(name).and_then(Value::as_f64).map(|seconds| seconds * 1e6)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and chrono refuses what is out of range"
        )]
        DateTime::<Utc>::from_timestamp_micros(micros as i64)
    };
    // A token that is meant to outlive the calendar ends with it.
    let expires_at = time("exp").ok_or(TokenError::Malformed)?.min(END_OF_TIME);
    if now >= expires_at + LEEWAY {
        return Err(TokenError::Expired);
    }
    if claims.get("nbf").is_some() && time("nbf").is_none_or(|start| start > now + LEEWAY) {
        return Err(TokenError::NotYetValid);
    }
    let acr = claim(&names.acr);
    let assurance = if acr.is_some_and(|acr| accepted_acr.contains(&acr)) {
        Assurance::Substantial
    } else {
        Assurance::Low
    };
    Ok(Claims {
        issuer: claim("iss").ok_or(TokenError::Malformed)?,
        // A subject is compared, never cleaned: two must not become one.
        subject: claim("sub").filter(|sub| is_subject(sub)).ok_or(TokenError::Malformed)?,
        given_name: claim(&names.given_name).map(|name| text::line(&name)),
        family_name: claim(&names.family_name).map(|name| text::line(&name)),
        assurance,
        expires_at,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value) -> Result<Claims, TokenError> {
        super::read(claims, &ClaimNames::default(), &default_acr(), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_token_may_be_meant_to_outlive_the_calendar() {
        let exp =
            |exp: Value| read(&json!({ "iss": "i", "sub": "s", "exp": exp })).map(|claims| claims.expires_at);
        // The last second that chrono knows.
        assert_eq!(exp(json!(8_210_266_876_799_i64)), Ok(END_OF_TIME));
        assert_eq!(exp(json!(253_402_300_800_i64)), Ok(END_OF_TIME));
        assert_eq!(exp(json!(60)), Ok(DateTime::UNIX_EPOCH + TimeDelta::seconds(60)));
        for never in [json!(1e300), json!(i64::MAX), json!("tomorrow"), json!(null)] {
            assert_eq!(exp(never.clone()), Err(TokenError::Malformed), "{never}");
        }
        assert_eq!(exp(json!(-8_000_000_000_000_i64)), Err(TokenError::Expired));
    }

    #[test]
    fn a_subject_has_no_control_characters_and_a_name_loses_them() {
        for subject in ["", "a\u{0}", "a\nb", "\u{9b}"] {
            let claims = read(&json!({ "iss": "i", "sub": subject, "exp": 60 }));
            assert_eq!(claims.err(), Some(TokenError::Malformed), "{subject:?}");
        }
        let name = json!({ "iss": "i", "sub": "s", "exp": 60, "given_name": "Ru\u{0}t\u{202E} ", "family_name": "\n" });
        let claims = read(&name).unwrap();
        assert_eq!(claims.given_name.as_deref(), Some("Ru t"));
        assert_eq!(claims.family_name.as_deref(), Some(""));
    }
}
