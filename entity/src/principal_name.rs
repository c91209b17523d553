//! How an organisation names a person who logs in through it: eduPersonPrincipalName of pupils and staff, or
//! organisational affiliation (T8). A person may have several.

use sea_orm::entity::prelude::*;

/// One row of `principal_name`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "principal_name")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The name with its scope, `user@scope`, in lower case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
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
