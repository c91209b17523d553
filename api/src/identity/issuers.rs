//! Which issuers a municipality trusts, and the check of a token against them (T2, T3; RFC 7519, RFC 8725). They come from
//! the configuration and from the database; what the configuration says of an issuer goes before.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use jsonwebtoken::Algorithm;
use sea_orm::DbErr;
use tokio::sync::Mutex;

use super::{
    Claims, IssuerConfig, LocalIssuer, TokenError,
    claims::{Refusal, Unproven, check, outlives_bounds, read},
    issuer_config::{ClaimNames, default_acr},
    jwks::KeySet,
    token::Trust,
    trusted,
};
use crate::tenancy::PlatformDb;

/// The shortest time between two readings of the database, whatever issuers tokens name.
const REREAD_AFTER: TimeDelta = TimeDelta::seconds(10);

/// Everybody who may vouch for somebody, by municipality. Cheap to clone.
#[derive(Clone)]
pub struct Issuers(Arc<Inner>);

struct Inner {
    local: Option<LocalIssuer>,
    configured: ByMunicipality,
    stored: ArcSwap<ByMunicipality>,
    platform: Option<PlatformDb>,
    read_at: Mutex<Option<DateTime<Utc>>>,
}

type ByMunicipality = HashMap<String, Vec<Arc<Trusted>>>;

struct Trusted {
    config: IssuerConfig,
    keys: KeySet,
    trust: Trust,
}

impl Trusted {
    fn new(config: &IssuerConfig) -> Result<Self, String> {
        config.check()?;
        Ok(Self { config: config.clone(), keys: KeySet::new(config)?, trust: Trust::default() })
    }
}

impl Issuers {
    /// Takes the configured issuers and, for development, the local one.
    ///
    /// # Errors
    /// A sentence that names the faulty setting.
    pub fn new(configured: &[IssuerConfig], local: Option<LocalIssuer>) -> Result<Self, String> {
        let mut by_municipality = ByMunicipality::new();
        for config in configured {
            let trusted = Trusted::new(config).map_err(|fault| format!("identity.issuers: {fault}"))?;
            by_municipality.entry(config.municipality.clone()).or_default().push(Arc::new(trusted));
        }
        Ok(Self(Arc::new(Inner {
            local,
            configured: by_municipality,
            stored: ArcSwap::default(),
            platform: None,
            read_at: Mutex::default(),
        })))
    }

