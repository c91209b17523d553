//! Who follows which school's menu.

use entity::{meal_follow, school};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, sea_query::OnConflict};
use uuid::Uuid;

use crate::tenancy::{Scope, Tx};

/// The schools that the viewer follows.
pub async fn list_follows(scope: &Scope) -> Result<Vec<meal_follow::Model>, DbErr> {
    scope.find::<meal_follow::Entity>().ascending(meal_follow::Column::SchoolId).all().await
}

/// How many schools the viewer follows.
pub async fn count_follows(tx: &Tx) -> Result<u64, DbErr> {
    tx.find::<meal_follow::Entity>().count().await
}

/// Whether there is such a school.
pub async fn has_school(tx: &Tx, school: Uuid) -> Result<bool, DbErr> {
    tx.find::<school::Entity>().filter(school::Column::Id.eq(school)).exists().await
}

/// Makes somebody follow a school from now on; who follows it already does so since then.
pub async fn insert_follow(tx: &Tx, person: Uuid, school: Uuid) -> Result<(), DbErr> {
    let row = meal_follow::ActiveModel {
        person_id: Set(person),
        school_id: Set(school),
        followed_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let key =
        [meal_follow::Column::MunicipalityId, meal_follow::Column::PersonId, meal_follow::Column::SchoolId];
    tx.insert_or::<meal_follow::Entity>(row, OnConflict::columns(key).do_nothing().to_owned()).await?;
    Ok(())
}

/// The viewer follows the school no more.
pub async fn delete_follow(tx: &Tx, school: Uuid) -> Result<(), DbErr> {
    tx.delete::<meal_follow::Entity>(Condition::all().add(meal_follow::Column::SchoolId.eq(school))).await?;
    Ok(())
}
