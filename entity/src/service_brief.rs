//! The part of a service that lists show: the same table as [`service`](crate::service) without its long texts. Reading a
//! page of services costs half as much without them. Never written through.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Some columns of a row of `service`.
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
    /// Place in the department's list; ties by id.
    pub sort_order: i32,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
