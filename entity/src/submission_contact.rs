//! How to reach the sender; apart, so that it has a rule of its own.

use sea_orm::entity::prelude::*;

/// One row of `submission_contact`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_contact")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// Name.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// E-mail address.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// Telephone number.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone: Option<String>,
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
