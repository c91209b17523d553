//! The sender adds to a submission, or replies to a question (S3, S6).

use std::sync::Arc;

use entity::{SubmissionAction, SubmissionStatus, submission, submission_message};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    super::{
        policy,
        rules::{self, MessageFault},
        store,
    },
    case::{Absence, Case},
};
use crate::{
    platform::{
        Failure,
        idempotency::{self, Claim, ClientKey},
        throttle::Act,
    },
    tenancy::{Proof, Scope},
};

/// Why nothing is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddFault {
    /// No such submission, or not one's own.
    NotFound,
    /// No submission has that tracking code.
    CodeNotFound,
    /// Either the id or the code must be given.
    TargetMissing,
    /// Nothing is written.
    Blank,
    /// More is written than is taken.
    TooLong,
    /// The client's key is none.
    IdempotencyKeyInvalid,
    /// The key came before with another input.
    IdempotencyKeyReused,
    /// The submission is closed.
    Closed,
}

impl Absence for AddFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl From<MessageFault> for AddFault {
    fn from(fault: MessageFault) -> Self {
        match fault {
            MessageFault::Blank => Self::Blank,
            MessageFault::TooLong => Self::TooLong,
            MessageFault::InvalidKey => Self::IdempotencyKeyInvalid,
        }
    }
}

/// Which submission the sender means.
pub enum Target<'a> {
    /// One of their own, by id.
    Id(Uuid),
    /// The one of this private tracking code.
    TrackingCode(&'a str),
}

/// What was added, and the sender's own view of the submission.
pub struct Added {
    /// The submission.
    pub row: Arc<submission::Model>,
    /// What was added.
    pub message: Arc<submission_message::Model>,
    /// Through what the sender sees it.
    pub scope: Scope,
}

/// Adds it. A submission that waits for its sender is taken up again.
pub async fn add(
    scope: &Scope,
    target: Option<Target<'_>>,
    body: &str,
    key: Option<&ClientKey>,
) -> Result<Added, Failure<AddFault>> {
    let mut faults: Vec<AddFault> = Vec::new();
    // Whoever has the code acts as the code's holder: nothing links the addition to a login (S3).
    let sender = match target {
        Some(Target::TrackingCode(_)) => scope.anonymously(),
        Some(Target::Id(_)) | None => scope.clone(),
    };
    // Who repeats what they have sent tries no other code.
    let is_retry =
        idempotency::recall::<Uuid, _>(&sender, key, AddFault::IdempotencyKeyReused).await?.is_some();
    if matches!(target, Some(Target::TrackingCode(_))) && !is_retry {
        scope.count(Act::Code)?;
    }
    let text = key.map(ClientKey::text);
    let body = rules::message(body, text, policy::key_owner(&sender)).unwrap_or_else(|found| {
        faults.extend(found.into_iter().map(AddFault::from));
        String::new()
    });
    if target.is_none() {
        faults.push(AddFault::TargetMissing);
    }
    let Some(target) = target.filter(|_| faults.is_empty()) else { return Err(Failure::Refused(faults)) };
    let (sender, id) = match target {
        Target::Id(id) => (sender, id),
        Target::TrackingCode(code) => {
            let code = rules::parse_tracking_code(code).ok_or(Failure::of(AddFault::CodeNotFound))?;
            let hash = rules::tracking_hash(&code);
            let sender = sender.with_proof(Proof::TrackingCode(hash));
            let row = store::find_by_tracking_hash(&sender, hash).await?;
            (sender, row.ok_or(Failure::of(AddFault::CodeNotFound))?.id)
        }
    };
    write(sender, id, body, key).await
}

async fn write(
    scope: Scope,
    id: Uuid,
    body: String,
    key: Option<&ClientKey>,
) -> Result<Added, Failure<AddFault>> {
    let tx = scope.begin().await?;
    let message_id = scope.new_id();
    // Nothing before this was judged that changes with time or request.
    match idempotency::claim_with(&tx, key, &message_id).await? {
        Claim::First(_) => {}
        Claim::Done(message_id) => {
            drop(tx);
            return added_before(scope, id, message_id).await?.ok_or(Failure::of(AddFault::NotFound));
        }
        Claim::OtherInput => return Err(Failure::of(AddFault::IdempotencyKeyReused)),
    }
    let mut case = Case::hold(tx, id).await?;
    if !policy::is_sender(&scope, &case.row) {
        return Err(Failure::of(AddFault::NotFound));
    }
    if !policy::may_add(&scope, &case.row) {
        return Err(Failure::of(AddFault::Closed));
    }
    let message = submission_message::Model {
        municipality_id: scope.municipality().id,
        id: message_id,
        submission_id: id,
        body,
        created_at: scope.now(),
    };
    store::insert_message(&case.tx, &message).await?;
    let awaited = case.row.status == SubmissionStatus::AwaitingSender;
    let set = |row: &mut submission::Model| {
        if awaited {
            row.status = SubmissionStatus::InProgress;
        }
    };
    case.change(SubmissionAction::AddedTo, scope.viewer().person_id(), set).await?;
    Ok(Added { row: case.commit().await?, message: Arc::new(message), scope })
}

/// What a retried addition answers. Who comes with the key of one has not shown by it that the submission is theirs.
async fn added_before(scope: Scope, id: Uuid, message_id: Uuid) -> Result<Option<Added>, DbErr> {
    let row = store::find_submission(&scope, id).await?.filter(|row| policy::is_sender(&scope, row));
    let message = store::find_message(&scope, message_id).await?;
    Ok(row.zip(message).map(|(row, message)| Added { row: Arc::new(row), message: Arc::new(message), scope }))
}
