//! What a post said before it was corrected (P5).

use sea_orm::entity::prelude::*;

/// One row of `post_revision`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post_revision")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The post.
    pub post_id: Uuid,
    /// Its title until then.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Its text until then.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// BCP 47 tag of the language it was written in.
    #[sea_orm(column_type = "Text")]
    pub locale: String,
    /// Who corrected it.
    pub replaced_by: Uuid,
    /// When.
    pub replaced_at: DateTimeUtc,
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
}

impl ActiveModelBehavior for ActiveModel {}
