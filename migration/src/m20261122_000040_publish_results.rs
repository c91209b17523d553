//! Results of meals in portions (M6): a vote knows what of it is in the results, tallies hold what is published, and sums
//! over days are kept by school, municipality and dish (M9).

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{index, index_where_set, of_municipality};

/// Adds the columns and the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// One column for each reason, beside those of the ratings.
const REASONS: [&str; 9] =
    ["taste", "temperature", "appearance", "portion", "choice", "noise", "time", "queue", "service"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("channel").default("PHONE").take(),
            timestamp_with_time_zone_null("pending_since"),
            integer_null("counted_rating"),
            uuid_null("counted_dish"),
            json_binary_null("counted_reasons"),
            boolean("counted_together").default(false).take(),
        ] {
            manager.alter_table(Table::alter().table("meal_feedback").add_column(column).to_owned()).await?;
        }
        for reason in REASONS {
            let column = integer(reason).default(0).take();
            manager.alter_table(Table::alter().table("meal_tally").add_column(column).to_owned()).await?;
        }
        // Tallies held votes as they came; they are published anew, in portions.
        let database = manager.get_connection();
        database.execute_unprepared("DELETE FROM meal_tally").await?;
        database.execute_unprepared("UPDATE meal_feedback SET pending_since = submitted_at").await?;
        manager
            .create_index(index_where_set("meal_feedback", &["municipality_id", "meal_id"], "pending_since"))
            .await?;
        let mut results = Table::create();
        results
            .table("meal_result")
            .col(integer("municipality_id"))
            .col(uuid("school_id"))
            .col(text("dish_key"))
            .col(date("served_on"))
            .col(text("dish_name"));
        for count in ["ones", "twos", "threes", "fours", "fives"].into_iter().chain(REASONS) {
            results.col(integer(count).default(0));
        }
        results
            .primary_key(
                Index::create().col("municipality_id").col("school_id").col("dish_key").col("served_on"),
            )
            .foreign_key(&mut of_municipality("meal_result"));
        manager.create_table(results).await?;
        manager
            .create_index(index("meal_result", &["municipality_id", "school_id", "served_on", "dish_key"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("meal_result").to_owned()).await?;
        let pending = Index::drop()
            .name("idx_meal_feedback_meal_id_where_pending_since")
            .table("meal_feedback")
            .to_owned();
        manager.drop_index(pending).await?;
        let of_vote = [
            "channel",
            "pending_since",
            "counted_rating",
            "counted_dish",
            "counted_reasons",
            "counted_together",
        ];
        let of_tally = REASONS.map(|reason| ("meal_tally", reason));
        for (table, column) in of_vote.map(|column| ("meal_feedback", column)).into_iter().chain(of_tally) {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
