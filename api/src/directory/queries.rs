//! What the municipality tells of its directory.

use async_graphql::{Context, Object, Result};

use super::{
    store::{self, DEPARTMENTS, FACILITIES, SERVICES},
    types::{Department, Facility, Service},
};
use crate::{
    schema::page::{self, Connection, PageArgs},
    tenancy::Scope,
};

/// The directory's part of `Municipality`.
#[derive(Default)]
pub struct DirectoryOfMunicipality;

/// The directory's part of the municipality.
#[Object]
impl DirectoryOfMunicipality {
    /// The departments, in the order that the municipality gives them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Department>> {
        let scope = ctx.data_unchecked::<Scope>();
        let args = PageArgs { first, after, last, before };
        Connection::read(scope, &args, &DEPARTMENTS, store::list_departments(scope), Department::from).await
    }

    /// All services.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Service>> {
        let scope = ctx.data_unchecked::<Scope>();
        let args = PageArgs { first, after, last, before };
        Connection::read(scope, &args, &SERVICES, store::list_services(scope), Service::from).await
    }

    /// All facilities.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn facilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Facility>> {
        let scope = ctx.data_unchecked::<Scope>();
        let args = PageArgs { first, after, last, before };
        Connection::read(scope, &args, &FACILITIES, store::list_facilities(scope), Facility::from).await
    }
}
