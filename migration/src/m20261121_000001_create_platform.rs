//! Municipalities and what every feature stands on: outbox, idempotency keys, background jobs.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{index, unique_index};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create().table("county").col(text("code").primary_key()).col(text("name")).to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("municipality")
                    .col(integer("id").primary_key().auto_increment())
                    .col(text("code"))
                    .col(text("name"))
                    .col(text_null("county_code"))
                    .col(text("default_locale"))
                    .col(integer_null("population"))
                    .col(double_null("area_km2"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(json_binary_null("boundary"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("municipality", &["code"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("outbox")
                    .col(big_integer("seq").primary_key().auto_increment())
                    .col(integer("municipality_id"))
                    .col(text("topic"))
                    .col(uuid("subject_id"))
                    .col(uuid_null("audience_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("announced_at"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("outbox", &["announced_at", "seq"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(integer("municipality_id"))
                    .col(text("operation"))
                    .col(text("owner"))
                    .col(text("key"))
                    .col(binary("input_hash"))
                    .col(json_binary("outcome"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(
                        Index::create().col("municipality_id").col("operation").col("owner").col("key"),
                    )
                    .foreign_key(&mut crate::shape::of_municipality("idempotency_key"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("idempotency_key", &["created_at"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["idempotency_key", "outbox", "municipality", "county"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
