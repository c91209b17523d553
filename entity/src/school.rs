//! A school unit (skolenhet).

use sea_orm::entity::prelude::*;

use crate::{SchoolStatus, StringList};

/// One row of `school`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "school")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Skolverket's school unit code (skolenhetskod), eight digits.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// Name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Whether it is in use.
    pub status: SchoolStatus,
    /// Who runs it, as the source says: "Kommunal".
    #[sea_orm(column_type = "Text", nullable)]
    pub organiser: Option<String>,
    /// Codes of the types of schooling: "GR", "FSK".
    pub school_types: StringList,
    /// Post town.
    #[sea_orm(column_type = "Text", nullable)]
    pub city: Option<String>,
    /// WGS84 degrees.
    pub latitude: Option<f64>,
    /// WGS84 degrees.
    pub longitude: Option<f64>,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
