//! A preschool (förskola).

use sea_orm::entity::prelude::*;

/// One row of `preschool`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "preschool")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name in lower case, for searching: engines disagree on the lower case of Å.
    #[sea_orm(column_type = "Text")]
    pub search_name: String,
    /// Who runs it, as the source says: "Kommunal".
    #[sea_orm(column_type = "Text", nullable)]
    pub organiser: Option<String>,
    /// Street and number.
    #[sea_orm(column_type = "Text", nullable)]
    pub street_address: Option<String>,
    /// Five digits.
    #[sea_orm(column_type = "Text", nullable)]
    pub postal_code: Option<String>,
    /// Post town.
    #[sea_orm(column_type = "Text", nullable)]
    pub city: Option<String>,
    /// WGS84 degrees.
    pub latitude: Option<f64>,
    /// WGS84 degrees.
    pub longitude: Option<f64>,
    /// The register it was imported from.
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
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
