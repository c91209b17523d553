//! Where the server tries whether a write would succeed.

use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let id = integer("id").primary_key().take();
        manager
            .create_table(Table::create().table("write_probe").col(id).col(text("filler")).to_owned())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("write_probe").to_owned()).await
    }
}
