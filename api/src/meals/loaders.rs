//! The pillar's batch reads.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use entity::{meal_feedback, meal_version, school};
use sea_orm::ColumnTrait;
use uuid::Uuid;

use super::{
    actions,
    policy::Relation,
    rules::{ballot::Voter, menu::ServedMeal, results::Tally},
    store::{menus, schools, versions, votes},
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

/// The votes of those days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VotesOf(pub DaysOf);

impl Loader<VotesOf> for Loaders {
    type Value = Tally;
    type Error = LoadError;

    async fn load(&self, keys: &[VotesOf]) -> Result<HashMap<VotesOf, Self::Value>, LoadError> {
        let mut found = HashMap::new();
        for ((from, to), schools) in by_days(keys.iter().map(|key| key.0)) {
            let sums = menus::count_votes(&self.scope, &schools, (from, to)).await?;
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
