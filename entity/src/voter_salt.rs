//! The salt of one day's voter hashes; deleted when the day is over.

use sea_orm::entity::prelude::*;

/// One row of `voter_salt`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "voter_salt")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Swedish local date.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// 32 random bytes.
    pub salt: Vec<u8>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
