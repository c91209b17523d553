//! `supportSubmission` and `withdrawSubmissionSupport`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::super::{
    actions::{self, SupportFault},
    types::Submission,
};
use crate::{
    platform::Locale,
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// What to support.
#[derive(InputObject, Clone, Debug)]
pub struct SupportSubmissionInput {
    /// The submission.
    submission_id: ID,
    /// The random UUID that the app made when it was installed. Needed when nobody is logged in; only a keyed hash of
    /// it is kept, another one for each submission.
    installation_id: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct SupportSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<SupportSubmissionError>,
}

/// What not to support any longer.
#[derive(InputObject, Clone, Debug)]
pub struct WithdrawSubmissionSupportInput {
    /// The submission.
    submission_id: ID,
    /// The random id of the app's installation, as it was given when it supported. Needed when nobody is logged in.
    installation_id: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct WithdrawSubmissionSupportPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<WithdrawSubmissionSupportError>,
}

user_error! {
    /// Why a submission was not supported.
    SupportSubmissionError,
    /// Why a submission was not supported.
    SupportSubmissionErrorCode from SupportFault {
        /// There is no such submission that the viewer can see.
        SubmissionNotFound = NotFound,
        /// It is not published, or it is closed.
        SubmissionNotOpen = NotOpen,
        /// Nobody is logged in and there is no installation id.
        InstallationIdMissing,
        /// The installation id is no random UUID.
        InstallationIdInvalid,
    }
}

user_error! {
    /// Why support was not withdrawn.
    WithdrawSubmissionSupportError,
    /// Why support was not withdrawn.
    WithdrawSubmissionSupportErrorCode from SupportFault {
        /// There is no such submission that the viewer can see.
        SubmissionNotFound = NotFound,
        /// It is not published, or it is closed.
        SubmissionNotOpen = NotOpen,
        /// Nobody is logged in and there is no installation id.
        InstallationIdMissing,
        /// The installation id is no random UUID.
        InstallationIdInvalid,
    }
}

impl UserFault for SupportFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound | Self::NotOpen => &["submissionId"],
            Self::InstallationIdMissing | Self::InstallationIdInvalid => &["installationId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::NotOpen => (
                "Ärendet är inte publicerat eller är avslutat.",
                "The submission is not published, or it is closed.",
            ),
            Self::InstallationIdMissing => (
                "Logga in, eller skicka appens installations-id.",
                "Log in, or send the app's installation id.",
            ),
            Self::InstallationIdInvalid => {
                ("Installations-id ska vara ett slumpat UUID.", "The installation id must be a random UUID.")
            }
        };
        locale.say(sv, en).to_owned()
    }
}

/// Supporting.
#[derive(Default)]
pub struct Supporting;

/// Supporting.
#[Object]
impl Supporting {
    /// Supports a published submission (stöd), instead of filing the same again. A person or a phone supports once;
    /// again changes nothing.
    async fn support_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to support.")] input: SupportSubmissionInput,
    ) -> Result<SupportSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let supported =
            actions::support(scope, id, input.installation_id.as_deref().map(String::as_str)).await;
        let (row, errors) = payload(ctx, supported)?;
        Ok(SupportSubmissionPayload { submission: row.map(Submission::from), errors })
    }

    /// Takes the viewer's support back. Where there is none, nothing changes.
    async fn withdraw_submission_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What not to support any longer.")] input: WithdrawSubmissionSupportInput,
    ) -> Result<WithdrawSubmissionSupportPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let withdrawn =
            actions::withdraw_support(scope, id, input.installation_id.as_deref().map(String::as_str)).await;
        let (row, errors) = payload(ctx, withdrawn)?;
        Ok(WithdrawSubmissionSupportPayload { submission: row.map(Submission::from), errors })
    }
}
