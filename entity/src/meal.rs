//! A meal (måltid) that a school serves on a day, or the notice why it serves none.

use sea_orm::entity::prelude::*;

use crate::{FeedWord, Notices};

/// One row of `meal`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// Swedish local date.
    pub served_on: Date,
    /// Which meal: "Lunch".
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Place in the day.
    pub sort_order: i32,
    /// What the kitchen says instead of, or beside, dishes: "Lov", "Kökets val". Never dishes themselves (M1).
    pub notices: Option<Notices>,
    /// The feed it was imported from.
    #[sea_orm(column_type = "Text", nullable)]
    pub source: Option<String>,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// How often what it says has changed, from 1 (M3).
    pub version: i32,
    /// What the feed last said, if staff say something else.
    pub feed: Option<FeedWord>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its school.
    #[sea_orm(
        belongs_to = "super::school::Entity",
        from = "(Column::MunicipalityId, Column::SchoolId)",
        to = "(super::school::Column::MunicipalityId, super::school::Column::Id)"
    )]
    School,
}

impl ActiveModelBehavior for ActiveModel {}
