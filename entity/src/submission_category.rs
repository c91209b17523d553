//! What a submission is about; each municipality has its own tree.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// One row of `submission_category`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_category")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The wider category.
    pub parent_id: Option<Uuid>,
    /// Stable key within the municipality.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Name.
    pub name: Texts,
    /// The department that answers.
    pub department_id: Option<Uuid>,
    /// Place in the list; ties by id.
    pub sort_order: i32,
    /// Since when it is no longer offered.
    pub deprecated_at: Option<DateTimeUtc>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its parent.
    #[sea_orm(
        belongs_to = "super::submission_category::Entity",
        from = "(Column::MunicipalityId, Column::ParentId)",
        to = "(super::submission_category::Column::MunicipalityId, super::submission_category::Column::Id)"
    )]
    Parent,
    /// Its department.
    #[sea_orm(
        belongs_to = "super::department::Entity",
        from = "(Column::MunicipalityId, Column::DepartmentId)",
        to = "(super::department::Column::MunicipalityId, super::department::Column::Id)"
    )]
    Department,
}

impl ActiveModelBehavior for ActiveModel {}
