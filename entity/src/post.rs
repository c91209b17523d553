//! What happened in a group, told by an educator (P5).

use sea_orm::entity::prelude::*;

use crate::PostStatus;

/// One row of `post`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The group it is told to.
    pub group_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Heading.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Plain text.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// BCP 47 tag of the language it is written in.
    #[sea_orm(column_type = "Text")]
    pub locale: String,
    /// Whether it is out.
    pub status: PostStatus,
    /// When it was first saved.
    pub created_at: DateTimeUtc,
    /// When it went out.
    pub published_at: Option<DateTimeUtc>,
    /// When it was last corrected after it went out.
    pub edited_at: Option<DateTimeUtc>,
    /// Whether guardians see each other's comments; else comments go to staff only (P5).
    pub comments_open: bool,
    /// Comments that everyone who sees the post can see, kept by the actions that add and hide them.
    pub comment_count: i32,
    /// Comments that only staff and those concerned can see, kept alike.
    pub staff_comment_count: i32,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its group.
    #[sea_orm(
        belongs_to = "super::preschool_group::Entity",
        from = "(Column::MunicipalityId, Column::GroupId)",
        to = "(super::preschool_group::Column::MunicipalityId, super::preschool_group::Column::Id)"
    )]
    Group,
    /// Its author.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::AuthorId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Author,
}

impl ActiveModelBehavior for ActiveModel {}
