//! An issuer that a municipality trusts, beside those of the configuration.

use sea_orm::entity::prelude::*;

/// One row of `trusted_issuer`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_issuer")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The exact `iss`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The exact `aud`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience: String,
    /// Names of the algorithms it may sign with.
    #[sea_orm(column_type = "JsonBinary")]
    pub algorithms: Json,
    /// Where its keys are.
    pub jwks_url: Option<String>,
    /// Its keys, where there is no URL (RFC 7517).
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub jwks: Option<Json>,
    /// How it spells its claims.
    #[sea_orm(column_type = "JsonBinary")]
    pub claims: Json,
    /// The `acr` values that open child data.
    #[sea_orm(column_type = "JsonBinary")]
    pub accepted_acr: Json,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
