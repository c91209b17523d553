//! A pupil's place at a school.

use sea_orm::entity::prelude::*;

/// One row of `enrolment`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The pupil.
    pub pupil_id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// First day, Swedish local date.
    pub valid_from: Date,
    /// Last day, inclusive (T9).
    pub valid_to: Option<Date>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its pupil.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PupilId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Pupil,
    /// Its school.
    #[sea_orm(
        belongs_to = "super::school::Entity",
        from = "(Column::MunicipalityId, Column::SchoolId)",
        to = "(super::school::Column::MunicipalityId, super::school::Column::Id)"
    )]
    School,
}

impl ActiveModelBehavior for ActiveModel {}
