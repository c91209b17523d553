//! `publishSubmission` and `unpublishSubmission`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    super::{
        actions::{self, PublishFault, UnpublishFault},
        rules::{Copy, Place},
        types::Submission,
    },
    limit, path,
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

user_error! {
    /// Why a submission was not published.
    PublishSubmissionError,
    /// Why a submission was not published.
    PublishSubmissionErrorCode from PublishFault {
        /// There is no such submission.
        NotFound,
        /// There is nothing where something must be.
        Blank(_),
        /// There is more than is taken.
        TooLong(_),
        /// The location is no point by latitude and longitude.
        LocationInvalid,
        /// There is a personal identity number, an e-mail address or a telephone number, or what the sender told of
        /// themselves.
        PersonalData(_),
    }
}

user_error! {
    /// Why a submission stays published.
    UnpublishSubmissionError,
    /// Why a submission stays published.
    UnpublishSubmissionErrorCode from UnpublishFault {
        /// There is no such submission.
        NotFound,
    }
}

impl UserFault for PublishFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::Blank(field) | Self::TooLong(field) | Self::PersonalData(field) => path(field),
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
            Self::PersonalData(_) => (
                "Texten innehåller personuppgifter: personnummer, e-postadress, telefonnummer eller avsändarens namn.",
                "The text holds personal data: an identity number, e-mail address, telephone number or the sender's name.",
            ),
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
        let id = Kind::Submission.parse(scope, &input.submission_id)?;
        let point = input.location.map(|point| (point.latitude, point.longitude));
        let place = Place { point, address: input.address };
        let copy = Copy { title: input.title, body: input.body, place };
        let (row, errors) = payload(ctx, actions::publish(scope, id, copy).await)?;
        Ok(PublishSubmissionPayload { submission: row.map(Submission::from), errors })
    }

    /// Takes a submission back from the public; its wording is kept. For case officers.
    async fn unpublish_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back.")] input: UnpublishSubmissionInput,
    ) -> Result<UnpublishSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.parse(scope, &input.submission_id)?;
        let (row, errors) = payload(ctx, actions::unpublish(scope, id).await)?;
        Ok(UnpublishSubmissionPayload { submission: row.map(Submission::from), errors })
    }
}
