//! An issuer's keys (T3): fetched when first needed, again when a token names an unknown one, and every few minutes, so
//! that a withdrawn key stops working. When the issuer is down its known keys stay.

use std::{fs, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use reqwest::Client;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{IssuerConfig, TokenError};

/// The shortest time between two fetches, whatever tokens ask for.
const REFETCH_AFTER: TimeDelta = TimeDelta::seconds(30);
/// How old keys may be: a withdrawn one is accepted so much longer while the issuer can be reached.
const REFRESH_AFTER: TimeDelta = TimeDelta::minutes(5);
/// How long an issuer may take to tell its keys.
const PATIENCE: Duration = Duration::from_secs(5);
/// Larger key sets are refused.
const MAX_BYTES: usize = 256 * 1024;

/// The keys of one issuer.
pub(super) struct KeySet(Arc<Inner>);

struct Inner {
    source: Source,
    keys: ArcSwap<Vec<Key>>,
    fetches: Mutex<Fetches>,
}

enum Source {
    Url(String, Client),
    Fixed,
}

#[derive(Default)]
struct Fetches {
    /// When the last one began.
    tried_at: Option<DateTime<Utc>>,
    /// When the last one that succeeded began.
    fetched_at: Option<DateTime<Utc>>,
}

/// A key for signatures of one algorithm. What the token's header says of algorithms never widens it (RFC 8725, 3.1).
#[derive(Clone)]
struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    checks: DecodingKey,
}

impl KeySet {
    /// Keys that are not fetched yet, or those that are given.
    pub(super) fn new(config: &IssuerConfig) -> Result<Self, String> {
        let keys = match (&config.jwks, &config.jwks_file) {
            (Some(jwks), _) => parse(jwks).map_err(|cause| format!("jwks: {cause}"))?,
            (None, Some(file)) => {
                let named = |cause: String| format!("jwks_file {}: {cause}", file.display());
                let text = fs::read(file).map_err(|cause| named(cause.to_string()))?;
                let set = serde_json::from_slice(&text).map_err(|cause| named(cause.to_string()))?;
                parse(&set).map_err(named)?
            }
            (None, None) => Vec::new(),
        };
        let source = match &config.jwks_url {
            Some(url) => {
                let client = Client::builder()
                    .timeout(PATIENCE)
                    .redirect(reqwest::redirect::Policy::none())
                    // Minutes lie between two fetches, and a connection that was kept may be dead.
                    .pool_max_idle_per_host(0)
                    .build();
                let client = client.map_err(|cause| format!("no HTTP client for {url}: {cause}"))?;
                Source::Url(url.clone(), client)
            }
            None if keys.is_empty() => return Err("there is no key in it that checks signatures".to_owned()),
            None => Source::Fixed,
        };
        let keys = ArcSwap::from_pointee(keys);
        Ok(Self(Arc::new(Inner { source, keys, fetches: Mutex::default() })))
    }

    /// The key that a token's header names. One that is known is had without waiting for anybody.
    pub(super) async fn key(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: DateTime<Utc>,
    ) -> Result<DecodingKey, TokenError> {
        if let Some(key) = self.0.known(kid, algorithm) {
            return Ok(key);
        }
        // In a task of its own: whoever hangs up while waiting must not end it, or strangers could keep keys from coming.
        let (inner, kid) = (Arc::clone(&self.0), kid.map(str::to_owned));
        let fetched =
            tokio::spawn(async move { inner.key_after_fetch(kid.as_deref(), algorithm, now).await });
        fetched.await.unwrap_or(Err(TokenError::IssuerUnavailable))
    }

    /// Fetches the keys again if they are old. Keys that nobody has needed yet are left alone.
    pub(super) async fn refresh(&self, now: DateTime<Utc>) {
        self.0.refresh(now).await;
    }
}

impl Inner {
    async fn key_after_fetch(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: DateTime<Utc>,
    ) -> Result<DecodingKey, TokenError> {
        let Source::Url(url, client) = &self.source else { return Err(TokenError::NotAccepted) };
        let mut fetches = self.fetches.lock().await;
        // Whoever held the lock may have fetched it.
        if let Some(key) = self.known(kid, algorithm) {
            return Ok(key);
        }
        // Without a name it is not one that is unknown: there is a choice, or none for this algorithm.
        if fetches.is_due(now, REFETCH_AFTER) && (kid.is_some() || fetches.fetched_at.is_none()) {
            self.fetch(&mut fetches, url, client, now).await;
        }
        match self.known(kid, algorithm) {
            Some(key) => Ok(key),
            // It may be a new one that the issuer cannot tell of just now: that is no reason to log in again.
            None if fetches.is_failing() => Err(TokenError::IssuerUnavailable),
            None => Err(TokenError::NotAccepted),
        }
    }

    async fn refresh(&self, now: DateTime<Utc>) {
        let Source::Url(url, client) = &self.source else { return };
        let mut fetches = self.fetches.lock().await;
        let is_old = fetches.fetched_at.is_some_and(|at| (now - at).abs() >= REFRESH_AFTER);
        if is_old && fetches.is_due(now, REFETCH_AFTER) {
            self.fetch(&mut fetches, url, client, now).await;
        }
    }

