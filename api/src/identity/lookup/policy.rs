//! Who looks for people.

use entity::Role;

use crate::{identity::Assurance, platform::Failure, tenancy::Scope};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finder {
    /// Finds adults who may get a role; children are not an administrator's to find.
    Administrator,
    /// Finds everybody, by identity number too.
    DataProtectionOfficer,
}

/// First line of every look-up.
pub fn enter<Fault>(scope: &Scope) -> Result<Finder, Failure<Fault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    let finder = if person.roles.contains(&Role::DataProtectionOfficer) {
        Finder::DataProtectionOfficer
    } else if person.roles.contains(&Role::Administrator) {
        Finder::Administrator
    } else {
        return Err(Failure::Forbidden);
    };
    if person.assurance < Assurance::Substantial { Err(Failure::StepUpRequired) } else { Ok(finder) }
}
