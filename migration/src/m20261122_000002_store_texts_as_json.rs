//! Texts in languages as `json` instead of `jsonb` on PostgreSQL. They are always read whole and never searched inside, and
//! writing `jsonb` out as text costs as much as finding the rows: a list of services takes a quarter less. The release
//! before reads and writes both; its replicas open their connections anew, which a restart does, since PostgreSQL refuses
//! statements that were prepared over the other type. SQLite keeps JSON as text anyway.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

const COLUMNS: [(&str, &str); 14] = [
    ("department", "name"),
    ("department", "summary"),
    ("unit", "name"),
    ("unit", "summary"),
    ("service", "name"),
    ("service", "summary"),
    ("service", "description"),
    ("service", "fee"),
    ("service", "required_documents"),
    ("service_channel", "label"),
    ("facility", "name"),
    ("facility", "accessibility"),
    ("opening_exception", "reason"),
    ("submission_category", "name"),
];

/// Changes the columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        retype(manager, "json").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        retype(manager, "jsonb").await
    }
}

async fn retype(manager: &SchemaManager<'_>, kind: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, column) in COLUMNS {
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} USING {column}::{kind}");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
