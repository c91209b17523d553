//! That a person has an identity number, without the number: a keyed hash of it (T7). A person may have several: that of
//! now, and the coordination number of before.

use sea_orm::entity::prelude::*;

/// One row of `identity_number`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_number")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Fingerprint of the key that the hash was made with.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: String,
    /// HMAC-SHA-256 of kommunkod and number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// Whose it is.
    pub person_id: Uuid,
    /// When it became known.
    pub created_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its person.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PersonId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Person,
}

impl ActiveModelBehavior for ActiveModel {}
