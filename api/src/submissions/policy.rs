//! Who may do what with a submission, and which rows exist for whom.
//!
//! Four kinds of people: the public sees the moderated copy of what is published; the sender, by login or by tracking
//! code, sees what they wrote and what became of it; case officers see everything of their municipality; nobody else
//! sees anything.

use entity::{
    Role, SubmissionAction, submission, submission_answer, submission_contact, submission_event,
    submission_message, submission_note, submission_support,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoColumnRef, IntoCondition, Query},
};
use uuid::Uuid;

use super::rules;
use crate::{
    identity::{Viewer, nothing},
    platform::Failure,
    tenancy::{Proof, RowRule, Scope, Sight, public_rows, tenant_owned},
};

public_rows!(entity::submission_category);
tenant_owned!(
    entity::submission,
    entity::submission_answer,
    entity::submission_contact,
    entity::submission_counter,
    entity::submission_event,
    entity::submission_message,
    entity::submission_note,
    entity::submission_support,
);

/// Whether the viewer handles the municipality's submissions.
pub fn is_officer(viewer: &Viewer) -> bool {
    viewer.holds(Role::CaseOfficer)
}

/// Who the viewer's idempotency keys are kept for.
pub fn key_owner(scope: &Scope) -> rules::KeyOwner {
    match scope.viewer() {
        Viewer::Anonymous => rules::KeyOwner::Anyone,
        Viewer::Person(_) => rules::KeyOwner::Somebody,
    }
}

/// Whether the viewer filed it, as the login or the tracking code shows.
pub fn is_sender(scope: &Scope, row: &submission::Model) -> bool {
    let logged_in = row.sender_id.is_some() && row.sender_id == scope.viewer().person_id();
    let proven = match scope.proof() {
        Some(Proof::TrackingCode(hash)) => row.tracking_hash.as_deref() == Some(hash),
        _ => false,
    };
    logged_in || proven
}

/// Whether the viewer reads what the sender wrote, and not the moderated copy.
pub fn reads_original(scope: &Scope, row: &submission::Model) -> bool {
    reader(scope, row) != Reader::Public
}

/// As whom the viewer reads a submission and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The moderated copy.
    Public,
    /// What the sender wrote and was answered.
    Sender,
    /// Everything.
    Officer,
}

/// As whom the viewer reads it.
pub fn reader(scope: &Scope, row: &submission::Model) -> Reader {
    if is_officer(scope.viewer()) {
        Reader::Officer
    } else if is_sender(scope, row) {
        Reader::Sender
    } else {
        Reader::Public
    }
}

/// Whether the viewer may learn who the sender is and how to reach them.
pub fn reads_contact(scope: &Scope, row: &submission::Model) -> bool {
    reads_original(scope, row)
}

/// Whether anyone may read the moderated copy.
pub fn is_published(scope: &Scope, row: &submission::Model) -> bool {
    row.published_at.is_some_and(|at| at <= scope.now())
}

/// Who handles: assigns, changes status and kind, notes, answers, publishes. Asked before any submission is looked for.
pub fn officer<Fault>(scope: &Scope) -> Result<Uuid, Failure<Fault>> {
    let id = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    if is_officer(scope.viewer()) { Ok(id) } else { Err(Failure::Forbidden) }
}

/// Whether the viewer may give an official answer now.
pub fn may_answer(viewer: &Viewer, row: &submission::Model) -> bool {
    is_officer(viewer) && rules::may_be_answered(row.status)
}

/// Whether the submission can be supported now.
pub fn may_support(scope: &Scope, row: &submission::Model) -> bool {
    is_published(scope, row) && rules::is_open(row.status)
}

/// Whether the viewer may add to it.
pub fn may_add(scope: &Scope, row: &submission::Model) -> bool {
    is_sender(scope, row) && rules::is_open(row.status)
}

/// What happened that only case officers hear of.
const INTERNAL: [SubmissionAction; 2] = [SubmissionAction::OfficerChanged, SubmissionAction::Noted];
/// What happened that is between the sender and the municipality.
const PRIVATE: [SubmissionAction; 3] =
    [SubmissionAction::AddedTo, SubmissionAction::Published, SubmissionAction::Unpublished];

/// Who can see that a submission changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Case officers.
    Officers,
    /// They and the sender.
    Sender,
    /// All who see the submission.
    Everyone,
}

/// Who can see that this happened and made of `before` what is `after`. What the sender adds is private unless the status
/// tells of it; the copy that is published, or not any more, is not.
pub fn noticed(action: SubmissionAction, before: &submission::Model, after: &submission::Model) -> Noticed {
    if INTERNAL.contains(&action) {
        Noticed::Officers
    } else if action == SubmissionAction::AddedTo && before.status == after.status {
        Noticed::Sender
    } else {
        Noticed::Everyone
    }
}

