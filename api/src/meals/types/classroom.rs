//! A classroom's device.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};
use entity::classroom_session;

use super::Meal;
use crate::{
    meals::{actions::classroom::is_open, loaders::MealId},
    schema::{Loaders, errors::internal, node::Kind, scalars::DateTime, written::Item},
    tenancy::Scope,
};

/// A device on which a class votes.
pub struct ClassroomSession(Arc<classroom_session::Model>);

impl From<Arc<classroom_session::Model>> for ClassroomSession {
    fn from(row: Arc<classroom_session::Model>) -> Self {
        Self(row)
    }
}

impl From<classroom_session::Model> for ClassroomSession {
    fn from(row: classroom_session::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl Item for ClassroomSession {}

/// A device on which a class votes on a meal (klassrumsläge), one after the other and without names. For who opened it.
#[Object]
impl ClassroomSession {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::ClassroomSession.id(self.0.id)
    }

    /// The meal.
    async fn meal(&self, ctx: &Context<'_>) -> Option<Result<Meal>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let meal = loaders.load_one(MealId(self.0.meal_id)).await.map_err(internal);
        meal.transpose().map(|meal| meal.map(Meal::from))
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// When it closes by itself, or was closed before.
    async fn closes_at(&self) -> DateTime {
        DateTime(self.0.closed_at.unwrap_or(self.0.closes_at))
    }

    /// Whether votes can be given now.
    async fn is_open(&self, ctx: &Context<'_>) -> bool {
        is_open(&self.0, ctx.data_unchecked::<Scope>())
    }

    /// Whether a device has joined: the code serves no more then.
    async fn is_joined(&self) -> bool {
        self.0.device_hash.is_some()
    }

    /// How many votes were given on it. What they say is in the meal's results, and nowhere else.
    async fn votes(&self) -> i32 {
        self.0.votes
    }

    /// How many votes can be given on it.
    async fn max_votes(&self) -> i32 {
        self.0.max_votes
    }
}
