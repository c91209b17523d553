//! What staff and operators do with sources.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{MenuSourceKind, menu_source::Model};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{policy, rules::address, store};
use crate::{
    meals,
    platform::{
        Failure,
        idempotency::{Claim, ClientKey, claim, recall},
    },
    tenancy::{Scope, Tx},
};

/// How many sources a school may have.
pub const MOST: usize = 10;

/// How long a source rests after a fetch before it is fetched on demand again.
const REST: TimeDelta = TimeDelta::minutes(1);

/// Why a source is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddFault {
    /// There is no such school.
    SchoolNotFound,
    /// It is no address of the web.
    UrlInvalid,
    /// The school has it already.
    AlreadyAdded,
    /// The school has as many as it may.
    TooManySources,
    /// The key cannot be kept.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

/// A source to be added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Whose menu.
    pub school: Uuid,
    /// Where.
    pub url: String,
    /// What is expected there.
    pub kind: MenuSourceKind,
}

impl Added {
    /// The row, due at once.
    fn row(self, municipality_id: i32, id: Uuid, now: DateTime<Utc>) -> Model {
        Model {
            municipality_id,
            id,
            school_id: self.school,
            url: self.url.trim().to_owned(),
            kind: self.kind,
            enabled: true,
            created_at: now,
            validators: None,
            last_fetched_at: None,
            last_succeeded_at: None,
            last_changed_at: None,
            last_fault: None,
            fault_detail: None,
            failures: 0,
            rows_refused: 0,
            next_fetch_at: now,
            claimed_until: None,
        }
    }
}

/// What is remembered of an addition.
#[derive(Serialize, Deserialize)]
struct Outcome {
    id: Uuid,
}

/// Adds a source, which is fetched within a minute.
///
/// # Errors
/// See [`AddFault`]; `Unauthenticated`; `Forbidden` for who neither cooks nor administers.
pub async fn add(scope: &Scope, added: Added, key: Option<&ClientKey>) -> Result<Model, Failure<AddFault>> {
    if let Some(Outcome { id }) = recall(scope, key, AddFault::IdempotencyKeyReused).await?
        && let Some(row) = store::list_sources_by_id(scope, &[id]).await?.pop()
    {
        return Ok(row);
    }
    policy::enter(scope)?;
    let mut faults = Vec::new();
    if !meals::is_school(scope, added.school).await? {
        faults.push(AddFault::SchoolNotFound);
    }
    if !address::is_address(&added.url) {
        faults.push(AddFault::UrlInvalid);
    }
    if !key.is_none_or(ClientKey::is_valid) {
        faults.push(AddFault::IdempotencyKeyInvalid);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let tx = scope.begin().await?;
    let pending = match claim(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::Done(Outcome { id }) => return stored(&tx, id).await,
        Claim::OtherInput => return Err(Failure::of(AddFault::IdempotencyKeyReused)),
    };
    if store::list_sources_in(&tx, added.school).await?.len() >= MOST {
        return Err(Failure::of(AddFault::TooManySources));
    }
    let row = added.row(scope.municipality().id, scope.new_id(), scope.now());
    if !store::insert_source(&tx, row.clone()).await? {
        return Err(Failure::of(AddFault::AlreadyAdded));
    }
    pending.keep(&tx, &Outcome { id: row.id }).await?;
    tx.commit().await?;
    Ok(row)
}

/// What a retried addition answers. The source may be gone since.
async fn stored(tx: &Tx, id: Uuid) -> Result<Model, Failure<AddFault>> {
    store::find_source(tx, id).await?.ok_or(Failure::of(AddFault::IdempotencyKeyReused))
}

/// Why a source is not removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoveFault {
    /// There is no such source.
    SourceNotFound,
}

/// Why a source is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchFault {
    /// There is no such source.
    SourceNotFound,
    /// It was fetched a moment ago.
    JustFetched,
}

/// Removes a source. The menu that came from it stays.
///
/// # Errors
/// See [`RemoveFault`]; `Unauthenticated`; `Forbidden`.
pub async fn remove(scope: &Scope, id: Uuid) -> Result<Model, Failure<RemoveFault>> {
    policy::enter(scope)?;
    let tx = scope.begin().await?;
    let source = store::find_source(&tx, id).await?.ok_or(Failure::of(RemoveFault::SourceNotFound))?;
    store::delete_source(&tx, id).await?;
    tx.commit().await?;
    Ok(source)
}

/// Lets a source be fetched within a minute, whatever pause it is in; one that rested is fetched from now on.
///
/// # Errors
/// See [`FetchFault`]; `Unauthenticated`; `Forbidden`.
pub async fn fetch_now(scope: &Scope, id: Uuid) -> Result<Model, Failure<FetchFault>> {
    policy::enter(scope)?;
    let tx = scope.begin().await?;
    let now = scope.now();
    let Some(source) = store::find_source(&tx, id).await? else {
        return Err(Failure::of(FetchFault::SourceNotFound));
    };
    if source.last_fetched_at.is_some_and(|at| now - at < REST) {
        return Err(Failure::of(FetchFault::JustFetched));
    }
    store::update_as_due(&tx, id, now).await?;
    tx.commit().await?;
    Ok(Model { next_fetch_at: now, enabled: true, ..source })
}

/// Lets a source rest, or be fetched again from now on: for an operator.
///
/// # Errors
/// See [`RemoveFault`]; `Unauthenticated`; `Forbidden`.
pub async fn set_enabled(scope: &Scope, id: Uuid, enabled: bool) -> Result<(), Failure<RemoveFault>> {
    policy::enter(scope)?;
    let tx = scope.begin().await?;
    if !store::update_enabled(&tx, id, enabled, scope.now()).await? {
        return Err(Failure::of(RemoveFault::SourceNotFound));
    }
    tx.commit().await?;
    Ok(())
}

/// The sources that the viewer, or an operator, may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(scope: &Scope) -> Result<Vec<Model>, DbErr> {
    store::list_sources(scope).await
}
