//! `publishSubmission` and `unpublishSubmission`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    super::{
        actions::{self, PublishAnswerFault, PublishFault, UnpublishFault},
        policy::Reader,
        rules::{Copy, PersonalData, Place},
        types::{Submission, SubmissionAnswer},
    },
    Field, limit, path,
};
use crate::{
    platform::Locale,
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        text::GeoPointInput,
    },
    tenancy::Scope,
};

/// The moderated copy. `suggestedPublicCopy` is one to begin with.
#[derive(InputObject, Clone, Debug)]
pub struct PublishSubmissionInput {
    /// The submission.
    submission_id: ID,
    /// The title to show, at most 200 characters, without personal data.
    title: String,
    /// The text to show, plain, at most 10,000 characters, without personal data.
    body: String,
    /// The place in words to show, at most 200 characters; none is shown when left out.
    address: Option<String>,
    /// The point to show on maps; none is shown when left out.
    location: Option<GeoPointInput>,
    /// Words that are a part of the sender's name but mean something else here, such as a place. The whole name is refused
    /// all the same.
    accepted_words: Option<Vec<String>>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct PublishSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<PublishSubmissionError>,
}

/// What to take back.
#[derive(InputObject, Clone, Debug)]
pub struct UnpublishSubmissionInput {
    /// The submission.
    submission_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct UnpublishSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<UnpublishSubmissionError>,
}

/// What the public is to read of an answer.
#[derive(InputObject, Clone, Debug)]
pub struct PublishSubmissionAnswerInput {
    /// The answer.
    answer_id: ID,
    /// What the public reads where the submission is published, plain, at most 10,000 characters, without personal data; null
    /// takes the answer back from the public. The answer's `suggestedPublicBody` is a wording to begin with.
    public_body: Option<String>,
    /// Words that are a part of the sender's name but mean something else here, such as a place. The whole name is refused
    /// all the same.
    accepted_words: Option<Vec<String>>,
}

/// The result of `publishSubmissionAnswer`.
#[derive(SimpleObject)]
pub struct PublishSubmissionAnswerPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// The answer; null when there are errors.
    answer: Option<SubmissionAnswer>,
    /// What must be corrected; empty on success.
    errors: Vec<PublishSubmissionAnswerError>,
}

user_error! {
    /// Why what the public reads of an answer stays as it is.
    PublishSubmissionAnswerError,
    /// Why what the public reads of an answer stays as it is.
    PublishSubmissionAnswerErrorCode from PublishAnswerFault {
        /// There is no such answer.
        AnswerNotFound = NotFound,
        /// Nothing is written. To take the answer back, give null.
        PublicBodyBlank = Blank,
        /// More is written than is taken.
        PublicBodyTooLong = TooLong,
        /// There is a personal identity number, a part of the sender's name, or how to reach the sender.
        PublicBodyTellsPersonalData = PersonalData(_),
    }
}

user_error! {
    /// Why a submission was not published.
    PublishSubmissionError,
    /// Why a submission was not published.
    PublishSubmissionErrorCode from PublishFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// The title says nothing.
        TitleBlank = Blank(Field::Title),
        /// The text says nothing.
        BodyBlank = Blank(_),
        /// The title is longer than 200 characters.
        TitleTooLong = TooLong(Field::Title),
        /// The address is longer than 200 characters.
        AddressTooLong = TooLong(Field::Address),
        /// The text is longer than 10,000 characters.
        BodyTooLong = TooLong(_),
        /// The location is no point by latitude and longitude.
        LocationInvalid,
        /// There is a personal identity number, an e-mail address or a telephone number, or a part of the sender's name, in the
        /// title.
        TitleTellsPersonalData = PersonalData(PersonalData { field: Field::Title, .. }),
        /// There is a personal identity number, an e-mail address or a telephone number, or a part of the sender's name, in the
        /// address.
        AddressTellsPersonalData = PersonalData(PersonalData { field: Field::Address, .. }),
        /// There is a personal identity number, an e-mail address or a telephone number, or a part of the sender's name, in the
        /// text.
        BodyTellsPersonalData = PersonalData(_),
    }
}

user_error! {
    /// Why a submission stays published.
    UnpublishSubmissionError,
    /// Why a submission stays published.
    UnpublishSubmissionErrorCode from UnpublishFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
    }
}

impl UserFault for PublishFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::Blank(field) | Self::TooLong(field) => path(field),
            Self::PersonalData(told) => path(told.field),
            Self::LocationInvalid => &["location"],
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
            Self::LocationInvalid => (
                "Platsen ska ha en latitud och en longitud i grader.",
                "The location needs a latitude and a longitude in degrees.",
            ),
            Self::PersonalData(told) => return told.describe(locale),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for PublishAnswerFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["answerId"],
            Self::Blank | Self::TooLong | Self::PersonalData(_) => &["publicBody"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Svaret finns inte.", "There is no such answer."),
            Self::Blank => ("Här behöver stå något.", "Something must be written here."),
            Self::TooLong => {
                ("Texten är för lång: högst 10000 tecken.", "The text is too long: at most 10000 characters.")
            }
            Self::PersonalData(told) => return told.describe(locale),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for UnpublishFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        locale.say("Ärendet finns inte.", "There is no such submission.").to_owned()
    }
}

/// Publishing.
#[derive(Default)]
pub struct Publishing;

/// Publishing.
#[Object]
impl Publishing {
    /// Publishes a moderated copy of a submission, or a new wording of one. Nothing is published without this. For case
    /// officers.
    async fn publish_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The copy.")] input: PublishSubmissionInput,
    ) -> Result<PublishSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let point = input.location.map(|point| (point.latitude, point.longitude));
        let place = Place { point, address: input.address };
        let copy = Copy { title: input.title, body: input.body, place };
        let (row, errors) =
            payload(ctx, actions::publish(scope, id, copy, &input.accepted_words.unwrap_or_default()).await)?;
        Ok(PublishSubmissionPayload { submission: row.map(Submission::from), errors })
    }

    /// Says what the public reads of an official answer where its submission is published: nothing, until this or `publicBody`
    /// of `answerSubmission` says so. For case officers.
    async fn publish_submission_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wording.")] input: PublishSubmissionAnswerInput,
    ) -> Result<PublishSubmissionAnswerPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::SubmissionAnswer.row(&input.answer_id);
        let accepted = input.accepted_words.unwrap_or_default();
        let published = actions::publish_answer(scope, id, input.public_body.as_deref(), &accepted).await;
        let (published, errors) = payload(ctx, published)?;
        let (submission, answer) = published
            .map(|(row, answer)| (Submission::from(row), SubmissionAnswer::new(answer, Reader::Officer)))
            .unzip();
        Ok(PublishSubmissionAnswerPayload { submission, answer, errors })
    }

    /// Takes a submission back from the public; its wording is kept. For case officers.
    async fn unpublish_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back.")] input: UnpublishSubmissionInput,
    ) -> Result<UnpublishSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let (row, errors) = payload(ctx, actions::unpublish(scope, id).await)?;
        Ok(UnpublishSubmissionPayload { submission: row.map(Submission::from), errors })
    }
}
