//! A person's work at a school.

use sea_orm::entity::prelude::*;

/// One row of `school_duty`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "school_duty")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who works there.
    pub person_id: Uuid,
    /// Where.
    pub school_id: Uuid,
    /// First day, Swedish local date.
    pub valid_from: Date,
    /// Last day, inclusive (T9).
    pub valid_to: Option<Date>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its person.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PersonId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Person,
    /// Its school.
    #[sea_orm(
        belongs_to = "super::school::Entity",
        from = "(Column::MunicipalityId, Column::SchoolId)",
        to = "(super::school::Column::MunicipalityId, super::school::Column::Id)"
    )]
    School,
}

impl ActiveModelBehavior for ActiveModel {}
