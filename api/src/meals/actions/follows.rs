//! Following a school's menu, to hear when its allergens change (M3).

use uuid::Uuid;

use crate::{meals::store::follows, platform::Failure, tenancy::Scope};

/// How many schools one person follows at most.
pub const MOST_FOLLOWED: u64 = 50;

/// Why a school is not followed, or still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowFault {
    /// No such school.
    SchoolNotFound,
    /// The person follows [`MOST_FOLLOWED`] already.
    TooManySchools,
}

/// Why a school is followed still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfollowFault {
    /// No such school.
    SchoolNotFound,
}

/// Makes the viewer follow the school from now on; who does so already, goes on.
///
/// # Errors
/// [`FollowFault`]s; faults of ours.
pub async fn follow_school(scope: &Scope, school: Uuid) -> Result<Uuid, Failure<FollowFault>> {
    let person = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    if !follows::has_school(&tx, school).await? {
        return Err(Failure::of(FollowFault::SchoolNotFound));
    }
    follows::insert_follow(&tx, person, school).await?;
    if follows::count_follows(&tx).await? > MOST_FOLLOWED {
        return Err(Failure::of(FollowFault::TooManySchools));
    }
    tx.commit().await?;
    Ok(school)
}

/// Makes the viewer follow the school no more.
///
/// # Errors
/// [`UnfollowFault`]s; faults of ours.
pub async fn unfollow_school(scope: &Scope, school: Uuid) -> Result<Uuid, Failure<UnfollowFault>> {
    scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    if !follows::has_school(&tx, school).await? {
        return Err(Failure::of(UnfollowFault::SchoolNotFound));
    }
    follows::delete_follow(&tx, school).await?;
    tx.commit().await?;
    Ok(school)
}
