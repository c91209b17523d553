//! A device on which a class votes on a meal, one after the other and without names (M5).

use sea_orm::entity::prelude::*;

/// One row of `classroom_session`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "classroom_session")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// Who opened it.
    pub opened_by: Uuid,
    /// Keyed hash of the code that opens it on a device.
    pub code_hash: Vec<u8>,
    /// SHA-256 of the device's token; null until a device has joined.
    pub device_hash: Option<Vec<u8>>,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When it closes by itself.
    pub closes_at: DateTimeUtc,
    /// When it was closed before that.
    pub closed_at: Option<DateTimeUtc>,
    /// When the last vote was given.
    pub last_vote_at: Option<DateTimeUtc>,
    /// How many votes were given.
    pub votes: i32,
    /// How many may be.
    pub max_votes: i32,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its meal.
    #[sea_orm(
        belongs_to = "super::meal::Entity",
        from = "(Column::MunicipalityId, Column::MealId)",
        to = "(super::meal::Column::MunicipalityId, super::meal::Column::Id)"
    )]
    Meal,
}

impl ActiveModelBehavior for ActiveModel {}
