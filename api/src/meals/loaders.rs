//! The pillar's batch reads.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use entity::{classroom_session, meal_answer, meal_comment, meal_feedback, meal_version, school};
use sea_orm::ColumnTrait;
use uuid::Uuid;

use super::{
    actions,
    policy::Relation,
    rules::{
        ballot::Voter,
        menu::ServedMeal,
        portions::{Counts, Reasons},
        waste::Waste,
    },
    store::{
        classroom, menus, remarks,
        results::{self, OfDish},
        schools, versions, votes, waste,
    },
};
use crate::{
    schema::{LoadError, Loaders},
    tenancy::{Page, PageRequest},
};

/// A school by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SchoolId(pub Uuid);

impl Loader<SchoolId> for Loaders {
    type Value = Arc<school::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[SchoolId]) -> Result<HashMap<SchoolId, Self::Value>, LoadError> {
        let ids = keys.iter().map(|key| key.0);
        let rows = self.scope.find::<school::Entity>().filter(school::Column::Id.is_in(ids)).all().await?;
        Ok(rows.into_iter().map(|row| (SchoolId(row.id), Arc::new(row))).collect())
    }
}

/// A meal by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MealId(pub Uuid);

impl Loader<MealId> for Loaders {
    type Value = Arc<ServedMeal>;
    type Error = LoadError;

    async fn load(&self, keys: &[MealId]) -> Result<HashMap<MealId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let meals = menus::list_meals(&self.scope, &ids).await?;
        Ok(meals.into_iter().map(|meal| (MealId(meal.id), Arc::new(meal))).collect())
    }
}

/// The meal that a dish is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MealOf(pub Uuid);

impl Loader<MealOf> for Loaders {
    type Value = Uuid;
    type Error = LoadError;

    async fn load(&self, keys: &[MealOf]) -> Result<HashMap<MealOf, Uuid>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let meals = menus::list_meals_of(&self.scope, &ids).await?;
        Ok(meals.into_iter().map(|(dish, meal)| (MealOf(dish), meal)).collect())
    }
}

/// Days of a school, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DaysOf {
    pub school: Uuid,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The schools that ask for the same days.
fn by_days(keys: impl IntoIterator<Item = DaysOf>) -> HashMap<(NaiveDate, NaiveDate), Vec<Uuid>> {
    let mut schools: HashMap<_, Vec<_>> = HashMap::new();
    for DaysOf { school, from, to } in keys {
        schools.entry((from, to)).or_default().push(school);
    }
    schools
}

/// The menu of those days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MenuOf(pub DaysOf);

impl Loader<MenuOf> for Loaders {
    type Value = Vec<Arc<ServedMeal>>;
    type Error = LoadError;

    async fn load(&self, keys: &[MenuOf]) -> Result<HashMap<MenuOf, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let menus = menus::list_menus(&self.scope, &schools, (from, to)).await?;
            found.extend(menus.into_iter().map(|(school, menu)| (MenuOf(DaysOf { school, from, to }), menu)));
        }
        Ok(found)
    }
}

/// The reasons in the results of a meal, or of one of its dishes; the meal's own id stands for the meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReasonsOf {
    pub meal: Uuid,
    pub dish: Uuid,
}

impl Loader<ReasonsOf> for Loaders {
    type Value = Reasons;
    type Error = LoadError;

    async fn load(&self, keys: &[ReasonsOf]) -> Result<HashMap<ReasonsOf, Self::Value>, LoadError> {
        let mut meals: Vec<_> = keys.iter().map(|key| key.meal).collect();
        meals.sort_unstable();
        meals.dedup();
        let found = results::list_reasons(&self.scope, &meals).await?;
        Ok(found.into_iter().map(|((meal, dish), reasons)| (ReasonsOf { meal, dish }, reasons)).collect())
    }
}

/// The results of those days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VotesOf(pub DaysOf);

impl Loader<VotesOf> for Loaders {
    type Value = Counts;
    type Error = LoadError;

