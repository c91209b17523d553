//! A way to reach a service.

use sea_orm::entity::prelude::*;

use crate::{ChannelKind, Texts};

/// One row of `service_channel`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_channel")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service.
    pub service_id: Uuid,
    /// Which way.
    pub kind: ChannelKind,
    /// Number, address or URL.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// What to call it.
    pub label: Option<Texts>,
    /// Whether an e-identification is needed.
    pub requires_login: bool,
    /// Place in the list; ties by id.
    pub sort_order: i32,
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
}

impl ActiveModelBehavior for ActiveModel {}
