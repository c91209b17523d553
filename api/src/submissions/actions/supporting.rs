//! Others support a published submission instead of filing it again (S4).

use std::sync::Arc;

use entity::submission;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    super::{policy, store},
    case::{Absence, Case},
};
use crate::{
    platform::{Failure, secret::SecretKey, throttle::Act},
    tenancy::Scope,
};

/// Why it is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportFault {
    /// No such submission.
    NotFound,
    /// It is not published, or it is closed.
    NotOpen,
    /// Nobody is logged in and there is no installation id.
    InstallationIdMissing,
    /// The installation id is no random UUID.
    InstallationIdInvalid,
}

impl Absence for SupportFault {
    const NOT_FOUND: Self = Self::NotFound;
}

/// Who supports: a person, or a phone that nobody is logged in on.
#[derive(Clone, Copy, Debug)]
pub enum Supporter {
    /// By id.
    Person(Uuid),
    /// By the random id that the app made when it was installed.
    Installation(Uuid),
}

impl Supporter {
    /// The person who is logged in, or else the phone.
    pub fn of(scope: &Scope, installation_id: Option<&str>) -> Result<Self, SupportFault> {
        if let Some(person) = scope.viewer().person_id() {
            return Ok(Self::Person(person));
        }
        let id = installation_id.ok_or(SupportFault::InstallationIdMissing)?;
        let id = Uuid::try_parse(id.trim()).ok().filter(|id| !id.is_nil() && !id.is_max());
        id.map(Self::Installation).ok_or(SupportFault::InstallationIdInvalid)
    }
}

/// What is kept of a supporter: it is another for every submission, so it does not tell what else they support.
pub fn supporter_hash(key: &SecretKey, submission: Uuid, supporter: Supporter) -> [u8; 32] {
    let mut message = submission.as_bytes().to_vec();
    match supporter {
        Supporter::Person(id) => {
            message.push(b'p');
            message.extend(id.as_bytes());
        }
        Supporter::Installation(id) => {
            message.push(b'i');
            message.extend(id.as_bytes());
        }
    }
    key.derive("submission support", &message)
}

/// Adds the viewer's support. Again is nothing to do.
pub async fn support(
    scope: &Scope,
    id: Uuid,
    installation_id: Option<&str>,
) -> Result<Arc<submission::Model>, Failure<SupportFault>> {
    let supporter = Supporter::of(scope, installation_id).map_err(Failure::of)?;
    scope.count(Act::Support)?;
    let mut case = Case::of_viewer(scope, id).await?;
    if !policy::may_support(scope, &case.row) {
        return Err(Failure::of(SupportFault::NotOpen));
    }
    if store::insert_support(&case.tx, id, supporter_hash(scope.key(), id, supporter)).await? {
        change_count(&mut case, supporter, 1).await?;
    }
    Ok(case.commit().await?)
}

/// Takes the viewer's support back. Where there is none, is nothing to do.
pub async fn withdraw_support(
    scope: &Scope,
    id: Uuid,
    installation_id: Option<&str>,
) -> Result<Arc<submission::Model>, Failure<SupportFault>> {
    let supporter = Supporter::of(scope, installation_id).map_err(Failure::of)?;
    scope.count(Act::Support)?;
    let mut case = Case::of_viewer(scope, id).await?;
    if store::delete_support(&case.tx, id, supporter_hash(scope.key(), id, supporter)).await? {
        change_count(&mut case, supporter, -1).await?;
    }
    Ok(case.commit().await?)
}

/// The submission is held, so the count cannot have moved since it was read.
async fn change_count(case: &mut Case, supporter: Supporter, by: i32) -> Result<(), DbErr> {
    let before = case.row.clone();
    let count = match supporter {
        Supporter::Person(_) => &mut case.row.support_count,
        Supporter::Installation(_) => &mut case.row.phone_support_count,
    };
    // One of the time before phones were counted apart may be withdrawn by a person.
    *count = (*count + by).max(0);
    store::update_submission(&case.tx, &before, &case.row).await
}
