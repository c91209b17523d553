//! Keeping a guardian from a child (P2). It counts from the moment it is written, also where somebody listens: every event
//! reads the relations anew.

use entity::AuditAction;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    identity::{self, Relations},
    platform::{Failure, audit::Entry},
    preschool::{policy, store},
    tenancy::Scope,
};

/// Why a block is not set or lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockFault {
    /// No such child for the viewer.
    ChildNotFound,
    /// Nobody of that id is guardian of the child.
    GuardianNotFound,
}

/// Blocks a guardian from a child that is placed in the viewer's preschool. Whom it is about is not told: to them the
/// child is not there any more. Doing it again changes nothing.
pub async fn block_guardian(scope: &Scope, child: Uuid, guardian: Uuid) -> Result<Uuid, Failure<BlockFault>> {
    let relations = policy::enter(scope).await?;
    decides_on(scope, &relations, child, BlockFault::ChildNotFound).await?;
    let tx = scope.begin().await?;
    if !store::is_guardian_in(&tx, guardian, child).await? {
        return Err(Failure::of(BlockFault::GuardianNotFound));
    }
    if store::insert_block(&tx, guardian, child).await? {
        tx.record(Entry::about(AuditAction::GuardianBlocked, child).with("GUARDIAN", guardian));
        tx.commit().await?;
    }
    Ok(child)
}

/// Lifts a block. Doing it again changes nothing.
pub async fn unblock_guardian(
    scope: &Scope,
    child: Uuid,
    guardian: Uuid,
) -> Result<Uuid, Failure<BlockFault>> {
    let relations = policy::enter(scope).await?;
    decides_on(scope, &relations, child, BlockFault::ChildNotFound).await?;
    let tx = scope.begin().await?;
    if store::delete_block(&tx, guardian, child).await? {
        tx.record(Entry::about(AuditAction::GuardianUnblocked, child).with("GUARDIAN", guardian));
        tx.commit().await?;
    } else if !store::is_guardian_in(&tx, guardian, child).await? {
        return Err(Failure::of(BlockFault::GuardianNotFound));
    }
    Ok(child)
}

/// Whether the child is there for the viewer as far as protection goes: a protected one is for its guardians alone (P3).
pub(super) async fn is_seen(scope: &Scope, relations: &Relations, child: Uuid) -> Result<bool, DbErr> {
    Ok(relations.children.contains(&child) || !identity::list_names(scope, &[child]).await?.is_empty())
}

/// Lets the principal of the child's preschool pass, also to a protected child that they name by its id: that a guardian
/// must be kept away is likeliest just there (P2). They learn that the child is placed with them, which they know, and
/// nothing else of it.
///
/// # Errors
/// `Forbidden` for who sees the child otherwise, `not_found` for who does not.
pub(super) async fn decides_on<Fault>(
    scope: &Scope,
    relations: &Relations,
    child: Uuid,
    not_found: Fault,
) -> Result<(), Failure<Fault>> {
    let places = store::list_placements_of(scope, &[child]).await?;
    let groups: Vec<_> = places.iter().map(|place| place.group_id).collect();
    if policy::may_decide_on_guardians(relations, &groups) {
        return Ok(());
    }
    let sees = (!groups.is_empty() || relations.children.contains(&child))
        && is_seen(scope, relations, child).await?;
    Err(if sees { Failure::Forbidden } else { Failure::of(not_found) })
}
