//! How many votes of each rating a meal and each of its dishes has, kept with every vote so that reading costs the same at any number.

use sea_orm::entity::prelude::*;

/// One row of `meal_tally`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_tally")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The meal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub meal_id: Uuid,
    /// The dish; the meal's own id for votes in all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dish_id: Uuid,
    /// Votes of 1.
    pub ones: i32,
    /// Votes of 2.
    pub twos: i32,
    /// Votes of 3.
    pub threes: i32,
    /// Votes of 4.
    pub fours: i32,
    /// Votes of 5.
    pub fives: i32,
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
