//! The door: an address and a token become a [`Scope`], or a reason why not.

use std::sync::Arc;

use sea_orm::DbErr;

use super::{Municipalities, PlatformDb, Scope, scope::Ground};
use crate::{
    identity::{self, Issuers, RecogniseError, TokenError, Viewer},
    platform::{
        Clock, Ids, Internal, Locale,
        audit::Trail,
        secret::SecretKey,
        throttle::{Source, Throttle},
    },
};

/// How a request names the municipality.
#[derive(Clone, Copy, Debug)]
pub enum Tenant<'a> {
    /// By kommunkod in the path.
    Code(&'a str),
    /// By host name.
    Host(&'a str),
}

/// Who asks, as far as the transport tells.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The bearer token, without "Bearer".
    pub bearer: Option<String>,
    /// The language asked for.
    pub locale: Locale,
    /// The request's id.
    pub request_id: Arc<str>,
    /// Where it comes from, as a hash; none where nothing is counted.
    pub source: Option<Source>,
}

/// Why there is no scope.
#[derive(Debug)]
pub enum OpenError {
    /// No such municipality here.
    UnknownMunicipality,
    /// The token is no good; never silently anonymous.
    Unauthenticated(TokenError),
    /// A fault of ours.
    Internal(Internal),
}

impl From<RecogniseError> for OpenError {
    fn from(cause: RecogniseError) -> Self {
        match cause {
            RecogniseError::Conflict => Self::Unauthenticated(TokenError::IdentityConflict),
            RecogniseError::Database(cause) => cause.into(),
        }
    }
}

impl From<DbErr> for OpenError {
    fn from(cause: DbErr) -> Self {
        Self::Internal(cause.into())
    }
}

/// Opens scopes. Cheap to clone.
#[derive(Clone)]
pub struct Scopes(Arc<Inner>);

struct Inner {
    ground: Ground,
    municipalities: Municipalities,
    issuers: Issuers,
}

impl Scopes {
    /// Assembles the door.
    #[must_use]
    pub fn new(
        platform: &PlatformDb,
        municipalities: Municipalities,
        issuers: Issuers,
        clock: Clock,
        ids: Ids,
        key: SecretKey,
        trail: Option<Trail>,
    ) -> Self {
        let throttle = Throttle::default();
        let ground = Ground { database: platform.database().clone(), clock, ids, key, trail, throttle };
        Self(Arc::new(Inner { ground, municipalities, issuers }))
    }

    /// The municipalities that are served.
    #[must_use]
    pub fn municipalities(&self) -> &Municipalities {
        &self.0.municipalities
    }

    /// What counts how much comes from where.
    #[must_use]
    pub fn throttle(&self) -> &Throttle {
        &self.0.ground.throttle
    }

    /// Who may vouch for somebody.
    #[must_use]
    pub fn issuers(&self) -> &Issuers {
        &self.0.issuers
    }

    /// Finds the municipality, checks the token and recognises the person.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(&self, tenant: Tenant<'_>, caller: &Caller) -> Result<Scope, OpenError> {
        let inner = &*self.0;
        let municipality = match tenant {
            Tenant::Code(code) => inner.municipalities.by_code(code).await?,
            Tenant::Host(host) => inner.municipalities.by_host(host).await?,
        };
        let municipality = municipality.ok_or(OpenError::UnknownMunicipality)?;
        let scope = Scope::new(
            &inner.ground,
            Arc::clone(&municipality),
            caller.locale,
            Arc::clone(&caller.request_id),
            caller.source,
        );
        let Some(token) = &caller.bearer else { return Ok(scope) };
        let claims = inner
            .issuers
            .verify(&municipality.code, token, scope.now())
            .await
            .map_err(OpenError::Unauthenticated)?;
        let person = identity::recognise(&scope, claims).await?;
        Ok(scope.seen_by(Viewer::Person(Arc::new(person))))
    }

    /// The same viewer, looked up anew as for a new request: roles and relations may have changed since. Anonymous stays anonymous; a person
    /// who is gone becomes anonymous.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn renew(scope: &Scope) -> Result<Scope, DbErr> {
        let Viewer::Person(person) = scope.viewer() else { return Ok(scope.clone()) };
        let viewer = identity::look_up_again(scope, person).await?;
        Ok(scope.renewed(viewer))
    }
}