    async fn load(&self, keys: &[VotesOf]) -> Result<HashMap<VotesOf, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let sums = results::sum_results(&self.scope, &schools, (from, to)).await?;
            found.extend(
                sums.into_iter().map(|(school, votes)| (VotesOf(DaysOf { school, from, to }), votes)),
            );
        }
        Ok(found)
    }
}

/// What the viewer is at a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RelationTo(pub Uuid);

impl Loader<RelationTo> for Loaders {
    type Value = Relation;
    type Error = LoadError;

    async fn load(&self, keys: &[RelationTo]) -> Result<HashMap<RelationTo, Self::Value>, LoadError> {
        let schools: Vec<_> = keys.iter().map(|key| key.0).collect();
        let relations = schools::list_relations(&self.scope, &schools).await?;
        Ok(relations.into_iter().map(|(school, relation)| (RelationTo(school), relation)).collect())
    }
}

/// The results of those days, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResultsOf(pub DaysOf);

impl Loader<ResultsOf> for Loaders {
    type Value = Vec<(NaiveDate, Counts)>;
    type Error = LoadError;

    async fn load(&self, keys: &[ResultsOf]) -> Result<HashMap<ResultsOf, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let days = results::list_days(&self.scope, &schools, (from, to)).await?;
            let key = |school| ResultsOf(DaysOf { school, from, to });
            found.extend(days.into_iter().map(|(school, days)| (key(school), days)));
        }
        Ok(found)
    }
}

/// The results of what was served on those days, dish by dish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DishesOf(pub DaysOf);

impl Loader<DishesOf> for Loaders {
    type Value = Vec<OfDish>;
    type Error = LoadError;

    async fn load(&self, keys: &[DishesOf]) -> Result<HashMap<DishesOf, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let dishes = results::list_dishes(&self.scope, &schools, (from, to)).await?;
            let key = |school| DishesOf(DaysOf { school, from, to });
            found.extend(dishes.into_iter().map(|(school, dishes)| (key(school), dishes)));
        }
        Ok(found)
    }
}

/// What was left on the plates of a meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WasteOf(pub Uuid);

impl Loader<WasteOf> for Loaders {
    type Value = Waste;
    type Error = LoadError;

    async fn load(&self, keys: &[WasteOf]) -> Result<HashMap<WasteOf, Waste>, LoadError> {
        let meals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = waste::list_waste(&self.scope, &meals).await?;
        Ok(found.into_iter().map(|(meal, waste)| (WasteOf(meal), waste)).collect())
    }
}

/// What was left on plates on those days, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WasteOn(pub DaysOf);

impl Loader<WasteOn> for Loaders {
    type Value = Vec<(NaiveDate, Waste)>;
    type Error = LoadError;

    async fn load(&self, keys: &[WasteOn]) -> Result<HashMap<WasteOn, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let days = waste::list_days(&self.scope, &schools, (from, to)).await?;
            let key = |school| WasteOn(DaysOf { school, from, to });
            found.extend(days.into_iter().map(|(school, days)| (key(school), days)));
        }
        Ok(found)
    }
}

/// What the kitchen answers to what was said of a meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AnswerTo(pub Uuid);

impl Loader<AnswerTo> for Loaders {
    type Value = Arc<meal_answer::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[AnswerTo]) -> Result<HashMap<AnswerTo, Self::Value>, LoadError> {
        let meals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = remarks::list_answers(&self.scope, &meals).await?;
        Ok(rows.into_iter().map(|row| (AnswerTo(row.meal_id), Arc::new(row))).collect())
    }
}

/// A page of the published comments on a meal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommentsOn {
    pub meal: Uuid,
    pub request: PageRequest,
}

