//! That somebody supports a submission, once.

use sea_orm::entity::prelude::*;

/// One row of `submission_support`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_support")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// HMAC-SHA-256 of the person or installation under the installation's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supporter_hash: Vec<u8>,
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
