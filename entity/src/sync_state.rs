//! How far a municipality has read a register (P12), written in the transaction of each page.

use sea_orm::entity::prelude::*;

/// One row of `sync_state`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sync_state")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The register, by the name that the municipality gave it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// Counts the pages, so that two runs at once do not write over each other.
    pub version: i32,
    /// Everything that changed there until then is here: the register's time.
    pub complete_until: Option<DateTimeUtc>,
    /// What `complete_until` will be when the run that is under way has read everything.
    pub run_until: Option<DateTimeUtc>,
    /// When the run that is under way began: our time.
    pub run_began_at: Option<DateTimeUtc>,
    /// Whether the run that is under way reads everything, and not only what changed.
    pub run_is_full: bool,
    /// What it reads next.
    #[sea_orm(column_type = "Text", nullable)]
    pub resource: Option<String>,
    /// Where in it, by the register's own token; none at its beginning.
    #[sea_orm(column_type = "Text", nullable)]
    pub page_token: Option<String>,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
