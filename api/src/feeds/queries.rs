//! All sources of a municipality.

use async_graphql::{Context, Object, Result};

use super::{store, types::MenuSource};
use crate::{
    schema::{errors::internal, list::List},
    tenancy::Scope,
};

/// The sources' part of `Municipality`.
#[derive(Default)]
pub struct MenuSourcesOfMunicipality;

/// The sources' part of the municipality.
#[Object]
impl MenuSourcesOfMunicipality {
    /// Where the schools' menus are fetched from, and how that goes, oldest first. All of them for kitchen staff,
    /// communicators and administrators; those of their own schools for who works there; none for others.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn menu_sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Only those with which something was wrong the last time.")]
        only_failing: bool,
    ) -> Result<List<MenuSource>> {
        let scope = ctx.data_unchecked::<Scope>();
        let rows = store::list_sources(scope).await.map_err(internal)?;
        let wanted = rows.into_iter().filter(|row| !only_failing || row.last_fault.is_some());
        Ok(wanted.map(MenuSource::from).collect())
    }
}
