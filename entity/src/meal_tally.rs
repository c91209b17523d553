//! How many published votes of each rating and reason a meal and each of its dishes has (M6): changed by five votes at once or
//! more, and kept so that reading costs the same at any number.

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
    /// Votes that name how it tasted as a reason.
    pub taste: i32,
    /// Votes that name the temperature as a reason.
    pub temperature: i32,
    /// Votes that name how it looked as a reason.
    pub appearance: i32,
    /// Votes that name how much there was as a reason.
    pub portion: i32,
    /// Votes that name the choice as a reason.
    pub choice: i32,
    /// Votes that name the noise as a reason.
    pub noise: i32,
    /// Votes that name the time as a reason.
    pub time: i32,
    /// Votes that name the queue as a reason.
    pub queue: i32,
    /// Votes that name how they were met as a reason.
    pub service: i32,
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
