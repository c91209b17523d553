//! `assignSubmission`, `changeSubmissionStatus` and `convertSubmission`.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use uuid::Uuid;

use super::super::{
    actions::{self, AssignFault, Assignment, ConvertFault, StatusFault, Wish},
    types::{Submission, SubmissionKind, SubmissionStatus},
};
use crate::{
    platform::Locale,
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// Who is to have the submission. What is left out stays as it is; null takes it away.
#[derive(InputObject, Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "inputs name what they refer to by its id")]
pub struct AssignSubmissionInput {
    /// The submission.
    submission_id: ID,
    /// The department that answers for it.
    department_id: MaybeUndefined<ID>,
    /// The case officer who handles it, one of `caseOfficers`.
    case_officer_id: MaybeUndefined<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct AssignSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<AssignSubmissionError>,
}

/// Where the submission is to stand.
#[derive(InputObject, Clone, Debug)]
pub struct ChangeSubmissionStatusInput {
    /// The submission.
    submission_id: ID,
    /// One of its `allowedTransitions`. `ANSWERED` comes with `answerSubmission` only.
    status: SubmissionStatus,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ChangeSubmissionStatusPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<ChangeSubmissionStatusError>,
}

/// What the submission is to be.
#[derive(InputObject, Clone, Debug)]
pub struct ConvertSubmissionInput {
    /// The submission.
    submission_id: ID,
    /// The kind that it is to be of.
    kind: SubmissionKind,
    /// What it is about. Left out it stays as it is; null takes it away.
    category_id: MaybeUndefined<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct ConvertSubmissionPayload {
    /// The submission; null when there are errors.
    submission: Option<Submission>,
    /// What is wrong with the input.
    errors: Vec<ConvertSubmissionError>,
}

user_error! {
    /// Why a submission was not assigned.
    AssignSubmissionError,
    /// Why a submission was not assigned.
    AssignSubmissionErrorCode from AssignFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// There is no such department.
        DepartmentNotFound = UnknownDepartment,
        /// Nobody of that id is a case officer here today.
        CaseOfficerNotFound = UnknownOfficer,
    }
}

user_error! {
    /// Why the status was not changed.
    ChangeSubmissionStatusError,
    /// Why the status was not changed.
    ChangeSubmissionStatusErrorCode from StatusFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// That status does not follow the one that it has.
        StatusNotAllowed = TransitionNotAllowed,
    }
}

user_error! {
    /// Why a submission was not converted.
    ConvertSubmissionError,
    /// Why a submission was not converted.
    ConvertSubmissionErrorCode from ConvertFault {
        /// There is no such submission.
        SubmissionNotFound = NotFound,
        /// There is no such category.
        CategoryNotFound = UnknownCategory,
        /// The category is no longer offered.
        CategoryDeprecated,
    }
}

impl UserFault for AssignFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::UnknownDepartment => &["departmentId"],
            Self::UnknownOfficer => &["caseOfficerId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::UnknownDepartment => ("Förvaltningen finns inte.", "There is no such department."),
            Self::UnknownOfficer => (
                "Personen är inte handläggare i kommunen.",
                "The person is not a case officer of the municipality.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for StatusFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::TransitionNotAllowed => &["status"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::TransitionNotAllowed => (
                "Ärendet kan inte få den statusen från den som det har.",
                "The submission cannot get that status from the one that it has.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for ConvertFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::NotFound => &["submissionId"],
            Self::UnknownCategory | Self::CategoryDeprecated => &["categoryId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::NotFound => ("Ärendet finns inte.", "There is no such submission."),
            Self::UnknownCategory => ("Kategorin finns inte.", "There is no such category."),
            Self::CategoryDeprecated => (
                "Kategorin används inte längre. Välj en annan.",
                "The category is no longer used. Choose another one.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

/// What was given: left out, null, or the row of the id.
fn wish(value: &MaybeUndefined<ID>, row: impl FnOnce(&ID) -> Uuid) -> Wish {
    match value {
        MaybeUndefined::Undefined => Wish::Same,
        MaybeUndefined::Null => Wish::Nothing,
        MaybeUndefined::Value(id) => Wish::This(row(id)),
    }
}

/// Handling.
#[derive(Default)]
pub struct Handling;

/// Handling.
#[Object]
impl Handling {
    /// Gives a submission to a department, a case officer, or both. For case officers.
    async fn assign_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is to have it.")] input: AssignSubmissionInput,
    ) -> Result<AssignSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let to = Assignment {
            department: wish(&input.department_id, |id| Kind::Department.row(id)),
            officer: wish(&input.case_officer_id, |id| Kind::Person.row(id)),
        };
        let (row, errors) = payload(ctx, actions::assign(scope, id, to).await)?;
        Ok(AssignSubmissionPayload { submission: row.map(Submission::from), errors })
    }

    /// Moves a submission on to another status. For case officers.
    async fn change_submission_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is to stand.")] input: ChangeSubmissionStatusInput,
    ) -> Result<ChangeSubmissionStatusPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let (row, errors) = payload(ctx, actions::change_status(scope, id, input.status.into()).await)?;
        Ok(ChangeSubmissionStatusPayload { submission: row.map(Submission::from), errors })
    }

    /// Makes a submission one of another kind or category; number, received time and history stay. For case officers.
    async fn convert_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: ConvertSubmissionInput,
    ) -> Result<ConvertSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Submission.row(&input.submission_id);
        let category = wish(&input.category_id, |id| Kind::SubmissionCategory.row(id));
        let (row, errors) = payload(ctx, actions::convert(scope, id, input.kind.into(), category).await)?;
        Ok(ConvertSubmissionPayload { submission: row.map(Submission::from), errors })
    }
}
