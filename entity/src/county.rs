//! A county (län) and its code from Statistics Sweden.

use sea_orm::entity::prelude::*;

/// One row of `county`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "county")]
pub struct Model {
    /// Two digits, kept as a string: "01".
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The name in Swedish, as Statistics Sweden writes it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
