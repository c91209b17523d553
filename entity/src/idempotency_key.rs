//! Answers kept so that a retried mutation is one mutation (S14).

use sea_orm::entity::prelude::*;

/// One row of `idempotency_key`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation: String,
    /// Who sent it: a person id, or "anonymous".
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner: String,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the input: the same key with other input is an error.
    pub input_hash: Vec<u8>,
    /// What the mutation answered, as ids.
    #[sea_orm(column_type = "JsonBinary")]
    pub outcome: Json,
    /// When it was first answered.
    pub created_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
