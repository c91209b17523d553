//! What staff correct in a menu, in the transaction of the action.

use chrono::NaiveDate;
use entity::{dish, meal, school};
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use super::{
    super::rules::versions::{Author, Change},
    editing, versions,
};
use crate::tenancy::Tx;

/// The meal, held until the transaction ends, and its dishes.
pub async fn find_menu(tx: &Tx, meal: Uuid) -> Result<Option<(meal::Model, Vec<dish::Model>)>, DbErr> {
    let Some(meal) = tx.find::<meal::Entity>().by_id(meal).for_update().one().await? else { return Ok(None) };
    let dishes = tx.find::<dish::Entity>().filter(dish::Column::MealId.eq(meal.id)).all().await?;
    Ok(Some((meal, dishes)))
}

/// Whether the school has a meal of that name on that day.
pub async fn has_meal(tx: &Tx, school: Uuid, date: NaiveDate, name: &str) -> Result<bool, DbErr> {
    let find = tx
        .find::<meal::Entity>()
        .filter(meal::Column::SchoolId.eq(school))
        .filter(meal::Column::ServedOn.eq(date))
        .filter(meal::Column::Name.eq(name));
    find.exists().await
}

/// Whether there is such a school.
pub async fn has_school(tx: &Tx, school: Uuid) -> Result<bool, DbErr> {
    tx.find::<school::Entity>().filter(school::Column::Id.eq(school)).exists().await
}

/// Writes a menu that says something else, with its version, and publishes what alerts.
pub async fn write_change(
    tx: &Tx,
    change: &Change,
    by: Uuid,
    (before, after): (&[dish::Model], Vec<dish::Model>),
) -> Result<(), DbErr> {
    let (connection, meal) = (tx.unruled(), change.meal.clone());
    let municipality = meal.municipality_id;
    let gone = before.iter().filter(|dish| after.iter().all(|kept| kept.id != dish.id));
    let gone: Vec<_> = gone.map(|dish| dish.id).collect();
    editing::delete_dishes(connection, municipality, &gone).await?;
    if change.before.is_some() {
        editing::update_meals(connection, vec![meal]).await?;
    } else {
        editing::insert_meals(connection, vec![meal]).await?;
    }
    let is_known = |dish: &dish::Model| before.iter().any(|known| known.id == dish.id);
    let (known, new): (Vec<_>, Vec<_>) = after.into_iter().partition(is_known);
    editing::update_dishes(connection, known).await?;
    editing::insert_dishes(connection, new).await?;
    let scope = tx.scope();
    let changes = std::slice::from_ref(change);
    let by = Author::Staff(by);
    for event in versions::insert_versions(connection, changes, by, scope.now(), || scope.new_id()).await? {
        tx.publish(event).await?;
    }
    Ok(())
}
