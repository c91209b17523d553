//! Breaks of an audit log's chain that an operator has looked into and acknowledged.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::tenant_table;

/// Creates the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = tenant_table("audit_acknowledgement")
            .col(big_integer("first_seq"))
            .col(big_integer("next_seq"))
            .col(binary("resume_hash"))
            .col(binary("content_hash"))
            .col(text("problem"))
            .col(text("reason"))
            .col(text("acknowledged_by"))
            .col(timestamp_with_time_zone("acknowledged_at"))
            .col(binary("seal"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_acknowledgement").to_owned()).await
    }
}