    fn known(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let keys = self.keys.load();
        match kid {
            Some(kid) => {
                let named = |key: &&Key| key.kid.as_deref() == Some(kid) && key.algorithm == algorithm;
                keys.iter().find(named).map(|key| key.checks.clone())
            }
            // Without a name there must be no choice.
            None => match keys.as_slice() {
                [only] if only.algorithm == algorithm => Some(only.checks.clone()),
                _ => None,
            },
        }
    }

    async fn fetch(&self, fetches: &mut Fetches, url: &str, client: &Client, now: DateTime<Utc>) {
        fetches.tried_at = Some(now);
        match download(client, url).await {
            Ok(keys) => {
                self.keys.store(keys.into());
                fetches.fetched_at = Some(now);
            }
            Err(cause) => {
                tracing::warn!(%url, %cause, "the issuer's keys could not be fetched; those that are known stay");
            }
        }
    }
}

impl Fetches {
    /// Whether the last fetch failed, or none has been.
    fn is_failing(&self) -> bool {
        self.fetched_at.is_none() || self.fetched_at != self.tried_at
    }

    fn is_due(&self, now: DateTime<Utc>, after: TimeDelta) -> bool {
        // A clock that was set back must not shut the issuer out.
        self.tried_at.is_none_or(|at| (now - at).abs() >= after)
    }
}

async fn download(client: &Client, url: &str) -> Result<Vec<Key>, String> {
    let said = |cause: reqwest::Error| cause.without_url().to_string();
    let mut answer = client.get(url).send().await.map_err(said)?;
    if !answer.status().is_success() {
        return Err(format!("answered with {}", answer.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(said)? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BYTES {
            return Err(format!("the key set is larger than {MAX_BYTES} bytes"));
        }
    }
    parse(&serde_json::from_slice(&body).map_err(|cause| cause.to_string())?)
}

/// Public keys that check signatures; others, and keys of kinds that nobody knows here, are left out.
fn parse(set: &Value) -> Result<Vec<Key>, String> {
    let keys = set.get("keys").and_then(Value::as_array).ok_or("a key set is an object with “keys”")?;
    let read = |key: &Value| serde_json::from_value::<Jwk>(key.clone()).ok().and_then(|jwk| Key::of(&jwk));
    let keys: Vec<_> = keys.iter().filter_map(read).collect();
    // An issuer that loses its keys is out of order: that logs nobody out (T3). Withdrawing one takes another in its place.
    if keys.is_empty() { Err("the key set has no key that checks signatures".to_owned()) } else { Ok(keys) }
}

impl Key {
    fn of(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        let is_for_signatures = match (&common.public_key_use, &common.key_operations) {
            (Some(PublicKeyUse::Signature), _) | (None, None) => true,
            (None, Some(operations)) => operations.contains(&KeyOperations::Verify),
            (Some(_), _) => false,
        };
        let (algorithm, name) = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                (Algorithm::ES256, KeyAlgorithm::ES256)
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
            }
            // Symmetric keys would let everybody sign who can read them.
            _ => return None,
        };
        let fits = common.key_algorithm.is_none_or(|own| own == name);
        let checks = (is_for_signatures && fits).then(|| DecodingKey::from_jwk(jwk).ok()).flatten()?;
        Some(Self { kid: common.key_id.clone(), algorithm, checks })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_public_keys_for_signatures_are_kept_each_for_one_algorithm() {
        let ed = |more: Value| {
            let mut key =
                json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
            key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            key
        };
        let set = json!({ "keys": [
            ed(json!({ "kid": "plain" })),
            ed(json!({ "kid": "sig", "use": "sig", "alg": "EdDSA" })),
            ed(json!({ "kid": "verify", "key_ops": ["verify"] })),
            ed(json!({ "kid": "enc", "use": "enc" })),
            ed(json!({ "kid": "sign", "key_ops": ["sign"] })),
            ed(json!({ "kid": "other", "alg": "RS256" })),
            { "kty": "oct", "kid": "oct", "k": "c2VjcmV0" },
            { "kty": "RSA", "kid": "rsa", "n": "AQAB", "e": "AQAB" },
            { "kty": "RSA", "kid": "oaep", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB" },
            { "kty": "EC", "kid": "p384", "crv": "P-384", "x": "AQAB", "y": "AQAB" },
            { "kty": "AKP", "kid": "unknown", "alg": "ML-DSA-44", "pub": "AQAB" },
            "no key", null, {},
        ]});
        let keys = parse(&set).unwrap();
        let kept: Vec<_> = keys.iter().map(|key| (key.kid.as_deref().unwrap(), key.algorithm)).collect();
        let ed = Algorithm::EdDSA;
        assert_eq!(kept, [("plain", ed), ("sig", ed), ("verify", ed), ("rsa", Algorithm::RS256)]);
        parse(&json!([])).err().unwrap();
    }
}
