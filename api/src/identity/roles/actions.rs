//! Giving and withdrawing roles (T10).

use chrono::NaiveDate;
use entity::{AuditAction, Role, role_assignment};
use uuid::Uuid;

use super::{
    name,
    period::{Period, joined},
    policy, store,
};
use crate::{
    platform::{Failure, audit::Entry},
    tenancy::{Scope, Tx},
};

/// A role to be given.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    /// To whom.
    pub person: Uuid,
    /// Which.
    pub role: Role,
    /// First day; today when left out.
    pub valid_from: Option<NaiveDate>,
    /// Last day, inclusive; open when left out.
    pub valid_to: Option<NaiveDate>,
}

/// Why a role is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantRoleFault {
    /// There is no such person.
    PersonNotFound,
    /// It is the viewer themselves.
    NotForOneself,
    /// The last day is before the first or has passed, or the first day has.
    PeriodInvalid,
    /// The role is held for other days, with days between.
    HeldForOtherDays,
    /// Nobody else is administrator for as long.
    LastAdministrator,
}

/// Gives a role, or changes its days. Giving what is held already changes nothing.
///
/// # Errors
/// See [`GrantRoleFault`]; `Forbidden` for who is no administrator.
pub async fn grant(scope: &Scope, grant: Grant) -> Result<role_assignment::Model, Failure<GrantRoleFault>> {
    policy::enter(scope)?;
    let Grant { person, role, .. } = grant;
    let today = scope.today();
    let wanted = Period { from: grant.valid_from.unwrap_or(today), to: grant.valid_to };
    let mut faults = Vec::new();
    if !store::is_person(scope, person).await? {
        faults.push(GrantRoleFault::PersonNotFound);
    }
    if scope.viewer().person_id() == Some(person) {
        faults.push(GrantRoleFault::NotForOneself);
    }
    if wanted.to.is_some_and(|to| to < wanted.from) || wanted.is_over(today) {
        faults.push(GrantRoleFault::PeriodInvalid);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }

    let tx = scope.begin().await?;
    let administrators = administrators(&tx).await?;
    let held = store::find_assignment_to_change(&tx, person, role).await?;
    let days = held.as_ref().map(Period::of);
    // Nobody held a role yesterday that is given today.
    if wanted.from < today && days.is_none_or(|days| days.from != wanted.from) {
        return Err(Failure::of(GrantRoleFault::PeriodInvalid));
    }
    let period = joined(days, wanted, today).ok_or(Failure::of(GrantRoleFault::HeldForOtherDays))?;
    if let Some(row) = &held
        && days == Some(period)
    {
        return Ok(row.clone());
    }
    let ends_sooner = days.is_some_and(|days| !period.lasts_as_long_as(days));
    let others = administrators.iter().filter(|other| other.person_id != person);
    let is_last = !others.map(Period::of).any(|other| days.is_some_and(|days| other.lasts_as_long_as(days)));
    if role == Role::Administrator && ends_sooner && is_last {
        return Err(Failure::of(GrantRoleFault::LastAdministrator));
    }
    let id = held.map_or_else(|| scope.new_id(), |row| row.id);
    store::insert_or_update_assignment(&tx, id, person, role, period).await?;
    tx.record(Entry::about(AuditAction::RoleGranted, person).with(name(role), id));
    let row = store::find_assignment_to_change(&tx, person, role).await?;
    let row = row.ok_or_else(|| sea_orm::DbErr::RecordNotFound("a role that was just given".to_owned()))?;
    tx.commit().await?;
    Ok(row)
}

/// Why a role is not withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawRoleFault {
    /// There is no such person.
    PersonNotFound,
    /// It is the viewer themselves.
    NotForOneself,
    /// Nobody else is administrator today.
    LastAdministrator,
}

/// Withdraws a role at once, also one of coming days. Withdrawing what is not held changes nothing.
///
/// # Errors
/// See [`WithdrawRoleFault`]; `Forbidden` for who is no administrator.
pub async fn withdraw(scope: &Scope, person: Uuid, role: Role) -> Result<Uuid, Failure<WithdrawRoleFault>> {
    policy::enter(scope)?;
    let mut faults = Vec::new();
    if !store::is_person(scope, person).await? {
        faults.push(WithdrawRoleFault::PersonNotFound);
    }
    if scope.viewer().person_id() == Some(person) {
        faults.push(WithdrawRoleFault::NotForOneself);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }

    let today = scope.today();
    let tx = scope.begin().await?;
    let administrators = administrators(&tx).await?;
    let held = store::find_assignment_to_change(&tx, person, role).await?;
    let held = held.filter(|row| !Period::of(row).is_over(today));
    let Some(held) = held else { return Ok(person) };
    let is_last = administrators.iter().all(|administrator| administrator.person_id == person);
    if role == Role::Administrator && is_last {
        return Err(Failure::of(WithdrawRoleFault::LastAdministrator));
    }
    // The end is inclusive (T9): yesterday was the last day.
    match today.pred_opt().filter(|yesterday| held.valid_from <= *yesterday) {
        Some(yesterday) => store::update_assignment_as_ended(&tx, held.id, yesterday).await?,
        None => store::delete_assignment(&tx, held.id).await?,
    }
    tx.record(Entry::about(AuditAction::RoleWithdrawn, person).with(name(role), held.id));
    tx.commit().await?;
    Ok(person)
}

/// The administrators of now. The viewer must still be one of them.
async fn administrators<Fault>(tx: &Tx) -> Result<Vec<role_assignment::Model>, Failure<Fault>> {
    let administrators = store::list_administrators_to_change(tx).await?;
    let scope = tx.scope();
    let is_one = scope
        .viewer()
        .person_id()
        .is_some_and(|viewer| administrators.iter().any(|row| row.person_id == viewer));
    if is_one || policy::is_operator(scope) { Ok(administrators) } else { Err(Failure::Forbidden) }
}
