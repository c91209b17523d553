//! An answer to a post.

use sea_orm::entity::prelude::*;

use crate::{CommentAudience, ContributorRole};

/// One row of `comment`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The post.
    pub post_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Plain text.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// As what they wrote it.
    pub author_role: ContributorRole,
    /// Who sees it; fixed when it was written, so that opening the comments later lays nothing bare.
    pub audience: CommentAudience,
    /// The comment that it answers.
    pub answer_to: Option<Uuid>,
    /// The guardian whom staff answer among themselves: sees it beside the staff.
    pub addressee_id: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it was withdrawn by its author or by staff.
    pub hidden_at: Option<DateTimeUtc>,
    /// Who withdrew it.
    pub hidden_by: Option<Uuid>,
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
    /// Its author.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::AuthorId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Author,
}

impl ActiveModelBehavior for ActiveModel {}
