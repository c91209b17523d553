//! An official answer.

use sea_orm::entity::prelude::*;

/// One row of `submission_answer`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_answer")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The submission.
    pub submission_id: Uuid,
    /// Who answered; absent when imported.
    pub author_id: Option<Uuid>,
    /// What the sender reads; plain text.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// What the public reads where the submission is published; absent where it may read nothing (S8).
    #[sea_orm(column_type = "Text", nullable)]
    pub public_body: Option<String>,
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
    /// Its author.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::AuthorId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Author,
}

impl ActiveModelBehavior for ActiveModel {}
