//! How many published votes a day has (M9): those of a school or of the whole municipality, on a dish or on everything.

use sea_orm::entity::prelude::*;

/// One row of `meal_result`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_result")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The school; the nil UUID for the whole municipality.
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_id: Uuid,
    /// By what dishes of the same name are known; empty for everything that was served.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub dish_key: String,
    /// Swedish local date.
    #[sea_orm(primary_key, auto_increment = false)]
    pub served_on: Date,
    /// The dish's name as it was written last.
    #[sea_orm(column_type = "Text")]
    pub dish_name: String,
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
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
