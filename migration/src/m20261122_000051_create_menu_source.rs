//! Where schools' menus are fetched from, and how the last fetch went.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, tenant_table, unique_index};

/// Creates the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                tenant_table("menu_source")
                    .col(uuid("school_id"))
                    .col(text("url"))
                    .col(text("kind"))
                    .col(boolean("enabled"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(json_null("validators"))
                    .col(timestamp_with_time_zone_null("last_fetched_at"))
                    .col(timestamp_with_time_zone_null("last_succeeded_at"))
                    .col(timestamp_with_time_zone_null("last_changed_at"))
                    .col(text_null("last_fault"))
                    .col(text_null("fault_detail"))
                    .col(integer("failures"))
                    .col(integer("rows_refused"))
                    .col(timestamp_with_time_zone("next_fetch_at"))
                    .col(timestamp_with_time_zone_null("claimed_until"))
                    .foreign_key(&mut belongs_to("menu_source", "school_id", "school"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("menu_source", &["municipality_id", "school_id", "url"])).await?;
        manager.create_index(index("menu_source", &["next_fetch_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("menu_source").to_owned()).await
    }
}
