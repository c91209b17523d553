//! A tyck till submission (S1, S2).

use sea_orm::entity::prelude::*;

use crate::{SubmissionKind, SubmissionStatus};

/// One row of `submission`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Public number, "2026-00017"; an imported one keeps its own.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// Praise, complaint, …
    pub kind: SubmissionKind,
    /// What it is about.
    pub category_id: Option<Uuid>,
    /// Who answers.
    pub department_id: Option<Uuid>,
    /// As the sender wrote it.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// As the sender wrote it.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// BCP 47 tag of the language of the case (O4).
    #[sea_orm(column_type = "Text")]
    pub locale: String,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// WGS84 degrees.
    pub latitude: Option<f64>,
    /// WGS84 degrees.
    pub longitude: Option<f64>,
    /// Place in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// The sender, when logged in and not anonymous (S3).
    pub sender_id: Option<Uuid>,
    /// SHA-256 of the private tracking code.
    pub tracking_hash: Option<Vec<u8>>,
    /// Who handles it.
    pub case_officer_id: Option<Uuid>,
    /// When it reached the municipality; never changes (S2).
    pub received_at: DateTimeUtc,
    /// Last public change.
    pub updated_at: DateTimeUtc,
    /// Since when anyone may read it (S8).
    pub published_at: Option<DateTimeUtc>,
    /// The moderated title that is shown.
    #[sea_orm(column_type = "Text", nullable)]
    pub public_title: Option<String>,
    /// The moderated text that is shown.
    #[sea_orm(column_type = "Text", nullable)]
    pub public_body: Option<String>,
    /// The moderated place in words that is shown.
    #[sea_orm(column_type = "Text", nullable)]
    pub public_address: Option<String>,
    /// The point that is shown: maps and boxes of the public know no other. WGS84 degrees.
    pub public_latitude: Option<f64>,
    /// The point that is shown. WGS84 degrees.
    pub public_longitude: Option<f64>,
    /// How many people who are logged in support it, kept by the action that adds one.
    pub support_count: i32,
    /// How many phones on which nobody is logged in support it.
    pub phone_support_count: i32,
    /// The system it was imported from.
    #[sea_orm(column_type = "Text", nullable)]
    pub source: Option<String>,
    /// Its id there.
    #[sea_orm(column_type = "Text", nullable)]
    pub external_id: Option<String>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its category.
    #[sea_orm(
        belongs_to = "super::submission_category::Entity",
        from = "(Column::MunicipalityId, Column::CategoryId)",
        to = "(super::submission_category::Column::MunicipalityId, super::submission_category::Column::Id)"
    )]
    Category,
    /// Its department.
    #[sea_orm(
        belongs_to = "super::department::Entity",
        from = "(Column::MunicipalityId, Column::DepartmentId)",
        to = "(super::department::Column::MunicipalityId, super::department::Column::Id)"
    )]
    Department,
    /// Its sender.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::SenderId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Sender,
    /// Its case officer.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::CaseOfficerId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    CaseOfficer,
}

impl ActiveModelBehavior for ActiveModel {}
