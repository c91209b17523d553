//! What importers read and write of menus. They reach over municipalities, so every statement names the one it is for.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{dish, meal, meal_feedback};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::LockType,
};
use uuid::Uuid;

/// How many ids one statement names: engines take 32,766 parameters at the least.
const IDS: usize = 10_000;
/// How many rows one statement inserts; none here has more than a score of columns.
const ROWS: usize = 1_000;

/// A school's meals from the first day to the last, held until the transaction ends, so that nobody corrects meanwhile what
/// was compared. Votes go on.
pub async fn list_meals(
    connection: &impl ConnectionTrait,
    (municipality, school): (i32, Uuid),
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<meal::Model>, DbErr> {
    meal::Entity::find()
        .filter(meal::Column::MunicipalityId.eq(municipality))
        .filter(meal::Column::SchoolId.eq(school))
        .filter(meal::Column::ServedOn.between(from, to))
        .order_by_asc(meal::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(connection)
        .await
}

/// The dishes of these meals.
pub async fn list_dishes(
    connection: &impl ConnectionTrait,
    municipality: i32,
    meals: &[Uuid],
) -> Result<Vec<dish::Model>, DbErr> {
    let mut dishes = Vec::new();
    for ids in meals.chunks(IDS) {
        let of_meals = dish::Entity::find()
            .filter(dish::Column::MunicipalityId.eq(municipality))
            .filter(dish::Column::MealId.is_in(ids.iter().copied()));
        dishes.extend(of_meals.all(connection).await?);
    }
    Ok(dishes)
}

/// Which dishes of these meals somebody has voted on.
pub async fn list_rated(
    connection: &impl ConnectionTrait,
    municipality: i32,
    meals: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let mut rated = HashSet::new();
    for ids in meals.chunks(IDS) {
        let dishes: Vec<Uuid> = meal_feedback::Entity::find()
            .filter(meal_feedback::Column::MunicipalityId.eq(municipality))
            .filter(meal_feedback::Column::MealId.is_in(ids.iter().copied()))
            .filter(meal_feedback::Column::DishId.is_not_null())
            .select_only()
            .column(meal_feedback::Column::DishId)
            .distinct()
            .into_tuple()
            .all(connection)
            .await?;
        rated.extend(dishes);
    }
    Ok(rated)
}

/// Inserts meals.
pub async fn insert_meals(connection: &impl ConnectionTrait, rows: Vec<meal::Model>) -> Result<(), DbErr> {
    insert_all::<meal::Entity>(connection, rows).await
}

/// Inserts dishes.
pub async fn insert_dishes(connection: &impl ConnectionTrait, rows: Vec<dish::Model>) -> Result<(), DbErr> {
    insert_all::<dish::Entity>(connection, rows).await
}

pub(super) async fn insert_all<E>(connection: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(ROWS).collect();
        E::insert_many(batch).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Makes meals what the models say.
pub async fn update_meals(connection: &impl ConnectionTrait, rows: Vec<meal::Model>) -> Result<(), DbErr> {
    for row in rows {
        meal::Entity::update(row.into_active_model().reset_all()).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Makes dishes what the models say.
pub async fn update_dishes(connection: &impl ConnectionTrait, rows: Vec<dish::Model>) -> Result<(), DbErr> {
    for row in rows {
        dish::Entity::update(row.into_active_model().reset_all()).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Deletes dishes that nobody has voted on.
pub async fn delete_dishes(
    connection: &impl ConnectionTrait,
    municipality: i32,
    ids: &[Uuid],
) -> Result<(), DbErr> {
    for ids in ids.chunks(IDS) {
        dish::Entity::delete_many()
            .filter(dish::Column::MunicipalityId.eq(municipality))
            .filter(dish::Column::Id.is_in(ids.iter().copied()))
            .exec(connection)
            .await?;
    }
    Ok(())
}
