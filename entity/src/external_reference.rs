//! What a register elsewhere calls a row of this database (P12). Whatever is named here came from that register, and the
//! register alone ends it; rows without a name here were made by people, and no register touches them.

use sea_orm::entity::prelude::*;

use crate::ExternalKind;

/// One row of `external_reference`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "external_reference")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The register, by the name that the municipality gave it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// What it names.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: ExternalKind,
    /// The register's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: Uuid,
    /// Which part of the thing, where it is several rows here; empty where it is one. A row that the part stood for before
    /// stands beside it, with its id behind a bar.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    /// The row's id here. It may be gone.
    pub local_id: Uuid,
    /// Whether the row was made for the register, rather than found.
    pub made_by_sync: bool,
    /// First day on which a unit or a group is in use, where the register tells one.
    pub valid_from: Option<Date>,
    /// Last day, inclusive.
    pub valid_to: Option<Date>,
    /// When the register last listed it.
    pub seen_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
