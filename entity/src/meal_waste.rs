//! What was left on the plates of a meal (M9), where the kitchen weighs it.

use sea_orm::entity::prelude::*;

/// One row of `meal_waste`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_waste")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// The school that it is a meal of.
    pub school_id: Uuid,
    /// The meal's day: Swedish local date.
    pub served_on: Date,
    /// What was left, in grams.
    pub grams: i32,
    /// How many ate, where they were counted.
    pub plates: Option<i32>,
    /// Who recorded it last.
    pub recorded_by: Uuid,
    /// When it was last recorded.
    pub recorded_at: DateTimeUtc,
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
