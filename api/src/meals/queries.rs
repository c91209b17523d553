//! What the municipality tells of its schools.

use async_graphql::{Context, Object, Result, dataloader::DataLoader};

use super::{
    loaders::SchoolId,
    store::{
        follows,
        schools::{self, SCHOOLS},
        versions::{self, ALERTS},
    },
    types::{MealAlert, School, SchoolStatus},
};
use crate::{
    schema::{
        Loaders,
        errors::{bad_input, internal},
        page::{self, Connection, PageArgs},
        written::Items,
    },
    tenancy::Scope,
};

/// How long the words of a search may be, in characters.
const WORDS_MAX: usize = 100;

/// Longer codes are no codes.
const CODE_MAX: usize = 20;

/// The meals' part of `Municipality`.
#[derive(Default)]
pub struct MealsOfMunicipality;

/// The meals' part of the municipality.
#[Object]
impl MealsOfMunicipality {
    /// The schools by name.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn schools(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those whose name contains this text, whatever the case; at most 100 characters."
        )]
        name_contains: Option<String>,
        #[graphql(
            desc = "Schools in one of these states, at most 20; those in use when left out.",
            validator(max_items = 20)
        )]
        statuses: Option<Vec<SchoolStatus>>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<School>> {
        let scope = ctx.data_unchecked::<Scope>();
        let words = name_contains.as_deref().map(str::trim).filter(|words| !words.is_empty());
        if words.is_some_and(|words| words.chars().count() > WORDS_MAX || words.contains('\0')) {
            return Err(bad_input(
                scope,
                "nameContains ska vara högst 100 tecken, utan styrtecken.",
                "nameContains must be at most 100 characters, without control characters.",
            ));
        }
        let statuses = statuses.map_or_else(
            || vec![entity::SchoolStatus::Active],
            |statuses| statuses.into_iter().map(Into::into).collect(),
        );
        let args = PageArgs { first, after, last, before };
        let find = schools::list_schools(scope, words, &statuses);
        Connection::read(scope, &args, &SCHOOLS, find, School::from).await
    }

    /// The school with that code in Skolverket's register (skolenhetskod); null when there is none.
    async fn school(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Eight digits.")] code: String,
    ) -> Option<Result<School>> {
        let code = code.trim();
        if code.len() > CODE_MAX || code.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let row = schools::find_by_code(ctx.data_unchecked(), code).await.map_err(internal).transpose()?;
        Some(row.map(School::alone))
    }
}

/// The meals' part of `Viewer`.
#[derive(Default)]
pub struct MealsOfViewer;

/// The meals' part of the viewer.
#[Object]
impl MealsOfViewer {
    /// The schools whose menus the viewer follows, by name; at most 50.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn followed_schools(&self, ctx: &Context<'_>) -> Result<Items<Vec<School>>> {
        let follows = follows::list_follows(ctx.data_unchecked()).await.map_err(internal)?;
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let ids = follows.iter().map(|follow| SchoolId(follow.school_id));
        let schools = loaders.load_many(ids).await.map_err(internal)?;
        let mut schools: Vec<_> = schools.into_values().collect();
        schools.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(Items(schools.into_iter().map(School::from).collect()))
    }

    /// The changes of allergens at schools that the viewer follows, since they follow them, the newest first: for who was
    /// away when `allergensChanged` told of them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn meal_alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<MealAlert>> {
        let scope = ctx.data_unchecked::<Scope>();
        let args = PageArgs { first, after, last, before };
        let follows = follows::list_follows(scope).await.map_err(internal)?;
        let find = versions::list_alerts(scope, &follows);
        Connection::read(scope, &args, &ALERTS, find, MealAlert::from).await
    }
}
