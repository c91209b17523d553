//! Fingerprints of the installation's keys, so that a wrong or missing key is noticed before anything is derived from it.

use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, in which each purpose has one current key.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("key_fingerprint")
                    .col(text("purpose"))
                    .col(text("fingerprint"))
                    .col(boolean("is_current"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .primary_key(Index::create().col("purpose").col("fingerprint"))
                    .to_owned(),
            )
            .await?;
        let mut current = Index::create()
            .name("uq_key_fingerprint_purpose_where_is_current")
            .table("key_fingerprint")
            .col("purpose")
            .unique()
            .to_owned();
        current.cond_where(Expr::col("is_current"));
        manager.create_index(current).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("key_fingerprint").to_owned()).await
    }
}
