//! `answerSubmission` and `addInternalNote`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    super::{
        actions::{self, AnswerFault, NoteFault},
        policy::Reader,
        types::{Submission, SubmissionAnswer, SubmissionNote},
    },
    Field, limit, path,
};
use crate::{
    platform::{Locale, idempotency},
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        retries::client_key,
    },
    tenancy::Scope,
};

/// The official answer.
#[derive(InputObject, Clone, Debug)]
pub struct AnswerSubmissionInput {
    /// The submission.
    submission_id: ID,
    /// What the sender reads, plain, at most 10,000 characters, in the submission's `locale` where possible.
    body: String,
    /// What the public reads where the submission is published, now or later. When left out it reads nothing of this answer
    /// until `publishSubmissionAnswer` says otherwise; the answer's `suggestedPublicBody` is a wording to begin with.
    public_body: Option<String>,
    /// Words of `publicBody` that are a part of the sender's name but mean something else there, such as a place.
    accepted_words: Option<Vec<String>>,
    /// A value of the client's own, the same at every retry, so that a retried answer is one answer.
    idempotency_key: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AnswerSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// The answer; null when there are errors.
    answer: Option<SubmissionAnswer>,
    /// What is wrong with the input.
    errors: Vec<AnswerSubmissionError>,
}

/// What to note.
#[derive(InputObject, Clone, Debug)]
pub struct AddInternalNoteInput {
    /// The submission.
    submission_id: ID,
    /// What only case officers read, plain, at most 10,000 characters.
    body: String,
    /// A value of the client's own, the same at every retry, so that a retried note is one note.
    idempotency_key: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddInternalNotePayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// The note; null when there are errors.
    note: Option<SubmissionNote>,
    /// What is wrong with the input.
    errors: Vec<AddInternalNoteError>,
}

user_error! {
    /// Why there is no answer.
    AnswerSubmissionError,
    /// Why there is no answer.
    AnswerSubmissionErrorCode from AnswerFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// The wording for the public says nothing.
        PublicBodyBlank = Blank(Field::PublicBody),
        /// The answer says nothing.
        BodyBlank = Blank(_),
        /// The wording for the public is longer than 10,000 characters.
        PublicBodyTooLong = TooLong(Field::PublicBody),
        /// The answer is longer than 10,000 characters.
        BodyTooLong = TooLong(_),
        /// The idempotency key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The idempotency key came before with another input.
        IdempotencyKeyReused,
        /// The submission is closed: take it up again first.
        SubmissionClosed = Closed,
        /// The wording for the public tells who the sender is or how to reach them.
        PublicBodyTellsPersonalData = PersonalData(_),
    }
}

user_error! {
    /// Why there is no note.
    AddInternalNoteError,
    /// Why there is no note.
    AddInternalNoteErrorCode from NoteFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// Nothing is written.
        BodyBlank = Blank,
        /// More is written than is taken.
        BodyTooLong = TooLong,
        /// The idempotency key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The idempotency key came before with another input.
        IdempotencyKeyReused,
    }
}

impl UserFault for AnswerFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound | Self::Closed => &["submissionId"],
            Self::Blank(field) | Self::TooLong(field) => path(field),
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
            Self::PersonalData(told) => path(told.field),
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::TooLong(field) => {
                let limit = limit(field);
                return locale.say(
                    format!("Texten är för lång: högst {limit} tecken."),
                    format!("The text is too long: at most {limit} characters."),
                );
            }
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::Blank(_) => ("Här behöver stå något.", "Something must be written here."),
            Self::IdempotencyKeyInvalid => idempotency::INVALID,
            Self::IdempotencyKeyReused => idempotency::REUSED,
            Self::Closed => (
                "Ärendet är avslutat. Öppna det igen först.",
                "The submission is closed. Take it up again first.",
            ),
            Self::PersonalData(told) => return told.describe(locale),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for NoteFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::Blank | Self::TooLong => &["body"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::Blank => ("Här behöver stå något.", "Something must be written here."),
            Self::TooLong => {
                ("Texten är för lång: högst 10000 tecken.", "The text is too long: at most 10000 characters.")
            }
            Self::IdempotencyKeyInvalid => idempotency::INVALID,
            Self::IdempotencyKeyReused => idempotency::REUSED,
        };
        locale.say(sv, en).to_owned()
    }
}

/// Answering.
#[derive(Default)]
pub struct Answering;

/// Answering.
#[Object]
impl Answering {
    /// Gives the official answer to a submission, which becomes `ANSWERED`. For case officers.
    async fn answer_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerSubmissionInput,
    ) -> Result<AnswerSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let key = client_key("answerSubmission", input.idempotency_key.as_ref(), &input);
        let accepted = input.accepted_words.unwrap_or_default();
        let (body, public_body) = (&input.body, input.public_body.as_deref());
        let answered = actions::answer(scope, id, body, public_body, &accepted, key.as_ref()).await;
        let (answered, errors) = payload(ctx, answered)?;
        let (submission, answer) = answered
            .map(|(row, answer)| (Submission::from(row), SubmissionAnswer::new(answer, Reader::Officer)))
            .unzip();
        Ok(AnswerSubmissionPayload { submission, answer, errors })
    }

    /// Notes something on a submission that only case officers read. For case officers.
    async fn add_internal_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to note.")] input: AddInternalNoteInput,
    ) -> Result<AddInternalNotePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let key = client_key("addInternalNote", input.idempotency_key.as_ref(), &input);
        let (noted, errors) = payload(ctx, actions::note(scope, id, &input.body, key.as_ref()).await)?;
        let (submission, note) =
            noted.map(|(row, note)| (Submission::from(row), SubmissionNote::from(note))).unzip();
        Ok(AddInternalNotePayload { submission, note, errors })
    }
}
