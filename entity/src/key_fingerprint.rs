//! The fingerprint of a key that this database was written with: a keyed hash of a constant, which tells nothing of the
//! key.

use sea_orm::entity::prelude::*;

/// One row of `key_fingerprint`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "key_fingerprint")]
pub struct Model {
    /// What the key is for: "secret key" or "number key".
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub purpose: String,
    /// The fingerprint, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub fingerprint: String,
    /// Whether it is the one that is used now; of each purpose, one is. The others were given up.
    pub is_current: bool,
    /// Since when that is so.
    pub recorded_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
