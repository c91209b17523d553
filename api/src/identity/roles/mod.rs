//! Who holds which role that the municipality gives (T10). Administrators give and withdraw them, never their own, and the
//! last administrator stays; the first one is made by an operator's command. A person has one row for a role: granting it
//! anew changes the days, and what was before is in the audit log.

pub mod actions;
pub(crate) mod mutations;
mod period;
pub(super) mod policy;
pub(crate) mod queries;
pub(super) mod store;
pub(crate) mod types;

use entity::{Role, role_assignment};
use sea_orm::DbErr;
use uuid::Uuid;

use super::store::{Known, Proven, find_by_login, list_known};
use crate::tenancy::Scope;

/// The role's name in the contract and in the audit log.
#[must_use]
pub const fn name(role: Role) -> &'static str {
    match role {
        Role::KitchenStaff => "KITCHEN_STAFF",
        Role::CaseOfficer => "CASE_OFFICER",
        Role::Communicator => "COMMUNICATOR",
        Role::DataProtectionOfficer => "DATA_PROTECTION_OFFICER",
        Role::Administrator => "ADMINISTRATOR",
    }
}

/// All of them.
pub const ALL: [Role; 5] = [
    Role::KitchenStaff,
    Role::CaseOfficer,
    Role::Communicator,
    Role::DataProtectionOfficer,
    Role::Administrator,
];

pub use store::is_person;

/// The person of a login that has been here.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_person(scope: &Scope, issuer: &str, subject: &str) -> Result<Option<Uuid>, DbErr> {
    Ok(find_by_login(scope, issuer, subject, &Proven::default())
        .await?
        .first()
        .map(super::store::Row::person))
}

/// Who holds which role today or from a later day on, with the name unless the identity is protected.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(scope: &Scope) -> Result<Vec<(role_assignment::Model, Option<String>)>, DbErr> {
    let find = store::list_assignments(scope, None).ascending(role_assignment::Column::Role);
    let rows = find.ascending(role_assignment::Column::Id).all().await?;
    let people: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let known = list_known(scope, &people).await?;
    let name = |person| {
        known.iter().find_map(|(id, known)| match known {
            Known::ByName(name) if *id == person => Some(name.clone()),
            Known::ByName(_) | Known::Protected => None,
        })
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = name(row.person_id);
            (row, name)
        })
        .collect())
}
