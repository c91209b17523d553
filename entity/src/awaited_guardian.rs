//! A guardian whom a register names for a child before it has told who that is: pages come in the register's order. Nobody
//! is guardian by this row; it becomes a guardianship when the person arrives.

use sea_orm::entity::prelude::*;

/// One row of `awaited_guardian`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "awaited_guardian")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The register.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// The child, by the register's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: Uuid,
    /// The guardian, by the register's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub guardian_id: Uuid,
    /// First day, if the register says it; Swedish local date.
    pub valid_from: Option<Date>,
    /// Last day, inclusive.
    pub valid_to: Option<Date>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
