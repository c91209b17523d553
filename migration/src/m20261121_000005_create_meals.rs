//! The meals pillar: schools, meals, dishes, feedback and its tallies.

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
                tenant_table("school")
                    .col(text_null("code"))
                    .col(text("name"))
                    .col(text("status"))
                    .col(text_null("organiser"))
                    .col(json_binary("school_types"))
                    .col(text_null("city"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("school", &["municipality_id", "code"])).await?;
        manager.create_index(index("school", &["municipality_id", "name", "id"])).await?;
        manager
            .create_table(
                tenant_table("enrolment")
                    .col(uuid("pupil_id"))
                    .col(uuid("school_id"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("enrolment", "pupil_id", "person"))
                    .foreign_key(&mut belongs_to("enrolment", "school_id", "school"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("enrolment", &["municipality_id", "pupil_id"])).await?;
        manager.create_index(index("enrolment", &["municipality_id", "school_id"])).await?;
        manager
            .create_table(
                tenant_table("school_duty")
                    .col(uuid("person_id"))
                    .col(uuid("school_id"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("school_duty", "person_id", "person"))
                    .foreign_key(&mut belongs_to("school_duty", "school_id", "school"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("school_duty", &["municipality_id", "person_id"])).await?;
        manager
            .create_table(
                tenant_table("meal")
                    .col(uuid("school_id"))
                    .col(date("served_on"))
                    .col(text("name"))
                    .col(integer("sort_order"))
                    .col(json_binary_null("notices"))
                    .col(text_null("source"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut belongs_to("meal", "school_id", "school"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("meal", &["municipality_id", "school_id", "served_on", "name"]))
            .await?;
        manager
            .create_table(
                tenant_table("dish")
                    .col(uuid("meal_id"))
                    .col(text("name"))
                    .col(text_null("option_label"))
                    .col(integer("sort_order"))
                    .col(json_binary("diet_labels"))
                    .col(json_binary("allergens"))
                    .col(integer_null("co2e_grams"))
                    .foreign_key(belongs_to("dish", "meal_id", "meal").on_delete(ForeignKeyAction::Cascade))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("dish", &["municipality_id", "meal_id", "id"])).await?;
        manager
            .create_table(
                // The meal belongs to the municipality, so the row needs no key to the municipality of its own: votes that
                // come at once would all lock that one row.
                Table::create()
                    .table("meal_feedback")
                    .col(integer("municipality_id"))
                    .col(uuid("id"))
                    .primary_key(Index::create().col("municipality_id").col("id"))
                    .col(uuid("meal_id"))
                    .col(uuid_null("dish_id"))
                    .col(binary("voter_hash"))
                    .col(text("role"))
                    .col(integer("rating"))
                    .col(json_binary("reasons"))
                    .col(text_null("comment"))
                    .col(timestamp_with_time_zone("submitted_at"))
                    .foreign_key(&mut belongs_to("meal_feedback", "meal_id", "meal"))
                    .foreign_key(
                        // The dish is one of that meal.
                        ForeignKey::create()
                            .name("fk_meal_feedback_dish")
                            .from("meal_feedback", ("municipality_id", "meal_id", "dish_id"))
                            .to("dish", ("municipality_id", "meal_id", "id")),
                    )
                    .check(Expr::cust("rating BETWEEN 1 AND 5"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("meal_feedback", &["municipality_id", "meal_id", "voter_hash"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("meal_tally")
                    .col(integer("municipality_id"))
                    .col(uuid("meal_id"))
                    .col(uuid("dish_id"))
                    .col(integer("ones"))
                    .col(integer("twos"))
                    .col(integer("threes"))
                    .col(integer("fours"))
                    .col(integer("fives"))
                    .primary_key(Index::create().col("municipality_id").col("meal_id").col("dish_id"))
                    .foreign_key(&mut belongs_to("meal_tally", "meal_id", "meal"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("voter_salt")
                    .col(integer("municipality_id"))
                    .col(date("day"))
                    .col(binary("salt"))
                    .primary_key(Index::create().col("municipality_id").col("day"))
                    .foreign_key(&mut crate::shape::of_municipality("voter_salt"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "voter_salt",
            "meal_tally",
            "meal_feedback",
            "dish",
            "meal",
            "school_duty",
            "enrolment",
            "school",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
