//! A place (anläggning) that people visit (D2).

use sea_orm::entity::prelude::*;

use crate::{HolidayRule, StringList, Texts};

/// One row of `facility`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "facility")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that runs it.
    pub unit_id: Option<Uuid>,
    /// Name.
    pub name: Texts,
    /// What it is, as the municipality says: "Bibliotek".
    #[sea_orm(column_type = "Text", nullable)]
    pub kind: Option<String>,
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
    /// Telephone number.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone: Option<String>,
    /// E-mail address.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub website: Option<String>,
    /// What people with disabilities need to know.
    pub accessibility: Option<Texts>,
    /// The same as stable keys. Empty says that nobody has looked, not that there is nothing. None by default.
    pub accessibility_features: StringList,
    /// What it does on holidays. Closed by default.
    pub holiday_rule: HolidayRule,
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
    /// Its unit.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "(Column::MunicipalityId, Column::UnitId)",
        to = "(super::unit::Column::MunicipalityId, super::unit::Column::Id)"
    )]
    Unit,
}

impl ActiveModelBehavior for ActiveModel {}
