//! Inviting somebody to a child, accepting, and taking back (P4, T8).

use chrono::TimeDelta;
use entity::{AuditAction, InvitationKind, RelationAssurance, invitation, preschool_group};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    blocks::{decides_on, is_seen},
    key_fits,
};
use crate::{
    identity::{self, Assurance},
    platform::{
        Failure,
        audit::Entry,
        code,
        idempotency::{Claim, ClientKey, claim, recall},
        throttle::Act,
    },
    preschool::{
        policy,
        store::{self, NewInvitation},
    },
    tenancy::{Proof, Scope},
};

/// What codes are derived for.
const CODE: &str = "invitation";
/// How long a code can be used.
const LIFETIME: TimeDelta = TimeDelta::days(7);

/// An invitation that is to be made.
#[derive(Clone, Debug)]
pub struct InviteInput {
    /// To which child.
    pub child: Uuid,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// Why nobody is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteFault {
    /// No such child for the viewer.
    ChildNotFound,
    /// The key cannot be kept.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

/// An invitation, and the code to pass on.
pub struct Invited {
    /// The row.
    pub row: invitation::Model,
    /// The code. The database does not know it: it cannot be told again under another key.
    pub code: Option<String>,
}

/// Invites a family member; for the child's guardians.
pub async fn invite_family_member(
    scope: &Scope,
    input: InviteInput,
) -> Result<Invited, Failure<InviteFault>> {
    if let Some(invited) = invited_before(scope, &input).await? {
        return Ok(invited);
    }
    let relations = policy::enter(scope).await?;
    if !policy::may_invite_family(&relations, input.child) {
        let is_there = is_seen(scope, &relations, input.child).await?
            && !store::list_placements_of(scope, &[input.child]).await?.is_empty();
        return Err(if is_there { Failure::Forbidden } else { Failure::of(InviteFault::ChildNotFound) });
    }
    invite(scope, InvitationKind::FamilyMember, input).await
}

/// Invites a guardian who has no e-identification; for the principal of the child's preschool, who knows them.
pub async fn invite_guardian(scope: &Scope, input: InviteInput) -> Result<Invited, Failure<InviteFault>> {
    if let Some(invited) = invited_before(scope, &input).await? {
        return Ok(invited);
    }
    let relations = policy::enter(scope).await?;
    // Who may come to a protected child is the school administration's to say, and its register brings them (P3).
    if !is_seen(scope, &relations, input.child).await? {
        return Err(Failure::of(InviteFault::ChildNotFound));
    }
    decides_on(scope, &relations, input.child, InviteFault::ChildNotFound).await?;
    invite(scope, InvitationKind::Guardian, input).await
}

async fn invite(
    scope: &Scope,
    kind: InvitationKind,
    input: InviteInput,
) -> Result<Invited, Failure<InviteFault>> {
    let invited_by = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let key = input.idempotency_key.as_ref();
    if !key_fits(key) {
        return Err(Failure::of(InviteFault::IdempotencyKeyInvalid));
    }
    let tx = scope.begin().await?;
    let pending = match claim::<Uuid>(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::OtherInput => return Err(Failure::of(InviteFault::IdempotencyKeyReused)),
        Claim::Done(id) => {
            let row = store::find_invitation_in(&tx, id).await?;
            let row = row.ok_or(Failure::of(InviteFault::ChildNotFound))?;
            return Ok(shown_again(scope, row));
        }
    };
    let id = scope.new_id();
    let code = code::derive(scope.key(), CODE, id);
    let expires_at = scope.now() + LIFETIME;
    let code_hash = code::hash(&code);
    let new = NewInvitation { id, kind, child: input.child, invited_by, code_hash, expires_at };
    let row = store::insert_invitation(&tx, new).await?;
    pending.keep(&tx, &id).await?;
    tx.record(Entry::about(AuditAction::InvitationMade, input.child).with("INVITATION", id));
    tx.commit().await?;
    Ok(Invited { row, code: Some(code) })
}

/// What a retried invitation answers, where the viewer still sees it.
async fn invited_before(scope: &Scope, input: &InviteInput) -> Result<Option<Invited>, Failure<InviteFault>> {
    let key = input.idempotency_key.as_ref();
    let Some(id) = recall(scope, key, InviteFault::IdempotencyKeyReused).await? else { return Ok(None) };
    Ok(store::find_invitation(scope, id).await?.map(|row| shown_again(scope, row)))
}

fn shown_again(scope: &Scope, row: invitation::Model) -> Invited {
    let codes = code::derive_all(scope.key(), CODE, row.id);
    let code = codes.into_iter().find(|code| code::hash(code).as_slice() == row.code_hash);
    Invited { row, code }
}

/// Why an invitation is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptInvitationFault {
    /// The code is none, or serves no more: it was used, has expired, was withdrawn, or who invited may no longer. Which
    /// of these is not told, nor that the viewer is blocked from the child (P2).
    InvitationNotFound,
    /// The viewer is the child's guardian already, and sees more.
    AlreadyGuardian,
}

/// An invitation that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// As what the viewer was invited.
    pub kind: InvitationKind,
    /// To which child.
    pub child: Uuid,
}

