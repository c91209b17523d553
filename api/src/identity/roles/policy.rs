//! Who gives and withdraws roles.

use entity::Role;

use crate::{
    platform::Failure,
    tenancy::{Proof, Scope},
};

/// First line of every action: administrators, and an operator's command.
pub fn enter<Fault>(scope: &Scope) -> Result<(), Failure<Fault>> {
    if is_operator(scope) {
        return Ok(());
    }
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    if person.roles.contains(&Role::Administrator) { Ok(()) } else { Err(Failure::Forbidden) }
}

/// Whether a command on the server asks.
pub fn is_operator(scope: &Scope) -> bool {
    scope.proof() == Some(&Proof::Operator)
}
