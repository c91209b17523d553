//! `addToSubmission`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::super::{
    actions::{self, AddFault, Target},
    types::{Submission, SubmissionMessage},
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

/// What to add, and to which submission: give its id or its tracking code.
#[derive(InputObject, Clone, Debug)]
pub struct AddToSubmissionInput {
    /// The submission, when the viewer filed it while logged in.
    submission_id: Option<ID>,
    /// The private tracking code; goes before `submissionId`.
    tracking_code: Option<String>,
    /// The text, plain, at most 10,000 characters.
    body: String,
    /// A value of the client's own, the same at every retry, so that a retried addition is one
    /// addition. From whoever is not logged in, and with a tracking code, it must be one that nobody guesses: a UUID, or
    /// at least 22 characters.
    idempotency_key: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AddToSubmissionPayload {
    /// The submission as its sender sees it; null when there are errors.
    submission: Option<Submission>,
    /// What was added; null when there are errors.
    message: Option<SubmissionMessage>,
    /// What is wrong with the input.
    errors: Vec<AddToSubmissionError>,
}

user_error! {
    /// Why nothing was added.
    AddToSubmissionError,
    /// Why nothing was added.
    AddToSubmissionErrorCode from AddFault {
        /// There is no such submission of the viewer's own.
        SubmissionNotFound = NotFound,
        /// No submission has that tracking code.
        TrackingCodeNotFound = CodeNotFound,
        /// Neither id nor tracking code is given.
        TargetMissing,
        /// Nothing is written.
        BodyBlank = Blank,
        /// More is written than is taken.
        BodyTooLong = TooLong,
        /// The idempotency key is empty, longer than 255 characters, holds control characters, or has fewer than 22
        /// characters where nobody is logged in.
        IdempotencyKeyInvalid,
        /// The idempotency key came before with another input.
        IdempotencyKeyReused,
        /// The submission is closed.
        SubmissionClosed = Closed,
    }
}

impl UserFault for AddFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::Blank | Self::TooLong => &["body"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
            Self::NotFound => &["submissionId"],
            Self::CodeNotFound => &["trackingCode"],
            // Either of two values may be meant.
            Self::TargetMissing | Self::Closed => &[],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::CodeNotFound => ("Spårningskoden gäller inte.", "The tracking code is not valid."),
            Self::TargetMissing => {
                ("Ange ärendets spårningskod eller id.", "Give the submission's tracking code or id.")
            }
            Self::Blank => ("Här behöver stå något.", "Something must be written here."),
            Self::TooLong => {
                ("Texten är för lång: högst 10000 tecken.", "The text is too long: at most 10000 characters.")
            }
            Self::IdempotencyKeyInvalid => idempotency::INVALID_FOR_ANYBODY,
            Self::IdempotencyKeyReused => idempotency::REUSED,
            Self::Closed => (
                "Ärendet är avslutat. Skicka in ett nytt om något har hänt.",
                "The submission is closed. File a new one if something has happened.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

/// Adding.
#[derive(Default)]
pub struct Adding;

/// Adding.
#[Object]
impl Adding {
    /// Adds to one's own submission, or replies to a question about it (komplettera). One that waits for its sender is
    /// taken up again.
    async fn add_to_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to add.")] input: AddToSubmissionInput,
    ) -> Result<AddToSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let target = match (&input.tracking_code, &input.submission_id) {
            (Some(code), _) => Some(Target::TrackingCode(code)),
            (None, Some(id)) => Some(Target::Id(Kind::Submission.row(id))),
            (None, None) => None,
        };
        let key = client_key("addToSubmission", input.idempotency_key.as_ref(), &input);
        let (added, errors) = payload(ctx, actions::add(scope, target, &input.body, key.as_ref()).await)?;
        let (submission, message) = added
            .map(|added| {
                (Submission::seen_through(added.row, added.scope), SubmissionMessage::from(added.message))
            })
            .unzip();
        Ok(AddToSubmissionPayload { submission, message, errors })
    }
}
