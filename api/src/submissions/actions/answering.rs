//! Case officers answer and note (S6).

use std::sync::Arc;

use entity::{SubmissionAction, SubmissionStatus, submission, submission_answer, submission_note};
use sea_orm::DbErr;
use serde::Serialize;
use uuid::Uuid;

use super::{
    super::{
        policy,
        rules::{self, Field, MessageFault, PersonalData},
        store,
    },
    case::{Absence, Case},
    publishing::known_of_sender,
};
use crate::{
    platform::{
        Failure,
        idempotency::{self, Claim},
    },
    tenancy::Scope,
};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// No such submission.
    NotFound,
    /// Nothing is written.
    Blank(Field),
    /// More is written than is taken.
    TooLong(Field),
    /// The client's key is none.
    IdempotencyKeyInvalid,
    /// The key came before with another input.
    IdempotencyKeyReused,
    /// The submission is closed.
    Closed,
    /// The wording for the public tells who somebody is or how to reach them.
    PersonalData(PersonalData),
}

/// Why there is no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteFault {
    /// No such submission.
    NotFound,
    /// Nothing is written.
    Blank,
    /// More is written than is taken.
    TooLong,
    /// The client's key is none.
    IdempotencyKeyInvalid,
    /// The key came before with another input.
    IdempotencyKeyReused,
}

impl Absence for AnswerFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl Absence for NoteFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl From<MessageFault> for NoteFault {
    fn from(fault: MessageFault) -> Self {
        match fault {
            MessageFault::Blank => Self::Blank,
            MessageFault::TooLong => Self::TooLong,
            MessageFault::InvalidKey => Self::IdempotencyKeyInvalid,
        }
    }
}

/// An answer with the submission that it answers.
pub type Answered = (Arc<submission::Model>, Arc<submission_answer::Model>);
/// A note with the submission that it is about.
pub type Noted = (Arc<submission::Model>, Arc<submission_note::Model>);

/// Gives the official answer; the status becomes `ANSWERED`. The public reads `public_body`, or else nothing of it (S8).
pub async fn answer(
    scope: &Scope,
    id: Uuid,
    body: &str,
    public_body: Option<&str>,
    accepted: &[String],
    key: Option<&str>,
) -> Result<Answered, Failure<AnswerFault>> {
    policy::officer(scope)?;
    let mut faults = Vec::new();
    let owner = policy::key_owner(scope);
    let mut clean = |field: Field, text: &str, key: Option<&str>| match rules::message(text, key, owner) {
        Ok(text) => text,
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| match fault {
                MessageFault::Blank => AnswerFault::Blank(field),
                MessageFault::TooLong => AnswerFault::TooLong(field),
                MessageFault::InvalidKey => AnswerFault::IdempotencyKeyInvalid,
            }));
            String::new()
        }
    };
    let body = clean(Field::Body, body, key);
    let public_body = public_body.map(|text| clean(Field::PublicBody, text, None));
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let tx = scope.begin().await?;
    let answer_id = scope.new_id();
    let input = Input { submission: id, body: &body, public_body: public_body.as_deref() };
    match idempotency::claim_with(&tx, "answerSubmission", key, &input, &answer_id).await? {
        Claim::First(_) => {}
        Claim::Done(answer_id) => {
            drop(tx);
            let row = store::find_submission(scope, id).await?.ok_or_else(gone)?;
            let answer = store::find_answer(scope, answer_id).await?.ok_or_else(gone)?;
            return Ok((Arc::new(row), Arc::new(answer)));
        }
        Claim::OtherInput => return Err(Failure::of(AnswerFault::IdempotencyKeyReused)),
    }
    let (mut case, officer) = (Case::hold(tx, id).await?, policy::officer(scope)?);
    if !policy::may_answer(scope.viewer(), &case.row) {
        return Err(Failure::of(AnswerFault::Closed));
    }
    if let Some(text) = &public_body {
        let sender = known_of_sender(&case.tx, &case.row).await?;
        if let Some(told) = rules::personal_data_in_answer(text, &sender, accepted) {
            return Err(Failure::of(AnswerFault::PersonalData(told)));
        }
    }
    let answer = submission_answer::Model {
        municipality_id: scope.municipality().id,
        id: answer_id,
        submission_id: id,
        author_id: Some(officer),
        body,
        public_body,
        created_at: scope.now(),
    };
    store::insert_answer(&case.tx, &answer).await?;
    let set = |row: &mut submission::Model| row.status = SubmissionStatus::Answered;
    case.change(SubmissionAction::Answered, Some(officer), set).await?;
    Ok((case.commit().await?, Arc::new(answer)))
}

/// Notes something that only case officers read.
pub async fn note(
    scope: &Scope,
    id: Uuid,
    body: &str,
    key: Option<&str>,
) -> Result<Noted, Failure<NoteFault>> {
    let officer = policy::officer(scope)?;
    let body = rules::message(body, key, policy::key_owner(scope))
        .map_err(|faults| Failure::Refused(faults.into_iter().map(NoteFault::from).collect()))?;
    let tx = scope.begin().await?;
    let note_id = scope.new_id();
    let input = Input { submission: id, body: &body, public_body: None };
    match idempotency::claim_with(&tx, "addInternalNote", key, &input, &note_id).await? {
        Claim::First(_) => {}
        Claim::Done(note_id) => {
            drop(tx);
            let row = store::find_submission(scope, id).await?.ok_or_else(gone)?;
            let note = store::find_note(scope, note_id).await?.ok_or_else(gone)?;
            return Ok((Arc::new(row), Arc::new(note)));
        }
        Claim::OtherInput => return Err(Failure::of(NoteFault::IdempotencyKeyReused)),
    }
    let mut case = Case::hold(tx, id).await?;
    let note = submission_note::Model {
        municipality_id: scope.municipality().id,
        id: note_id,
        submission_id: id,
        author_id: officer,
        body,
        created_at: scope.now(),
    };
    store::insert_note(&case.tx, &note).await?;
    case.change(SubmissionAction::Noted, Some(officer), |_| {}).await?;
    Ok((case.commit().await?, Arc::new(note)))
}

#[derive(Serialize)]
struct Input<'a> {
    submission: Uuid,
    body: &'a str,
    public_body: Option<&'a str>,
}

/// What a remembered key points at is not there: a fault of ours.
fn gone() -> DbErr {
    DbErr::RecordNotFound("what a retried mutation wrote".to_owned())
}
