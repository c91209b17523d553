//! What a register elsewhere calls the rows that were taken from it, and how far a municipality has read it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{index, of_municipality};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("external_reference")
                    .col(integer("municipality_id"))
                    .col(text("source"))
                    .col(text("kind"))
                    .col(uuid("external_id"))
                    // A thing there can be several rows here: a child has two guardians, a duty is in two groups.
                    .col(text("part").default(""))
                    .col(uuid("local_id"))
                    .col(boolean("made_by_sync"))
                    .col(timestamp_with_time_zone("seen_at"))
                    .primary_key(
                        Index::create()
                            .col("municipality_id")
                            .col("source")
                            .col("kind")
                            .col("external_id")
                            .col("part"),
                    )
                    .foreign_key(&mut of_municipality("external_reference"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("external_reference", &["municipality_id", "kind", "local_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("awaited_guardian")
                    .col(integer("municipality_id"))
                    .col(text("source"))
                    .col(uuid("child_id"))
                    .col(uuid("guardian_id"))
                    .col(date_null("valid_from"))
                    .col(date_null("valid_to"))
                    .primary_key(
                        Index::create()
                            .col("municipality_id")
                            .col("source")
                            .col("child_id")
                            .col("guardian_id"),
                    )
                    .foreign_key(&mut of_municipality("awaited_guardian"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("awaited_guardian", &["municipality_id", "source", "guardian_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sync_state")
                    .col(integer("municipality_id"))
                    .col(text("source"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone_null("complete_until"))
                    .col(timestamp_with_time_zone_null("run_until"))
                    .col(timestamp_with_time_zone_null("run_began_at"))
                    .col(boolean("run_is_full"))
                    .col(text_null("resource"))
                    .col(text_null("page_token"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .primary_key(Index::create().col("municipality_id").col("source"))
                    .foreign_key(&mut of_municipality("sync_state"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["sync_state", "awaited_guardian", "external_reference"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
