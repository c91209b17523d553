//! What a menu said of a meal from a time on (M3).

use sea_orm::entity::prelude::*;

use crate::{AllergenChanges, MenuState, MenuVersionKind};

/// One row of `meal_version`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_version")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// Its school, by which those who follow a school find what changed there.
    pub school_id: Uuid,
    /// From 1.
    pub version: i32,
    /// Since when.
    pub at: DateTimeUtc,
    /// Where it came from.
    pub kind: MenuVersionKind,
    /// The feed that said it.
    #[sea_orm(column_type = "Text", nullable)]
    pub source: Option<String>,
    /// Who of the staff said it. Never shown to the public.
    pub changed_by: Option<Uuid>,
    /// What it said.
    pub state: MenuState,
    /// What is known otherwise of allergens than in the version before; none when nothing is.
    pub allergen_changes: Option<AllergenChanges>,
    /// When those who follow the school were alerted: allergens changed in a meal of that day or later.
    pub alerted_at: Option<DateTimeUtc>,
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