impl RowRule for submission::Entity {
    /// Published, or one's own by login or tracking code; officers see all.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) {
            return Condition::all();
        }
        match own(sight) {
            Some(own) => Condition::any().add(published(sight)).add(own),
            None => published(sight),
        }
    }
}

impl RowRule for submission_contact::Entity {
    /// The sender's own; officers see all. Publication opens nothing here (S8).
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) {
            return Condition::all();
        }
        of_own_submission(sight, submission_contact::Column::SubmissionId).unwrap_or_else(nothing)
    }
}

impl RowRule for submission_message::Entity {
    /// The sender's own; officers see all.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) {
            return Condition::all();
        }
        of_own_submission(sight, submission_message::Column::SubmissionId).unwrap_or_else(nothing)
    }
}

impl RowRule for submission_note::Entity {
    /// Officers.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) { Condition::all() } else { nothing() }
    }
}

impl RowRule for submission_answer::Entity {
    /// The sender's own; those with a public wording where the submission is published; officers see all.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) {
            return Condition::all();
        }
        let parent = submission_answer::Column::SubmissionId;
        let public = Condition::all()
            .add(submission_answer::Column::PublicBody.is_not_null())
            .add(of_submission(sight, parent, published(sight)));
        either(public, of_own_submission(sight, parent))
    }

    /// Whoever has no way to own a submission sees one because it is published.
    fn visible_beside(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) || own(sight).is_some() {
            return Self::visible_to(sight);
        }
        submission_answer::Column::PublicBody.is_not_null().into_condition()
    }
}

impl RowRule for submission_event::Entity {
    /// What is public of a published submission; the sender sees what is private besides; officers see all.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sees_all(sight) {
            return Condition::all();
        }
        let parent = submission_event::Column::SubmissionId;
        let action = submission_event::Column::Action;
        let public = Condition::all()
            .add(action.is_not_in(INTERNAL.into_iter().chain(PRIVATE)))
            .add(of_submission(sight, parent, published(sight)));
        let own = of_own_submission(sight, parent);
        either(public, own.map(|own| Condition::all().add(action.is_not_in(INTERNAL)).add(own)))
    }
}

impl RowRule for submission_support::Entity {
    /// The hashes of published submissions, to those who can derive them: no query lists them, and no hash tells whose
    /// it is.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        of_submission(sight, submission_support::Column::SubmissionId, published(sight))
    }
}

fn sees_all(sight: &Sight<'_>) -> bool {
    is_officer(sight.viewer)
}

/// Says "is set" besides, so that engines see that the indexes over published rows fit.
pub fn published(sight: &Sight<'_>) -> Condition {
    let at = submission::Column::PublishedAt;
    Condition::all().add(at.is_not_null()).add(at.lte(sight.now))
}

/// What makes a submission the viewer's own; `None` where the viewer has no way to own one.
fn own(sight: &Sight<'_>) -> Option<Condition> {
    let by_login = sight.viewer.person_id().map(|id| submission::Column::SenderId.eq(id).into_condition());
    let by_code = match sight.proof {
        Some(Proof::TrackingCode(hash)) => {
            Some(submission::Column::TrackingHash.eq(hash.to_vec()).into_condition())
        }
        _ => None,
    };
    match (by_login, by_code) {
        (Some(by_login), by_code) => Some(either(by_login, by_code)),
        (None, by_code) => by_code,
    }
}

/// The one or, where there is another, either. What cannot hold is not asked: engines plan the rest better.
fn either(one: Condition, other: Option<Condition>) -> Condition {
    match other {
        Some(other) => Condition::any().add(one).add(other),
        None => one,
    }
}

fn of_own_submission(sight: &Sight<'_>, parent: impl IntoColumnRef) -> Option<Condition> {
    own(sight).map(|own| of_submission(sight, parent, own))
}

/// Whether the row's submission meets a condition.
fn of_submission(sight: &Sight<'_>, parent: impl IntoColumnRef, condition: Condition) -> Condition {
    let id = submission::Column::Id;
    let parents = Query::select()
        .expr(Expr::val(1))
        .from(submission::Entity)
        .and_where(submission::Column::MunicipalityId.eq(sight.municipality_id))
        .and_where(Expr::col((submission::Entity, id)).eq(Expr::col(parent)))
        .cond_where(condition)
        .to_owned();
    Expr::exists(parents).into_condition()
}
