//! A date on which a facility keeps other hours.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// One row of `opening_exception`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_exception")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The facility.
    pub facility_id: Uuid,
    /// The date.
    pub on_date: Date,
    /// Stockholm wall clock; absent when closed all day.
    pub opens: Option<Time>,
    /// Stockholm wall clock; absent when closed all day.
    pub closes: Option<Time>,
    /// Why, for people.
    pub reason: Option<Texts>,
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
