//! A group (avdelning) of a preschool.

use sea_orm::entity::prelude::*;

/// One row of `preschool_group`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "preschool_group")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The preschool.
    pub preschool_id: Uuid,
    /// Name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its preschool.
    #[sea_orm(
        belongs_to = "super::preschool::Entity",
        from = "(Column::MunicipalityId, Column::PreschoolId)",
        to = "(super::preschool::Column::MunicipalityId, super::preschool::Column::Id)"
    )]
    Preschool,
}

impl ActiveModelBehavior for ActiveModel {}
