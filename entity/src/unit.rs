//! A unit (enhet) of a department.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// One row of `unit`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The department it belongs to.
    pub department_id: Uuid,
    /// Name.
    pub name: Texts,
    /// What it does, in a sentence.
    pub summary: Option<Texts>,
    /// Telephone number.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone: Option<String>,
    /// E-mail address.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// Place in the list; ties by id.
    pub sort_order: i32,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its department.
    #[sea_orm(
        belongs_to = "super::department::Entity",
        from = "(Column::MunicipalityId, Column::DepartmentId)",
        to = "(super::department::Column::MunicipalityId, super::department::Column::Id)"
    )]
    Department,
}

impl ActiveModelBehavior for ActiveModel {}