/// Accepts an invitation, for whoever is logged in and shows the code. A weak login is enough: then the relation is marked
/// as invited, and [`policy::enter_feed`] says what such a login opens (T8). With a strong one it counts like any other, and
/// with strong logins only. Who has accepted it can do so again, and nothing changes.
pub async fn accept_invitation(
    scope: &Scope,
    typed: &str,
) -> Result<Accepted, Failure<AcceptInvitationFault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    scope.count(Act::Code)?;
    let not_found = || Failure::of(AcceptInvitationFault::InvitationNotFound);
    let code = code::parse(typed).ok_or_else(not_found)?;
    let tx = scope.with_proof(Proof::Invitation(code::hash(&code))).begin().await?;
    let row = store::find_shown_invitation(&tx).await?.ok_or_else(not_found)?;
    if row.accepted_by == Some(person.id) {
        return Ok(Accepted { kind: row.kind, child: row.child_id });
    }
    if row.accepted_by.is_some() || row.withdrawn_at.is_some() || row.expires_at <= scope.now() {
        return Err(not_found());
    }
    let viewer = identity::standing(&tx, person.id, row.child_id).await?;
    if viewer.is_blocked {
        return Err(not_found());
    }
    let strong = person.assurance >= Assurance::Substantial;
    let assurance = if strong { RelationAssurance::Verified } else { RelationAssurance::Invited };
    match row.kind {
        InvitationKind::FamilyMember => {
            if !identity::standing(&tx, row.invited_by, row.child_id).await?.is_guardian {
                return Err(not_found());
            }
            if viewer.is_guardian {
                return Err(Failure::of(AcceptInvitationFault::AlreadyGuardian));
            }
            store::insert_family_member(&tx, &row, person.id, assurance).await?;
        }
        // Nobody makes themselves guardian, and who has left the office lets nobody in.
        InvitationKind::Guardian
            if row.invited_by == person.id
                || !store::is_principal_of(&tx, row.invited_by, row.child_id).await? =>
        {
            return Err(not_found());
        }
        InvitationKind::Guardian if viewer.is_guardian => {
            return Err(Failure::of(AcceptInvitationFault::AlreadyGuardian));
        }
        InvitationKind::Guardian => {
            store::insert_or_update_guardian(&tx, person.id, row.child_id, assurance).await?;
        }
    }
    store::update_invitation_as_accepted(&tx, row.id, person.id).await?;
    tx.record(Entry::about(AuditAction::InvitationAccepted, row.child_id).with("INVITATION", row.id));
    tx.commit().await?;
    Ok(Accepted { kind: row.kind, child: row.child_id })
}

/// What an accepted invitation opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Whether the child is the viewer's own from now on, for what a login of this strength may see.
    pub is_own: bool,
    /// The child's groups whose posts the viewer reads.
    pub groups: Vec<preschool_group::Model>,
}

/// What the viewer has of a child since the acceptance.
///
/// # Errors
/// When the database cannot be read.
pub async fn opened(scope: &Scope, child: Uuid) -> Result<Opened, DbErr> {
    let relations = identity::relations(scope).await?;
    let strong = scope.viewer().person().is_some_and(|person| person.assurance >= Assurance::Substantial);
    let places = relations.placements.iter().chain(&relations.visits).filter(|place| place.child == child);
    let groups: Vec<_> = places.map(|place| place.group).collect();
    Ok(Opened {
        is_own: strong && relations.children.contains(&child),
        groups: store::list_groups_by_id(scope, &groups).await?,
    })
}

/// Why an invitation is not withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawInvitationFault {
    /// No such invitation for the viewer.
    InvitationNotFound,
    /// Somebody has accepted it.
    AlreadyAccepted,
}

/// Makes a code worthless that nobody has used. Doing it again changes nothing.
pub async fn withdraw_invitation(scope: &Scope, id: Uuid) -> Result<Uuid, Failure<WithdrawInvitationFault>> {
    policy::enter(scope).await?;
    let tx = scope.begin().await?;
    let found = store::find_invitation_in(&tx, id).await?;
    let row = found.ok_or(Failure::of(WithdrawInvitationFault::InvitationNotFound))?;
    if row.accepted_by.is_some() {
        return Err(Failure::of(WithdrawInvitationFault::AlreadyAccepted));
    }
    if row.withdrawn_at.is_none() {
        store::update_invitation_as_withdrawn(&tx, id).await?;
        tx.record(Entry::about(AuditAction::InvitationWithdrawn, row.child_id).with("INVITATION", id));
        tx.commit().await?;
    }
    Ok(row.child_id)
}

/// Why a family member stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawFamilyMemberFault {
    /// No such family member for the viewer.
    FamilyMemberNotFound,
}

/// Ends what makes somebody a family member of a child, at once; for each of its guardians, whoever invited.
pub async fn withdraw_family_member(
    scope: &Scope,
    id: Uuid,
) -> Result<Uuid, Failure<WithdrawFamilyMemberFault>> {
    policy::enter(scope).await?;
    let tx = scope.begin().await?;
    let found = store::find_family_member_in(&tx, id).await?;
    let row = found.ok_or(Failure::of(WithdrawFamilyMemberFault::FamilyMemberNotFound))?;
    // The end is inclusive (T9).
    let today = scope.today();
    let last = today.pred_opt().unwrap_or(today);
    store::update_family_as_ended(&tx, row.person_id, row.child_id, last).await?;
    let entry = Entry::about(AuditAction::FamilyMemberWithdrawn, row.child_id);
    tx.record(entry.with("FAMILY_MEMBER", row.person_id));
    tx.commit().await?;
    Ok(row.child_id)
}
