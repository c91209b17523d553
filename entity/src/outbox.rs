//! Facts that were committed and wait to be announced.

use sea_orm::entity::prelude::*;

/// One row of `outbox`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Order of writing.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// The municipality that owns the fact.
    pub municipality_id: i32,
    /// What kind of fact: `post.published`.
    #[sea_orm(column_type = "Text")]
    pub topic: String,
    /// The row that it is about.
    pub subject_id: Uuid,
    /// The row by which subscribers filter, for example the group.
    pub audience_id: Option<Uuid>,
    /// When it was committed.
    pub created_at: DateTimeUtc,
    /// When the relay announced it.
    pub announced_at: Option<DateTimeUtc>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
