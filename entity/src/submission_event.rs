//! The history of a submission (S6).

use sea_orm::entity::prelude::*;

use crate::{SubmissionAction, SubmissionKind, SubmissionStatus};

/// One row of `submission_event`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_event")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The submission.
    pub submission_id: Uuid,
    /// What happened.
    pub action: SubmissionAction,
    /// The kind from here on.
    pub kind: SubmissionKind,
    /// The status from here on.
    pub status: SubmissionStatus,
    /// Who changed it; absent when the system did.
    pub actor_id: Option<Uuid>,
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
    /// Its actor.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::ActorId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Actor,
}

impl ActiveModelBehavior for ActiveModel {}
