//! The tyck till pillar: categories, submissions, and what happens to them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, index_where_set, tenant_table, unique_index};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                tenant_table("submission_category")
                    .col(uuid_null("parent_id"))
                    .col(text("code"))
                    .col(json_binary("name"))
                    .col(uuid_null("department_id"))
                    .col(integer("sort_order"))
                    .col(timestamp_with_time_zone_null("deprecated_at"))
                    .foreign_key(&mut belongs_to("submission_category", "parent_id", "submission_category"))
                    .foreign_key(&mut belongs_to("submission_category", "department_id", "department"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("submission_category", &["municipality_id", "code"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("submission_counter")
                    .col(integer("municipality_id"))
                    .col(integer("year"))
                    .col(integer("last_number"))
                    .primary_key(Index::create().col("municipality_id").col("year"))
                    .foreign_key(&mut crate::shape::of_municipality("submission_counter"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                tenant_table("submission")
                    .col(text("number"))
                    .col(text("kind"))
                    .col(uuid_null("category_id"))
                    .col(uuid_null("department_id"))
                    .col(text("title"))
                    .col(text("body"))
                    .col(text("locale"))
                    .col(text("status"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(text_null("address"))
                    .col(uuid_null("sender_id"))
                    .col(binary_null("tracking_hash"))
                    .col(uuid_null("case_officer_id"))
                    .col(timestamp_with_time_zone("received_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("published_at"))
                    .col(text_null("public_title"))
                    .col(text_null("public_body"))
                    .col(text_null("public_address"))
                    .col(double_null("public_latitude"))
                    .col(double_null("public_longitude"))
                    .col(integer("support_count"))
                    .col(text_null("source"))
                    .col(text_null("external_id"))
                    .foreign_key(&mut belongs_to("submission", "category_id", "submission_category"))
                    .foreign_key(&mut belongs_to("submission", "department_id", "department"))
                    .foreign_key(&mut belongs_to("submission", "sender_id", "person"))
                    .foreign_key(&mut belongs_to("submission", "case_officer_id", "person"))
                    .to_owned(),
            )
            .await?;
        for index in submission_indexes() {
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("submission_contact")
                    .col(integer("municipality_id"))
                    .col(uuid("submission_id"))
                    .col(text_null("name"))
                    .col(text_null("email"))
                    .col(text_null("phone"))
                    .primary_key(Index::create().col("municipality_id").col("submission_id"))
                    .foreign_key(&mut crate::shape::of_municipality("submission_contact"))
                    .foreign_key(
                        belongs_to("submission_contact", "submission_id", "submission")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                tenant_table("submission_answer")
                    .col(uuid("submission_id"))
                    .col(uuid_null("author_id"))
                    .col(text("body"))
                    .col(text_null("public_body"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to("submission_answer", "submission_id", "submission"))
                    .foreign_key(&mut belongs_to("submission_answer", "author_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "submission_answer",
                &["municipality_id", "submission_id", "created_at", "id"],
            ))
            .await?;
        manager
            .create_table(
                tenant_table("submission_note")
                    .col(uuid("submission_id"))
                    .col(uuid("author_id"))
                    .col(text("body"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to("submission_note", "submission_id", "submission"))
                    .foreign_key(&mut belongs_to("submission_note", "author_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("submission_note", &["municipality_id", "submission_id", "created_at", "id"]))
            .await?;
        manager
            .create_table(
                tenant_table("submission_message")
                    .col(uuid("submission_id"))
                    .col(text("body"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to("submission_message", "submission_id", "submission"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "submission_message",
                &["municipality_id", "submission_id", "created_at", "id"],
            ))
            .await?;
        manager
            .create_table(
                tenant_table("submission_event")
                    .col(uuid("submission_id"))
                    .col(text("action"))
                    .col(text("kind"))
                    .col(text("status"))
                    .col(uuid_null("actor_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to("submission_event", "submission_id", "submission"))
                    .foreign_key(&mut belongs_to("submission_event", "actor_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "submission_event",
                &["municipality_id", "submission_id", "created_at", "id"],
            ))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("submission_support")
                    .col(integer("municipality_id"))
                    .col(uuid("submission_id"))
                    .col(binary("supporter_hash"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(
                        Index::create().col("municipality_id").col("submission_id").col("supporter_hash"),
                    )
                    .foreign_key(&mut crate::shape::of_municipality("submission_support"))
                    .foreign_key(&mut belongs_to("submission_support", "submission_id", "submission"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "submission_support",
            "submission_event",
            "submission_message",
            "submission_note",
            "submission_answer",
            "submission_contact",
            "submission",
            "submission_counter",
            "submission_category",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Each list that grows has an index in its order. What the public sees is often a small part of all, so its lists have
/// indexes of their own over that part; filing an unpublished submission does not touch them.
fn submission_indexes() -> [IndexCreateStatement; 11] {
    let t = "submission";
    [
        unique_index(t, &["municipality_id", "number"]),
        unique_index(t, &["municipality_id", "tracking_hash"]),
        unique_index(t, &["municipality_id", "source", "external_id"]),
        index(t, &["municipality_id", "received_at", "id"]),
        index(t, &["municipality_id", "category_id", "received_at", "id"]),
        index_where_set(t, &["municipality_id", "sender_id", "received_at", "id"], "sender_id"),
        index_where_set(t, &["municipality_id", "case_officer_id", "received_at", "id"], "case_officer_id"),
        index_where_set(t, &["municipality_id", "latitude", "longitude"], "latitude"),
        index_where_set(t, &["municipality_id", "received_at", "id"], "published_at"),
        index_where_set(t, &["municipality_id", "category_id", "received_at", "id"], "published_at"),
        index_where_set(t, &["municipality_id", "public_latitude", "public_longitude"], "public_latitude"),
    ]
}
