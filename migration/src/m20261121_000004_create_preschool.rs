//! The preschool pillar: preschools, groups, who belongs to them, posts and comments.

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
                tenant_table("preschool")
                    .col(text("name"))
                    .col(text("search_name").default(""))
                    .col(text_null("organiser"))
                    .col(text_null("street_address"))
                    .col(text_null("postal_code"))
                    .col(text_null("city"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(text_null("source"))
                    .col(text_null("external_id"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("preschool", &["municipality_id", "source", "external_id"]))
            .await?;
        manager.create_index(index("preschool", &["municipality_id", "name", "id"])).await?;
        manager
            .create_table(
                tenant_table("preschool_group")
                    .col(uuid("preschool_id"))
                    .col(text("name"))
                    .foreign_key(&mut belongs_to("preschool_group", "preschool_id", "preschool"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("preschool_group", &["municipality_id", "preschool_id", "name"]))
            .await?;
        manager
            .create_table(
                tenant_table("guardianship")
                    .col(uuid("guardian_id"))
                    .col(uuid("child_id"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("guardianship", "guardian_id", "person"))
                    .foreign_key(&mut belongs_to("guardianship", "child_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("guardianship", &["municipality_id", "guardian_id", "child_id"]))
            .await?;
        manager.create_index(index("guardianship", &["municipality_id", "child_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("guardian_block")
                    .col(integer("municipality_id"))
                    .col(uuid("guardian_id"))
                    .col(uuid("child_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("municipality_id").col("guardian_id").col("child_id"))
                    .foreign_key(&mut crate::shape::of_municipality("guardian_block"))
                    .foreign_key(&mut belongs_to("guardian_block", "guardian_id", "person"))
                    .foreign_key(&mut belongs_to("guardian_block", "child_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                tenant_table("placement")
                    .col(uuid("child_id"))
                    .col(uuid("group_id"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("placement", "child_id", "person"))
                    .foreign_key(&mut belongs_to("placement", "group_id", "preschool_group"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("placement", &["municipality_id", "child_id"])).await?;
        manager.create_index(index("placement", &["municipality_id", "group_id"])).await?;
        manager
            .create_table(
                tenant_table("duty")
                    .col(uuid("person_id"))
                    .col(uuid("preschool_id"))
                    .col(uuid_null("group_id"))
                    .col(text("role"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("duty", "person_id", "person"))
                    .foreign_key(&mut belongs_to("duty", "preschool_id", "preschool"))
                    .foreign_key(&mut belongs_to("duty", "group_id", "preschool_group"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("duty", &["municipality_id", "person_id"])).await?;
        manager.create_index(index("duty", &["municipality_id", "preschool_id"])).await?;
        manager.create_index(index("duty", &["municipality_id", "group_id"])).await?;
        manager
            .create_table(
                tenant_table("post")
                    .col(uuid("group_id"))
                    .col(uuid("author_id"))
                    .col(text("title"))
                    .col(text("body"))
                    .col(text("locale"))
                    .col(text("status"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("published_at"))
                    .col(timestamp_with_time_zone_null("edited_at"))
                    .col(boolean("comments_open"))
                    .col(integer("comment_count"))
                    .col(integer("staff_comment_count").default(0))
                    .foreign_key(&mut belongs_to("post", "group_id", "preschool_group"))
                    .foreign_key(&mut belongs_to("post", "author_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("post", &["municipality_id", "group_id", "published_at", "id"])).await?;
        manager
            .create_table(
                tenant_table("post_revision")
                    .col(uuid("post_id"))
                    .col(text("title"))
                    .col(text("body"))
                    .col(text("locale"))
                    .col(uuid("replaced_by"))
                    .col(timestamp_with_time_zone("replaced_at"))
                    .foreign_key(&mut belongs_to("post_revision", "post_id", "post"))
                    .foreign_key(&mut belongs_to("post_revision", "replaced_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("post_revision", &["municipality_id", "post_id", "replaced_at", "id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("post_read")
                    .col(integer("municipality_id"))
                    .col(uuid("post_id"))
                    .col(uuid("person_id"))
                    .col(timestamp_with_time_zone("read_at"))
                    .primary_key(Index::create().col("municipality_id").col("post_id").col("person_id"))
                    .foreign_key(&mut crate::shape::of_municipality("post_read"))
                    .foreign_key(&mut belongs_to("post_read", "post_id", "post"))
                    .foreign_key(&mut belongs_to("post_read", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                tenant_table("comment")
                    .col(uuid("post_id"))
                    .col(uuid("author_id"))
                    .col(text("body"))
                    .col(text("author_role").default("GUARDIAN"))
                    .col(text("audience").default("EVERYONE"))
                    .col(uuid_null("answer_to"))
                    .col(uuid_null("addressee_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("hidden_at"))
                    .col(uuid_null("hidden_by"))
                    .foreign_key(&mut belongs_to("comment", "post_id", "post"))
                    .foreign_key(&mut belongs_to("comment", "author_id", "person"))
                    .foreign_key(&mut belongs_to("comment", "answer_to", "comment"))
                    .foreign_key(&mut belongs_to("comment", "addressee_id", "person"))
                    .foreign_key(&mut belongs_to("comment", "hidden_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("comment", &["municipality_id", "post_id", "created_at", "id"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "comment",
            "post_read",
            "post_revision",
            "post",
            "duty",
            "placement",
            "guardian_block",
            "guardianship",
            "preschool_group",
            "preschool",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
