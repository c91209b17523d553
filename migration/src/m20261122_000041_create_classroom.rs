//! The classroom's device (M5), what the kitchen answers (M7), and comments on meals apart from the votes that they came with
//! (M8).

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, tenant_table, unique_index};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                tenant_table("classroom_session")
                    .col(uuid("meal_id"))
                    .col(uuid("opened_by"))
                    .col(binary("code_hash"))
                    .col(binary_null("device_hash"))
                    .col(timestamp_with_time_zone("opened_at"))
                    .col(timestamp_with_time_zone("closes_at"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .col(timestamp_with_time_zone_null("last_vote_at"))
                    .col(integer("votes"))
                    .col(integer("max_votes"))
                    .foreign_key(&mut belongs_to("classroom_session", "meal_id", "meal"))
                    .foreign_key(&mut belongs_to("classroom_session", "opened_by", "person"))
                    .to_owned(),
            )
            .await?;
        for column in ["meal_id", "opened_by", "code_hash", "device_hash"] {
            manager.create_index(index("classroom_session", &["municipality_id", column])).await?;
        }
        manager
            .create_table(
                tenant_table("meal_answer")
                    .col(uuid("meal_id"))
                    .col(text("text"))
                    .col(text_null("measure"))
                    .col(uuid("answered_by"))
                    .col(timestamp_with_time_zone("answered_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut belongs_to("meal_answer", "meal_id", "meal"))
                    .foreign_key(&mut belongs_to("meal_answer", "answered_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("meal_answer", &["municipality_id", "meal_id"])).await?;
        manager.create_index(index("meal_answer", &["municipality_id", "answered_by"])).await?;
        manager
            .create_table(
                tenant_table("meal_comment")
                    .col(uuid("school_id"))
                    .col(uuid("meal_id"))
                    .col(uuid_null("dish_id"))
                    .col(date("served_on"))
                    .col(text("text"))
                    .col(json_binary("flags"))
                    .col(boolean("is_sensitive"))
                    .col(text("status"))
                    .col(uuid_null("moderated_by"))
                    .col(timestamp_with_time_zone_null("moderated_at"))
                    .foreign_key(&mut belongs_to("meal_comment", "school_id", "school"))
                    .foreign_key(&mut belongs_to("meal_comment", "meal_id", "meal"))
                    .foreign_key(&mut belongs_to("meal_comment", "moderated_by", "person"))
                    .to_owned(),
            )
            .await?;
        for columns in [
            &["municipality_id", "meal_id", "id"][..],
            &["municipality_id", "served_on", "id"],
            &["municipality_id", "school_id", "served_on", "id"],
            &["municipality_id", "moderated_by"],
        ] {
            manager.create_index(index("meal_comment", columns)).await?;
        }
        let column = uuid_null("comment_id");
        manager.alter_table(Table::alter().table("meal_feedback").add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table("meal_feedback").drop_column("comment_id").to_owned())
            .await?;
        for table in ["meal_comment", "meal_answer", "classroom_session"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
