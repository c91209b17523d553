//! Who reads the audit log.

use entity::{Role, audit_entry};
use sea_orm::Condition;

use crate::{
    identity::{Assurance, Viewer, nothing},
    platform::Failure,
    tenancy::{RowRule, Scope, Sight, tenant_owned},
};

tenant_owned!(entity::audit_entry);

/// First line of every reading. An empty answer would say that nobody has looked: who may not know is told so instead.
pub fn enter<Fault>(scope: &Scope) -> Result<(), Failure<Fault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    if !person.roles.contains(&Role::DataProtectionOfficer) {
        return Err(Failure::Forbidden);
    }
    // Which children there are is child data (T4).
    if person.assurance < Assurance::Substantial { Err(Failure::StepUpRequired) } else { Ok(()) }
}

fn may_read(viewer: &Viewer) -> bool {
    let strong = |person: &crate::identity::Person| person.assurance >= Assurance::Substantial;
    viewer.holds(Role::DataProtectionOfficer) && viewer.person().is_some_and(strong)
}

impl RowRule for audit_entry::Entity {
    /// Everything, for the data-protection officer.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if may_read(sight.viewer) { Condition::all() } else { nothing() }
    }
}
