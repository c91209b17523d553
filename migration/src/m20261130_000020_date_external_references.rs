//! How long a register says that a unit or a group is in use (P12): nobody is placed or on duty in it before or after.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns. A release that does not know them leaves them empty: in use at any time.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One statement each: SQLite adds no two columns at once.
        for mut column in [date_null("valid_from"), date_null("valid_to")] {
            let add = Table::alter().table("external_reference").add_column(&mut column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["valid_to", "valid_from"] {
            let drop = Table::alter().table("external_reference").drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
