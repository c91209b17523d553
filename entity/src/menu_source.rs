//! Where a school's menu is fetched from, and how the last fetch went.

use sea_orm::entity::prelude::*;

use crate::{MenuSourceFault, MenuSourceKind, Validators};

/// One row of `menu_source`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "menu_source")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose menu.
    pub school_id: Uuid,
    /// The address, which may name `{from}`, `{to}`, `{year}` and `{week}`. It may hold a secret.
    #[sea_orm(column_type = "Text")]
    pub url: String,
    /// What is expected there.
    pub kind: MenuSourceKind,
    /// Whether it is fetched.
    pub enabled: bool,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// What the server calls its last answers, so that it can say that nothing has changed.
    pub validators: Option<Validators>,
    /// The last time somebody asked.
    pub last_fetched_at: Option<DateTimeUtc>,
    /// The last time that there was an answer that could be read.
    pub last_succeeded_at: Option<DateTimeUtc>,
    /// The last time that an answer changed the menu.
    pub last_changed_at: Option<DateTimeUtc>,
    /// What was wrong the last time; none if nothing was.
    pub last_fault: Option<MenuSourceFault>,
    /// The number that belongs to the fault: a status of HTTP.
    #[sea_orm(column_type = "Text", nullable)]
    pub fault_detail: Option<String>,
    /// How many times in a row something was wrong.
    pub failures: i32,
    /// How many rows of the last answer could not be understood.
    pub rows_refused: i32,
    /// When it is due.
    pub next_fetch_at: DateTimeUtc,
    /// Until when the replica that fetches it may take; after that it has died.
    pub claimed_until: Option<DateTimeUtc>,
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
