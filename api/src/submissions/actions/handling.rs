//! Case officers assign, move on and convert (S1, S5, S6).

use std::sync::Arc;

use entity::{Role, SubmissionAction, SubmissionKind, SubmissionStatus, submission};
use uuid::Uuid;

use super::{
    super::{policy, rules, store},
    case::{Absence, Case},
};
use crate::{directory, identity, platform::Failure, tenancy::Scope};

/// What is to become of a reference that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// What it is.
    Same,
    /// None.
    Nothing,
    /// This one.
    This(Uuid),
}

impl Wish {
    /// What it becomes.
    fn over(self, known: Option<Uuid>) -> Option<Uuid> {
        match self {
            Self::Same => known,
            Self::Nothing => None,
            Self::This(id) => Some(id),
        }
    }
}

/// Who is to have it.
#[derive(Clone, Copy, Debug)]
pub struct Assignment {
    /// The department that answers for it.
    pub department: Wish,
    /// The case officer who handles it.
    pub officer: Wish,
}

/// Why it is not assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignFault {
    /// No such submission.
    NotFound,
    /// No such department here.
    UnknownDepartment,
    /// Nobody of that id is a case officer here today.
    UnknownOfficer,
}

/// Why the status stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFault {
    /// No such submission.
    NotFound,
    /// That status does not follow this one.
    TransitionNotAllowed,
}

/// Why the kind stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConvertFault {
    /// No such submission.
    NotFound,
    /// No such category here.
    UnknownCategory,
    /// The category is no longer offered.
    CategoryDeprecated,
}

impl Absence for AssignFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl Absence for StatusFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl Absence for ConvertFault {
    const NOT_FOUND: Self = Self::NotFound;
}

/// Gives it to a department, a case officer, or both. The sender hears of the department; who handles it is internal.
/// The received time stays what it was (S2).
pub async fn assign(
    scope: &Scope,
    id: Uuid,
    to: Assignment,
) -> Result<Arc<submission::Model>, Failure<AssignFault>> {
    policy::officer(scope)?;
    let mut faults = Vec::new();
    if let Wish::This(department) = to.department
        && !directory::has_department(scope, department).await?
    {
        faults.push(AssignFault::UnknownDepartment);
    }
    if let Wish::This(officer) = to.officer
        && !identity::list_holders(scope, Role::CaseOfficer).await?.iter().any(|holder| holder.id == officer)
    {
        faults.push(AssignFault::UnknownOfficer);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let (mut case, actor) = Case::of_officer(scope, id).await?;
    let department = to.department.over(case.row.department_id);
    if department != case.row.department_id {
        let action = SubmissionAction::DepartmentChanged;
        case.change(action, Some(actor), |row| row.department_id = department).await?;
    }
    let officer = to.officer.over(case.row.case_officer_id);
    if officer != case.row.case_officer_id {
        let action = SubmissionAction::OfficerChanged;
        case.change(action, Some(actor), |row| row.case_officer_id = officer).await?;
    }
    Ok(case.commit().await?)
}

/// Moves it on to a status that may follow. To the status that it has is nothing to do.
pub async fn change_status(
    scope: &Scope,
    id: Uuid,
    to: SubmissionStatus,
) -> Result<Arc<submission::Model>, Failure<StatusFault>> {
    let (mut case, officer) = Case::of_officer(scope, id).await?;
    if case.row.status == to {
        return Ok(case.unchanged());
    }
    if !rules::allowed_transitions(case.row.status).contains(&to) {
        return Err(Failure::of(StatusFault::TransitionNotAllowed));
    }
    case.change(SubmissionAction::StatusChanged, Some(officer), |row| row.status = to).await?;
    Ok(case.commit().await?)
}

/// Makes it one of another kind or category. Number, received time and history stay (S1), and so does the department:
/// moving it is [`assign`]'s.
pub async fn convert(
    scope: &Scope,
    id: Uuid,
    kind: SubmissionKind,
    category: Wish,
) -> Result<Arc<submission::Model>, Failure<ConvertFault>> {
    policy::officer(scope)?;
    if let Wish::This(category) = category {
        match store::find_category(scope, category).await? {
            None => return Err(Failure::of(ConvertFault::UnknownCategory)),
            Some(category) if category.deprecated_at.is_some() => {
                return Err(Failure::of(ConvertFault::CategoryDeprecated));
            }
            Some(_) => {}
        }
    }
    let (mut case, officer) = Case::of_officer(scope, id).await?;
    let category = category.over(case.row.category_id);
    if (case.row.kind, case.row.category_id) == (kind, category) {
        return Ok(case.unchanged());
    }
    let set = |row: &mut submission::Model| {
        row.kind = kind;
        row.category_id = category;
    };
    case.change(SubmissionAction::Converted, Some(officer), set).await?;
    Ok(case.commit().await?)
}
