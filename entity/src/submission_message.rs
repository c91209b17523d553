//! What the sender wrote after filing: additions, and replies to the municipality's questions (S6).

use sea_orm::entity::prelude::*;

/// One row of `submission_message`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_message")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The submission.
    pub submission_id: Uuid,
    /// Plain text.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When.
    pub created_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its submission.
    #[sea_orm(
        belongs_to = "super::submission::Entity",
        from = "(Column::MunicipalityId, Column::SubmissionId)",
        to = "(super::submission::Column::MunicipalityId, super::submission::Column::Id)"
    )]
    Submission,
}

impl ActiveModelBehavior for ActiveModel {}
