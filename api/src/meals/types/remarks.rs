//! What the kitchen answers, and comments on meals.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::DataLoader};
use entity::{meal_answer, meal_comment};

use super::{Dish, Meal};
use crate::{
    meals::loaders::MealId,
    schema::{
        Loaders,
        errors::internal,
        node::Kind,
        scalars::{DateTime, LocalDate},
        written::Item,
    },
};

/// What the kitchen answers.
pub struct KitchenAnswer(Arc<meal_answer::Model>);

impl From<Arc<meal_answer::Model>> for KitchenAnswer {
    fn from(row: Arc<meal_answer::Model>) -> Self {
        Self(row)
    }
}

/// What the kitchen answers to what was said of a meal (kökets svar).
#[Object]
impl KitchenAnswer {
    /// The answer.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What the kitchen does about it (åtgärd).
    async fn measure(&self) -> Option<&str> {
        self.0.measure.as_deref()
    }

    /// When it was answered first.
    async fn answered_at(&self) -> DateTime {
        DateTime(self.0.answered_at)
    }

    /// When the answer was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// What has become of a comment on a meal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::MealCommentStatus")]
pub enum MealCommentStatus {
    /// Nobody has decided yet: staff read it, nobody else does.
    Held,
    /// It is published.
    Released,
    /// It is not to be published.
    Withheld,
}

/// What rules notice in a comment on a meal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::MealCommentFlag")]
pub enum MealCommentFlag {
    /// It may tell of somebody's health: an allergy, an illness. Never published.
    Health,
    /// It may tell of somebody's diet: what they may not eat, for whatever reason. Never published.
    Diet,
    /// It has a telephone number, an address or the like in it. Never published.
    PersonalData,
    /// It is rude.
    Profanity,
}

/// What somebody wrote about a meal.
pub struct MealComment(Arc<meal_comment::Model>);

impl From<Arc<meal_comment::Model>> for MealComment {
    fn from(row: Arc<meal_comment::Model>) -> Self {
        Self(row)
    }
}

impl Item for MealComment {}

/// What somebody wrote about a meal (kommentar). Nobody is told who, when on the day, or with which rating.
#[Object]
impl MealComment {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::MealComment.id(self.0.id)
    }

    /// In the voter's own words.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The meal's day.
    async fn date(&self) -> LocalDate {
        LocalDate(self.0.served_on)
    }

    /// The meal.
    async fn meal(&self, ctx: &Context<'_>) -> Option<Result<Meal>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let meal = loaders.load_one(MealId(self.0.meal_id)).await.map_err(internal);
        meal.transpose().map(|meal| meal.map(Meal::from))
    }

    /// The dish that it is about; null when it is about the meal as a whole.
    async fn dish(&self, ctx: &Context<'_>) -> Option<Result<Dish>> {
        let dish = self.0.dish_id?;
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        match loaders.load_one(MealId(self.0.meal_id)).await.map_err(internal) {
            Ok(meal) => Dish::of(&meal?, dish).map(Ok),
            Err(fault) => Some(Err(fault)),
        }
    }

    /// What has become of it.
    async fn status(&self) -> MealCommentStatus {
        self.0.status.into()
    }

    /// What rules have noticed in it.
    async fn flags(&self) -> Vec<MealCommentFlag> {
        self.0.flags.kinds::<entity::MealCommentFlag>().into_iter().map(Into::into).collect()
    }
}
