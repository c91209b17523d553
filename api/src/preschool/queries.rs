//! What the municipality tells of its preschools, and what of them is the viewer's.

use async_graphql::{Context, Object, Result};

use super::{
    policy,
    store::{self, POSTS, PRESCHOOLS},
    types::{Child, Post, Preschool, PreschoolGroup},
};
use crate::{
    schema::{
        errors::{bad_input, internal, nullable, redacted},
        list::List,
        page::{self, Connection, PageArgs},
    },
    tenancy::Scope,
};

/// How long the words of a search may be, in characters.
const LONGEST_NAME: usize = 100;

/// The preschools' part of `Municipality`.
#[derive(Default)]
pub struct PreschoolsOfMunicipality;

/// The preschools' part of the municipality.
#[Object]
impl PreschoolsOfMunicipality {
    /// The preschools, by name.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn preschools(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those whose name contains this text, whatever the case; at most 100 characters."
        )]
        name_contains: Option<String>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Preschool>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            if name_contains.as_deref().is_some_and(|name| name.chars().nth(LONGEST_NAME).is_some()) {
                return Err(bad_input(
                    scope,
                    "nameContains får vara högst 100 tecken.",
                    "nameContains must be at most 100 characters.",
                ));
            }
            // A control character is in no name, and PostgreSQL takes no NUL at all.
            let name = name_contains.map(|name| name.replace(char::is_control, ""));
            let find = store::list_preschools(scope, name.as_deref());
            Connection::read(scope, &args, &PRESCHOOLS, find, Preschool::from).await
        })
        .await
    }
}

/// The preschools' part of `Viewer`.
#[derive(Default)]
pub struct PreschoolsOfViewer;

/// The preschools' part of the viewer.
#[Object]
impl PreschoolsOfViewer {
    /// The children that the viewer is guardian of today, by name. Needs a strong login: with a weaker one the list is empty
    /// and `STEP_UP_REQUIRED` stands beside it.
    async fn children(&self, ctx: &Context<'_>) -> Result<List<Child>> {
        if let Err(failure) = policy::enter(ctx.data_unchecked()).await {
            return redacted(ctx, failure, Vec::new().into());
        }
        Ok(Child::list_own(ctx.data_unchecked()).await.map_err(internal)?.into())
    }

    /// The preschool groups that the viewer works in today, by name: those of a duty, all of a principal's preschool.
    /// Needs a strong login: with a weaker one the list is empty and `STEP_UP_REQUIRED` stands beside it.
    async fn groups(&self, ctx: &Context<'_>) -> Result<List<PreschoolGroup>> {
        let worked_in = match policy::enter(ctx.data_unchecked()).await {
            Ok(relations) => relations.worked_in(),
            Err(failure) => return redacted(ctx, failure, Vec::new().into()),
        };
        let groups = store::list_groups_by_id(ctx.data_unchecked(), &worked_in).await.map_err(internal)?;
        Ok(groups.into_iter().map(PreschoolGroup::from).collect())
    }

    /// How many posts of `feed` the viewer has not marked as read. For those whom `feed` is for: with a weaker login it is 0
    /// and `STEP_UP_REQUIRED` stands beside it.
    async fn unread_post_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let scope = ctx.data_unchecked::<Scope>();
        let groups = match policy::enter_feed(scope).await {
            Ok(relations) => relations.groups(),
            Err(failure) => return redacted(ctx, failure, 0),
        };
        let unread = store::list_feed(scope, &groups, true).count().await.map_err(internal)?;
        Ok(i32::try_from(unread).unwrap_or(i32::MAX))
    }

    /// What has gone out in all of the viewer's groups, own children's and worked in, newest first; for a family member
    /// since they became one. Needs a strong login, but for who accepted an invitation without one: with a weaker one the
    /// list is empty and `STEP_UP_REQUIRED` stands beside it.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only posts that the viewer has not marked as read.", default)] unread_only: bool,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Post>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let groups = match policy::enter_feed(scope).await {
                Ok(relations) => relations.groups(),
                Err(failure) => {
                    return redacted(ctx, failure, Connection::in_memory(Vec::new(), (false, false), 0));
                }
            };
            let request = PageArgs { first, after, last, before }.request(scope, &POSTS)?;
            let page = store::page_feed(scope, &groups, unread_only, &request).await.map_err(internal)?;
            Ok(Connection::of(&page, &POSTS, store::list_feed(scope, &groups, unread_only), Post::from))
        })
        .await
    }
}
