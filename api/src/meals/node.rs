//! How a node id becomes one of the pillar's objects.

use std::sync::Arc;

use async_graphql::Result;
use uuid::Uuid;

use super::{
    store::menus,
    types::{Dish, Meal, School},
};
use crate::{schema::errors::internal, tenancy::Scope};

pub async fn school(scope: &Scope, id: Uuid) -> Result<Option<School>> {
    Ok(scope.find_by_id::<entity::school::Entity>(id).await.map_err(internal)?.map(School::alone))
}

pub async fn meal(scope: &Scope, id: Uuid) -> Result<Option<Meal>> {
    let meals = menus::list_meals(scope, &[id]).await.map_err(internal)?;
    Ok(meals.into_iter().next().map(|meal| Meal::from(Arc::new(meal))))
}

pub async fn dish(scope: &Scope, id: Uuid) -> Result<Option<Dish>> {
    let Some(meal) = menus::find_meal_of(scope, id).await.map_err(internal)? else { return Ok(None) };
    Ok(self::meal(scope, meal).await?.and_then(|meal| meal.dish(id)))
}