impl Loader<CommentsOn> for Loaders {
    type Value = Arc<Page<meal_comment::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentsOn]) -> Result<HashMap<CommentsOn, Self::Value>, LoadError> {
        let mut meals: HashMap<&PageRequest, Vec<Uuid>> = HashMap::new();
        for CommentsOn { meal, request } in keys {
            meals.entry(request).or_default().push(*meal);
        }
        let mut pages = HashMap::new();
        for (request, meals) in meals {
            let found = remarks::page_released_by_meal(&self.scope, &meals, request).await?;
            let key = |meal| CommentsOn { meal, request: request.clone() };
            pages.extend(found.into_iter().map(|(meal, page)| (key(meal), Arc::new(page))));
        }
        Ok(pages)
    }
}

/// How many comments on a meal are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommentTotalOn(pub Uuid);

impl Loader<CommentTotalOn> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentTotalOn]) -> Result<HashMap<CommentTotalOn, u64>, LoadError> {
        let meals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = remarks::count_released_by_meal(&self.scope, &meals).await?;
        Ok(counts.into_iter().map(|(meal, count)| (CommentTotalOn(meal), count)).collect())
    }
}

/// A comment on a meal by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MealCommentId(pub Uuid);

impl Loader<MealCommentId> for Loaders {
    type Value = Arc<meal_comment::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[MealCommentId]) -> Result<HashMap<MealCommentId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = remarks::list_comments_by_id(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (MealCommentId(row.id), Arc::new(row))).collect())
    }
}

/// A classroom's device by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassroomId(pub Uuid);

impl Loader<ClassroomId> for Loaders {
    type Value = Arc<classroom_session::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[ClassroomId]) -> Result<HashMap<ClassroomId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = classroom::list_sessions_by_id(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (ClassroomId(row.id), Arc::new(row))).collect())
    }
}

/// The classrooms' devices that the viewer has opened for a meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassroomsOf(pub Uuid);

impl Loader<ClassroomsOf> for Loaders {
    type Value = Vec<Arc<classroom_session::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[ClassroomsOf]) -> Result<HashMap<ClassroomsOf, Self::Value>, LoadError> {
        let meals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in classroom::list_sessions_of(&self.scope, &meals).await? {
            found.entry(ClassroomsOf(row.meal_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}

/// A voter's own vote on a meal of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnVote {
    pub meal: Uuid,
    pub voter: Voter,
}

impl Loader<OwnVote> for Loaders {
    type Value = Arc<meal_feedback::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[OwnVote]) -> Result<HashMap<OwnVote, Self::Value>, LoadError> {
        let mut meals: HashMap<Voter, Vec<Uuid>> = HashMap::new();
        for key in keys {
            meals.entry(key.voter).or_default().push(key.meal);
        }
        let mut found = HashMap::new();
        for (voter, meals) in meals {
            let Some(proof) = actions::find_proof(&self.scope, voter).await? else { continue };
            let votes = votes::list_own_votes(&self.scope.with_proof(proof), &meals).await?;
            found.extend(votes.into_iter().map(|row| (OwnVote { meal: row.meal_id, voter }, Arc::new(row))));
        }
        Ok(found)
    }
}

/// A page of what the menu has said of a meal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionsOf {
    pub meal: Uuid,
    pub request: PageRequest,
}

impl Loader<VersionsOf> for Loaders {
    type Value = Arc<Page<meal_version::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Self::Value>, LoadError> {
        let mut meals: HashMap<&PageRequest, Vec<Uuid>> = HashMap::new();
        for key in keys {
            meals.entry(&key.request).or_default().push(key.meal);
        }
        let mut pages = HashMap::new();
        for (request, meals) in meals {
            let found = versions::page_versions(&self.scope, &meals, request).await?;
            let key = |meal| VersionsOf { meal, request: request.clone() };
            pages.extend(found.into_iter().map(|(meal, page)| (key(meal), Arc::new(page))));
        }
        Ok(pages)
    }
}

/// How often the menu has said something of a meal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionCountOf(pub Uuid);

impl Loader<VersionCountOf> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[VersionCountOf]) -> Result<HashMap<VersionCountOf, u64>, LoadError> {
        let meals: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = versions::count_versions(&self.scope, &meals).await?;
        Ok(counts.into_iter().map(|(meal, count)| (VersionCountOf(meal), count)).collect())
    }
}
