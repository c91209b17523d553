//! How an issuer names a person.

use sea_orm::entity::prelude::*;

/// One row of `login`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The token's `iss`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The token's `sub`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Who it is.
    pub person_id: Uuid,
    /// First login.
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
