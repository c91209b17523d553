//! A dish (rätt) of a meal.

use sea_orm::entity::prelude::*;

use crate::{AllergenStates, Nutrients, StringList};

/// One row of `dish`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dish")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// As the kitchen wrote it, tidied.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Which alternative: "Alt 1", "Vegetariskt".
    #[sea_orm(column_type = "Text", nullable)]
    pub option_label: Option<String>,
    /// Place in the meal.
    pub sort_order: i32,
    /// Codes of `DietLabel`.
    pub diet_labels: StringList,
    /// What is known of the fourteen allergens; the rest is unknown (M2).
    pub allergens: AllergenStates,
    /// Climate footprint per portion in grams of CO2 equivalents.
    pub co2e_grams: Option<i32>,
    /// What the kitchen tells of it beside its name.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// What it is made of, in the kitchen's words; none when nobody has said.
    pub ingredients: Option<StringList>,
    /// What a portion gives; none when nobody has reckoned it.
    pub nutrients: Option<Nutrients>,
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
