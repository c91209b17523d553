//! A service (tjänst) that a resident can use (D1).

use sea_orm::entity::prelude::*;

use crate::{StringList, Texts};

/// One row of `service`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The department that offers it.
    pub department_id: Uuid,
    /// The unit that offers it.
    pub unit_id: Option<Uuid>,
    /// Name.
    pub name: Texts,
    /// One or two sentences, plain text.
    pub summary: Option<Texts>,
    /// The whole text, plain text with blank lines between paragraphs.
    pub description: Option<Texts>,
    /// What it costs.
    pub fee: Option<Texts>,
    /// What to bring or attach.
    pub required_documents: Option<Texts>,
    /// Life events it belongs to, as stable keys.
    pub life_events: StringList,
    /// Who it is for, as stable keys.
    pub target_groups: StringList,
    /// Words people search by.
    pub keywords: StringList,
    /// Place in the department's list; ties by id.
    pub sort_order: i32,
    /// The system it was imported from.
    #[sea_orm(column_type = "Text", nullable)]
    pub source: Option<String>,
    /// Its id there.
    #[sea_orm(column_type = "Text", nullable)]
    pub external_id: Option<String>,
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
    /// Its unit.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "(Column::MunicipalityId, Column::UnitId)",
        to = "(super::unit::Column::MunicipalityId, super::unit::Column::Id)"
    )]
    Unit,
}

impl ActiveModelBehavior for ActiveModel {}
