//! Who holds which role.

use async_graphql::{Context, Object, Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    store::{self, ASSIGNMENTS},
    types::RoleAssignment,
};
use crate::{
    identity::{loaders::AssignmentId, types::Role},
    schema::{
        Loaders,
        errors::{internal, nullable},
        page::{self, Connection, PageArgs},
    },
    tenancy::Scope,
};

/// The roles' part of `Municipality`.
#[derive(Default)]
pub struct RolesOfMunicipality;

/// The roles' part of the municipality.
#[Object]
impl RolesOfMunicipality {
    /// Who holds which role today or from a later day on, by role. For administrators all; for everybody else their own.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn role_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this role.")] role: Option<Role>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<RoleAssignment>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            let find = store::list_assignments(scope, role.map(Into::into));
            Connection::read(scope, &args, &ASSIGNMENTS, find, RoleAssignment::from).await
        })
        .await
    }
}

/// The assignment of that id, for `node`.
pub async fn assignment(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<RoleAssignment>> {
    Ok(loaders.load_one(AssignmentId(id)).await.map_err(internal)?.map(RoleAssignment::from))
}
