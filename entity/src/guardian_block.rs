//! A guardian who must not see a child, whatever the guardianship says (P2).

use sea_orm::entity::prelude::*;

/// One row of `guardian_block`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guardian_block")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Who is blocked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub guardian_id: Uuid,
    /// From whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: Uuid,
    /// Since when.
    pub created_at: DateTimeUtc,
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
