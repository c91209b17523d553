//! Case officers answer and note (S6).

use std::sync::Arc;

use entity::{SubmissionAction, SubmissionStatus, submission, submission_answer, submission_note};
use sea_orm::DbErr;
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
        idempotency::{self, Claim, ClientKey},
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
    key: Option<&ClientKey>,
) -> Result<Answered, Failure<AnswerFault>> {
    if let Some(answer_id) = idempotency::recall(scope, key, AnswerFault::IdempotencyKeyReused).await?
        && let Some(answered) = answered_before(scope, id, answer_id).await?
    {
        return Ok(answered);
    }
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
    let body = clean(Field::Body, body, key.map(ClientKey::text));
    let public_body = public_body.map(|text| clean(Field::PublicBody, text, None));
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let tx = scope.begin().await?;
    let answer_id = scope.new_id();
    match idempotency::claim_with(&tx, key, &answer_id).await? {
        Claim::First(_) => {}
        Claim::Done(answer_id) => {
            drop(tx);
            let answered = answered_before(scope, id, answer_id).await?;
            return answered.ok_or(Failure::of(AnswerFault::NotFound));
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
    key: Option<&ClientKey>,
) -> Result<Noted, Failure<NoteFault>> {
    if let Some(note_id) = idempotency::recall(scope, key, NoteFault::IdempotencyKeyReused).await?
        && let Some(noted) = noted_before(scope, id, note_id).await?
    {
        return Ok(noted);
    }
    let officer = policy::officer(scope)?;
    let body = rules::message(body, key.map(ClientKey::text), policy::key_owner(scope))
        .map_err(|faults| Failure::Refused(faults.into_iter().map(NoteFault::from).collect()))?;
    let tx = scope.begin().await?;
    let note_id = scope.new_id();
    match idempotency::claim_with(&tx, key, &note_id).await? {
        Claim::First(_) => {}
        Claim::Done(note_id) => {
            drop(tx);
            let noted = noted_before(scope, id, note_id).await?;
            return noted.ok_or(Failure::of(NoteFault::NotFound));
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

/// What a retried answer answers, where the viewer still sees it.
async fn answered_before(scope: &Scope, id: Uuid, answer_id: Uuid) -> Result<Option<Answered>, DbErr> {
    let row = store::find_submission(scope, id).await?;
    let answer = store::find_answer(scope, answer_id).await?;
    Ok(row.zip(answer).map(|(row, answer)| (Arc::new(row), Arc::new(answer))))
}

/// What a retried note answers, where the viewer still sees it.
async fn noted_before(scope: &Scope, id: Uuid, note_id: Uuid) -> Result<Option<Noted>, DbErr> {
    let row = store::find_submission(scope, id).await?;
    let note = store::find_note(scope, note_id).await?;
    Ok(row.zip(note).map(|(row, note)| (Arc::new(row), Arc::new(note))))
}
