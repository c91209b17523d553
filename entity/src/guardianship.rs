//! Who is guardian (vårdnadshavare) of whom.

use sea_orm::entity::prelude::*;

use crate::RelationAssurance;

/// One row of `guardianship`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guardianship")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The guardian.
    pub guardian_id: Uuid,
    /// The child.
    pub child_id: Uuid,
    /// First day, Swedish local date.
    pub valid_from: Date,
    /// Last day, inclusive (T9).
    pub valid_to: Option<Date>,
    /// How sure it is.
    pub assurance: RelationAssurance,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its guardian.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::GuardianId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Guardian,
    /// Its child.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::ChildId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Child,
}

impl ActiveModelBehavior for ActiveModel {}
