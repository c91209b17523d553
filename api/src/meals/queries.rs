//! What the municipality tells of its schools.

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};

use super::{
    loaders::SchoolId,
    store::{
        follows,
        remarks::{self, COMMENTS},
        results::EVERY_SCHOOL,
        schools::{self, SCHOOLS},
        versions::{self, ALERTS},
    },
    types::{
        FeedbackSummary, MealAlert, MealComment, MealCommentStatus, MealFeedbackForm, School, SchoolStatus,
        results::{self, DishFeedback, DishFeedbackOrder, FeedbackInterval, FeedbackPeriod},
        waste::{self, PlateWaste, PlateWastePeriod},
    },
};
use crate::{
    schema::{
        Loaders,
        errors::{bad_input, bounded, internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::LocalDate,
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
            desc = "Schools in one of these states, at most 20; those in use when left out."
        )]
        statuses: Option<Vec<SchoolStatus>>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<School>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let words = name_contains.as_deref().map(str::trim).filter(|words| !words.is_empty());
            if words.is_some_and(|words| words.chars().count() > WORDS_MAX || words.contains('\0')) {
                return Err(bad_input(
                    scope,
                    "nameContains ska vara högst 100 tecken, utan styrtecken.",
                    "nameContains must be at most 100 characters, without control characters.",
                ));
            }
            bounded(scope, "statuses", statuses.as_ref())?;
            let statuses = statuses.map_or_else(
                || vec![entity::SchoolStatus::Active],
                |statuses| statuses.into_iter().map(Into::into).collect(),
            );
            let args = PageArgs { first, after, last, before };
            let find = schools::list_schools(scope, words, &statuses);
            Connection::read(scope, &args, &SCHOOLS, find, School::from).await
        })
        .await
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

    /// What voters wrote about meals, the newest days first. Everybody sees what the kitchen has released; its staff see the
    /// rest and decide; who works at a school sees there what seems to tell of somebody's health or diet, to help.
    #[expect(clippy::too_many_arguments, reason = "they are the field's arguments")]
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn meal_comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those on meals of this school.")] school_id: Option<ID>,
        #[graphql(
            desc = "Only those in one of these states, at most 20; those that nobody has decided about when left out."
        )]
        statuses: Option<Vec<MealCommentStatus>>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<MealComment>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let school = school_id.map(|id| Kind::School.parse(scope, &id)).transpose()?;
            bounded(scope, "statuses", statuses.as_ref())?;
            let statuses: Vec<entity::MealCommentStatus> = statuses.map_or_else(
                || vec![entity::MealCommentStatus::Held],
                |statuses| statuses.into_iter().map(Into::into).collect(),
            );
            let args = PageArgs { first, after, last, before };
            let find = remarks::list_comments(scope, (school, None), &statuses);
            Connection::read(scope, &args, &COMMENTS, find, MealComment::from).await
        })
        .await
    }

    /// The scale and the reasons of a vote on a meal, in the client's language.
    async fn meal_feedback_form(&self, ctx: &Context<'_>) -> MealFeedbackForm {
        MealFeedbackForm::of(ctx.data_unchecked::<Scope>().locale())
    }

    /// What voters think of the meals of all schools on days from the first to the last, both counted in.
    async fn meal_feedback_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
    ) -> Option<Result<FeedbackSummary>> {
        nullable(async {
            let days = results::days(ctx.data_unchecked::<Scope>(), from, to)?;
            results::summary(ctx, EVERY_SCHOOL, days).await
        })
        .await
    }

    /// The same in the course of time (trend): part by part, without gaps.
    #[graphql(complexity = "60 * child_complexity + 1")]
    async fn meal_feedback_trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "By what parts of the school year.")] by: FeedbackInterval,
    ) -> Option<Result<List<FeedbackPeriod>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            results::trend(ctx, EVERY_SCHOOL, results::days(scope, from, to)?, by).await
        })
        .await
    }

    /// What was left on the plates of all schools on days from the first to the last, both counted in.
    async fn meal_plate_waste(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
    ) -> Option<Result<PlateWaste>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            waste::summary(ctx, EVERY_SCHOOL, results::days(scope, from, to)?).await
        })
        .await
    }

    /// The same in the course of time (trend): part by part, without gaps.
    #[graphql(complexity = "60 * child_complexity + 1")]
    async fn meal_plate_waste_trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "By what parts of the school year.")] by: FeedbackInterval,
    ) -> Option<Result<List<PlateWastePeriod>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            waste::trend(ctx, EVERY_SCHOOL, results::days(scope, from, to)?, by).await
        })
        .await
    }

    /// What voters think of the dishes of all schools on these days, each dish with results that may be shown.
    #[graphql(complexity = "first.clamp(1, 100) as usize * child_complexity + 1")]
    async fn meal_feedback_by_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "In what order.")] order: DishFeedbackOrder,
        #[graphql(desc = "So many of them, 1 to 100.", default = 20)] first: i32,
    ) -> Option<Result<List<DishFeedback>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            results::dishes(ctx, EVERY_SCHOOL, results::days(scope, from, to)?, (order, first)).await
        })
        .await
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
    ) -> Option<Result<Connection<MealAlert>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            let follows = follows::list_follows(scope).await.map_err(internal)?;
            let find = versions::list_alerts(scope, &follows);
            Connection::read(scope, &args, &ALERTS, find, MealAlert::from).await
        })
        .await
    }
}
