//! A municipality (kommun): the tenant.

use sea_orm::entity::prelude::*;

/// One row of `municipality`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    /// Surrogate key: codes change when municipalities merge or move county.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The kommunkod, four digits kept as a string: "0180".
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// The name in Swedish, without "kommun".
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The county it lies in.
    #[sea_orm(column_type = "Text", nullable)]
    pub county_code: Option<String>,
    /// BCP 47 tag of the language its texts fall back to.
    #[sea_orm(column_type = "Text")]
    pub default_locale: String,
    /// Inhabitants.
    pub population: Option<i32>,
    /// Land area in square kilometres.
    pub area_km2: Option<f64>,
    /// Centre, WGS84 degrees.
    pub latitude: Option<f64>,
    /// Centre, WGS84 degrees.
    pub longitude: Option<f64>,
    /// GeoJSON geometry of the border, simplified.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub boundary: Option<Json>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
