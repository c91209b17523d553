//! What the kitchen answers to what was said of a meal (M7).

use sea_orm::entity::prelude::*;

/// One row of `meal_answer`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_answer")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// The answer.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// What the kitchen does about it.
    #[sea_orm(column_type = "Text", nullable)]
    pub measure: Option<String>,
    /// Who answered last.
    pub answered_by: Uuid,
    /// When it was first answered.
    pub answered_at: DateTimeUtc,
    /// When the answer was last changed.
    pub updated_at: DateTimeUtc,
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