    /// The same with those of the database beside them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reading(self, platform: PlatformDb, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let Inner { local, configured, .. } = &*self.0;
        let inner = Inner {
            local: local.clone(),
            configured: configured.clone(),
            stored: ArcSwap::default(),
            platform: Some(platform),
            read_at: Mutex::default(),
        };
        let issuers = Self(Arc::new(inner));
        issuers.reread(&mut *issuers.0.read_at.lock().await, now).await?;
        Ok(issuers)
    }

    /// The local issuer, where it is switched on.
    #[must_use]
    pub fn local(&self) -> Option<&LocalIssuer> {
        self.0.local.as_ref()
    }

    /// Checks the token for this municipality. At which check a refused one failed is in the log, for the operator; the
    /// bearer is told less.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn verify(
        &self,
        municipality: &str,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        let unproven = Unproven::read(token).map_err(|refusal| refusal.logged(municipality, None))?;
        let judged = self.judge(municipality, token, &unproven, now).await;
        judged.map_err(|refusal| refusal.logged(municipality, Some(&unproven.issuer)))
    }

    async fn judge(
        &self,
        municipality: &str,
        token: &str,
        Unproven { header, issuer }: &Unproven,
        now: DateTime<Utc>,
    ) -> Result<Claims, Refusal> {
        if let Some(local) = self.0.local.as_ref().filter(|_| LocalIssuer::NAME == issuer) {
            if header.alg != Algorithm::EdDSA {
                return Err(Refusal::at("algorithm"));
            }
            let audience = LocalIssuer::audience(municipality);
            let claims = check(token, header.alg, local.key(), issuer, &audience)?;
            return Ok(read(&claims, &ClaimNames::default(), &default_acr(), now, Trust::default())?);
        }
        let mut trusted = self.trusted(municipality, issuer);
        if trusted.is_empty() {
            self.reread_if_due(now).await;
            trusted = self.trusted(municipality, issuer);
        }
        let mut refusal = Refusal::at("issuer: not trusted by this municipality");
        // One issuer may be trusted for several audiences, each with settings of its own.
        for Trusted { config, keys, trust } in trusted.iter().map(|trusted| &**trusted) {
            let checked = if config.algorithms.contains(&header.alg) {
                match keys.key(header.kid.as_deref(), header.alg, now).await {
                    Ok(key) => check(token, header.alg, &key, issuer, &config.audience),
                    Err(TokenError::IssuerUnavailable) => {
                        Err(Refusal { error: TokenError::IssuerUnavailable, check: "the issuer's keys" })
                    }
                    Err(_) => Err(Refusal::at("kid: no such key for this algorithm")),
                }
            } else {
                Err(Refusal::at("algorithm: not among those of this issuer"))
            };
            match checked {
                Ok(claims) => {
                    let claims = read(&claims, &config.claims, &config.accepted_acr, now, trust.clone())?;
                    if outlives_bounds(&claims, now) {
                        return Err(Refusal::at("exp: more than 24 hours away"));
                    }
                    return Ok(claims);
                }
                // That the keys cannot be had is worth telling whatever the other audiences say.
                Err(_) if refusal.error == TokenError::IssuerUnavailable => {}
                Err(fault) => refusal = fault,
            }
        }
        Err(refusal)
    }

    /// Reads the issuers of the database again, and the keys of all that are in use if they are old. Run every half
    /// minute, it ends the trust in a removed issuer and in a withdrawn key. One issuer that is slow or away does not
    /// keep the others waiting.
    ///
    /// # Errors
    /// When the database cannot be read; what is known stays.
    pub async fn refresh(&self, now: DateTime<Utc>) -> Result<(), DbErr> {
        let reread = {
            let mut read_at = self.0.read_at.lock().await;
            self.reread(&mut read_at, now).await
        };
        let stored = self.0.stored.load_full();
        let all = self.0.configured.values().chain(stored.values()).flatten();
        join_all(all.map(|trusted| trusted.keys.refresh(now))).await;
        reread
    }

    fn trusted(&self, municipality: &str, issuer: &str) -> Vec<Arc<Trusted>> {
        let stored = self.0.stored.load();
        let of = |all: &ByMunicipality| -> Vec<_> {
            let all = all.get(municipality).into_iter().flatten();
            all.filter(|trusted| trusted.config.issuer == issuer).cloned().collect()
        };
        let configured = of(&self.0.configured);
        if configured.is_empty() { of(&stored) } else { configured }
    }

    /// One that was added a moment ago is found at its first token.
    async fn reread_if_due(&self, now: DateTime<Utc>) {
        let mut read_at = self.0.read_at.lock().await;
        // A clock that was set back must not shut anybody out.
        if read_at.is_none_or(|at| (now - at).abs() >= REREAD_AFTER)
            && let Err(cause) = self.reread(&mut read_at, now).await
        {
            tracing::error!(%cause, "the trusted issuers cannot be read; those that are known stay");
        }
    }

    async fn reread(&self, read_at: &mut Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), DbErr> {
        let Some(platform) = &self.0.platform else { return Ok(()) };
        *read_at = Some(now);
        let known = self.0.stored.load_full();
        let mut stored = ByMunicipality::new();
        for config in trusted::list(platform.connection()).await? {
            let of_municipality = known.get(&config.municipality).into_iter().flatten();
            // Unchanged ones keep the keys that were fetched.
            let same = of_municipality.into_iter().find(|trusted| trusted.config == config).cloned();
            let trusted = match same.map_or_else(|| Trusted::new(&config).map(Arc::new), Ok) {
                Ok(trusted) => trusted,
                Err(fault) => {
                    let IssuerConfig { municipality, issuer, .. } = &config;
                    tracing::warn!(%municipality, %issuer, %fault, "a stored issuer is left out");
                    continue;
                }
            };
            stored.entry(config.municipality.clone()).or_default().push(trusted);
        }
        for gone in known.values().flatten() {
            let stays = stored.get(&gone.config.municipality).into_iter().flatten();
            if !stays.into_iter().any(|trusted| Arc::ptr_eq(trusted, gone)) {
                gone.trust.withdraw();
            }
        }
        self.0.stored.store(Arc::new(stored));
        Ok(())
    }
}
