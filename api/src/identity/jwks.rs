//! An issuer's keys: fetched when first needed, fetched again when a token names an unknown one, kept when the issuer is
//! down (T3).

use std::collections::HashMap;

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use tokio::sync::Mutex;

use super::{IssuerConfig, TokenError};

/// The shortest time between two fetches, whatever tokens ask for.
const REFETCH_AFTER: TimeDelta = TimeDelta::seconds(30);
/// Larger key sets are refused.
const MAX_BYTES: usize = 256 * 1024;

/// The keys of one issuer.
pub(super) struct KeySet {
    source: Source,
    keys: ArcSwap<HashMap<String, Key>>,
    last_fetch: Mutex<Option<DateTime<Utc>>>,
}

enum Source {
    Url(String, reqwest::Client),
    File,
}

#[derive(Clone)]
struct Key {
    algorithm: Option<Algorithm>,
    key: DecodingKey,
}

impl KeySet {
    /// Keys that are not fetched yet, or those of the file.
    pub(super) fn new(config: &IssuerConfig) -> Result<Self, String> {
        let (source, keys) = match (&config.jwks_url, &config.jwks_file) {
            (Some(url), None) => {
                let client = reqwest::Client::builder()
                    .timeout(std::time::Duration::from_secs(5))
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .map_err(|cause| format!("identity.issuers: no HTTP client for {url}: {cause}"))?;
                (Source::Url(url.clone(), client), HashMap::new())
            }
            (None, Some(file)) => {
                let text = std::fs::read(file)
                    .map_err(|cause| format!("identity.issuers: jwks_file {}: {cause}", file.display()))?;
                let keys = parse(&text)
                    .map_err(|cause| format!("identity.issuers: jwks_file {}: {cause}", file.display()))?;
                (Source::File, keys)
            }
            _ => {
                return Err(format!(
                    "identity.issuers: {} needs either jwks_url or jwks_file",
                    config.issuer
                ));
            }
        };
        Ok(Self { source, keys: ArcSwap::from_pointee(keys), last_fetch: Mutex::default() })
    }

    /// The key that a token's header names, if it is for that algorithm.
    pub(super) async fn key(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: DateTime<Utc>,
    ) -> Result<DecodingKey, TokenError> {
        if let Some(key) = self.known(kid) {
            return key.for_algorithm(algorithm);
        }
        self.fetch(kid, now).await?;
        self.known(kid).ok_or(TokenError::NotAccepted)?.for_algorithm(algorithm)
    }

    fn known(&self, kid: Option<&str>) -> Option<Key> {
        let keys = self.keys.load();
        match kid {
            Some(kid) => keys.get(kid).cloned(),
            // Without a name there must be no choice.
            None if keys.len() == 1 => keys.values().next().cloned(),
            None => None,
        }
    }

    async fn fetch(&self, kid: Option<&str>, now: DateTime<Utc>) -> Result<(), TokenError> {
        let Source::Url(url, client) = &self.source else { return Ok(()) };
        let mut last_fetch = self.last_fetch.lock().await;
        if self.known(kid).is_some() || last_fetch.is_some_and(|last| now < last + REFETCH_AFTER) {
            return Ok(());
        }
        *last_fetch = Some(now);
        match download(client, url).await {
            Ok(keys) => {
                self.keys.store(keys.into());
                Ok(())
            }
            Err(cause) => {
                tracing::warn!(%url, %cause, "the issuer's keys could not be fetched");
                if self.keys.load().is_empty() { Err(TokenError::IssuerUnavailable) } else { Ok(()) }
            }
        }
    }
}

impl Key {
    fn for_algorithm(self, algorithm: Algorithm) -> Result<DecodingKey, TokenError> {
        let fits = self.algorithm.is_none_or(|own| own == algorithm);
        if fits { Ok(self.key) } else { Err(TokenError::NotAccepted) }
    }
}

async fn download(client: &reqwest::Client, url: &str) -> Result<HashMap<String, Key>, String> {
    let mut answer = client
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|e| e.to_string())?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| e.to_string())? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BYTES {
            return Err(format!("the key set is larger than {MAX_BYTES} bytes"));
        }
    }
    parse(&body)
}

/// Keys that can check a signature; others, and keys of unknown kinds, are left out.
fn parse(text: &[u8]) -> Result<HashMap<String, Key>, String> {
    let set: JwkSet = serde_json::from_slice(text).map_err(|cause| cause.to_string())?;
    let usable = |jwk: &&Jwk| !matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption));
    let keys = set.keys.iter().filter(usable).filter_map(|jwk| {
        let key = DecodingKey::from_jwk(jwk).ok()?;
        let algorithm = jwk.common.key_algorithm.and_then(|name| name.to_string().parse().ok());
        Some((jwk.common.key_id.clone().unwrap_or_default(), Key { algorithm, key }))
    });
    Ok(keys.collect())
}
