//! A postal code and the municipality that it belongs to.

use sea_orm::entity::prelude::*;

/// One row of `postal_area`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "postal_area")]
pub struct Model {
    /// Five digits.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub postal_code: String,
    /// Post town.
    #[sea_orm(column_type = "Text", nullable)]
    pub locality: Option<String>,
    /// The municipality.
    pub municipality_id: i32,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
