//! Which services are offered at which facility.

use sea_orm::entity::prelude::*;

/// One row of `service_facility`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_facility")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: Uuid,
    /// The facility.
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: Uuid,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its service.
    #[sea_orm(
        belongs_to = "super::service::Entity",
        from = "(Column::MunicipalityId, Column::ServiceId)",
        to = "(super::service::Column::MunicipalityId, super::service::Column::Id)"
    )]
    Service,
    /// Its facility.
    #[sea_orm(
        belongs_to = "super::facility::Entity",
        from = "(Column::MunicipalityId, Column::FacilityId)",
        to = "(super::facility::Column::MunicipalityId, super::facility::Column::Id)"
    )]
    Facility,
}

impl ActiveModelBehavior for ActiveModel {}
