//! That a person has read a post.

use sea_orm::entity::prelude::*;

/// One row of `post_read`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post_read")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The post.
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: Uuid,
    /// The reader.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// When.
    pub read_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its post.
    #[sea_orm(
        belongs_to = "super::post::Entity",
        from = "(Column::MunicipalityId, Column::PostId)",
        to = "(super::post::Column::MunicipalityId, super::post::Column::Id)"
    )]
    Post,
    /// Its person.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PersonId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Person,
}

impl ActiveModelBehavior for ActiveModel {}
