//! Who gives and withdraws roles.

use entity::Role;

use crate::{
    identity::Assurance,
    platform::Failure,
    tenancy::{Proof, Scope},
};

/// First line of every action: administrators who are strongly logged in, and an operator's command.
pub fn enter<Fault>(scope: &Scope) -> Result<(), Failure<Fault>> {
    if is_operator(scope) {
        return Ok(());
    }
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    if !person.roles.contains(&Role::Administrator) {
        return Err(Failure::Forbidden);
    }
    // A role opens what a strong login guards.
    if person.assurance < Assurance::Substantial { Err(Failure::StepUpRequired) } else { Ok(()) }
}

/// Whether a command on the server asks.
pub fn is_operator(scope: &Scope) -> bool {
    scope.proof() == Some(&Proof::Operator)
}
