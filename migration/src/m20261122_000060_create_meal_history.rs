//! What menus said before, what feeds said before staff corrected them, and who follows a school's menu.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index_where_set, of_municipality, tenant_table, unique_index};

/// Creates the tables and the columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite takes no more.
        for column in [integer("version").default(1).take(), json_binary_null("feed").take()] {
            manager.alter_table(Table::alter().table("meal").add_column(column).to_owned()).await?;
        }
        manager
            .create_table(
                tenant_table("meal_version")
                    .col(uuid("meal_id"))
                    .col(uuid("school_id"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("kind"))
                    .col(text_null("source"))
                    .col(uuid_null("changed_by"))
                    .col(json_binary("state"))
                    .col(json_binary_null("allergen_changes"))
                    .col(timestamp_with_time_zone_null("alerted_at"))
                    .foreign_key(&mut belongs_to("meal_version", "meal_id", "meal"))
                    .foreign_key(&mut belongs_to("meal_version", "changed_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("meal_version", &["municipality_id", "meal_id", "version"]))
            .await?;
        manager
            .create_index(index_where_set(
                "meal_version",
                &["municipality_id", "school_id", "alerted_at", "id"],
                "alerted_at",
            ))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("meal_follow")
                    .col(integer("municipality_id"))
                    .col(uuid("person_id"))
                    .col(uuid("school_id"))
                    .col(timestamp_with_time_zone("followed_at"))
                    .primary_key(Index::create().col("municipality_id").col("person_id").col("school_id"))
                    .foreign_key(&mut of_municipality("meal_follow"))
                    .foreign_key(&mut belongs_to("meal_follow", "person_id", "person"))
                    .foreign_key(&mut belongs_to("meal_follow", "school_id", "school"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["meal_follow", "meal_version"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["feed", "version"] {
            manager.alter_table(Table::alter().table("meal").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
