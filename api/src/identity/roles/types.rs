//! A role that somebody holds.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::role_assignment;

use crate::{
    identity::types::{KnownPerson, Role},
    schema::{node::Kind, scalars::LocalDate, written::Item},
};

/// A role that a person holds.
pub struct RoleAssignment(Arc<role_assignment::Model>);

impl From<Arc<role_assignment::Model>> for RoleAssignment {
    fn from(row: Arc<role_assignment::Model>) -> Self {
        Self(row)
    }
}

impl From<role_assignment::Model> for RoleAssignment {
    fn from(row: role_assignment::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Item for RoleAssignment {}

/// A role (roll) that the municipality gave to a person.
#[Object]
impl RoleAssignment {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::RoleAssignment.id(self.0.id)
    }

    /// Who holds it. Of a person with a protected identity only the id.
    async fn person(&self, ctx: &Context<'_>) -> Result<KnownPerson> {
        KnownPerson::shown(ctx, self.0.person_id).await
    }

    /// Which role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// First day.
    async fn valid_from(&self) -> LocalDate {
        LocalDate(self.0.valid_from)
    }

    /// Last day, inclusive; null while no end is decided.
    async fn valid_to(&self) -> Option<LocalDate> {
        self.0.valid_to.map(LocalDate)
    }
}
