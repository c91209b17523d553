//! When a facility is open on a weekday; several rows make a day with a break.

use sea_orm::entity::prelude::*;

/// One row of `opening_hours`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_hours")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The facility.
    pub facility_id: Uuid,
    /// ISO weekday, 1 is Monday.
    pub weekday: i32,
    /// Stockholm wall clock.
    pub opens: Time,
    /// Stockholm wall clock; not after midnight.
    pub closes: Time,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its facility.
    #[sea_orm(
        belongs_to = "super::facility::Entity",
        from = "(Column::MunicipalityId, Column::FacilityId)",
        to = "(super::facility::Column::MunicipalityId, super::facility::Column::Id)"
    )]
    Facility,
}

impl ActiveModelBehavior for ActiveModel {}
