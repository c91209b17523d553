//! How node ids become the pillar's objects.

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    loaders::{ClassroomId, MealCommentId, MealId, MealOf, SchoolId},
    types::{ClassroomSession, Dish, Meal, MealComment, School},
};
use crate::schema::{Loaders, errors::internal};

pub async fn school(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<School>> {
    Ok(loaders.load_one(SchoolId(id)).await.map_err(internal)?.map(School::from))
}

pub async fn meal(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Meal>> {
    Ok(loaders.load_one(MealId(id)).await.map_err(internal)?.map(Meal::from))
}

pub async fn dish(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Dish>> {
    let Some(meal) = loaders.load_one(MealOf(id)).await.map_err(internal)? else { return Ok(None) };
    Ok(self::meal(loaders, meal).await?.and_then(|meal| meal.dish(id)))
}

pub async fn comment(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<MealComment>> {
    Ok(loaders.load_one(MealCommentId(id)).await.map_err(internal)?.map(MealComment::from))
}

pub async fn classroom(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<ClassroomSession>> {
    Ok(loaders.load_one(ClassroomId(id)).await.map_err(internal)?.map(ClassroomSession::from))
}
