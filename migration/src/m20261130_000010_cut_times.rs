//! Times have whole milliseconds: what the API tells of them, and cursors, are exact. Rows that have finer ones are cut. The
//! audit log stays as it is: its entries are chained by what they said.

use sea_orm_migration::prelude::*;

/// Cuts every stored time.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns that hold times.
const TIMES: [(&str, &[&str]); 37] = [
    ("classroom_session", &["opened_at", "closes_at", "closed_at", "last_vote_at"]),
    ("comment", &["created_at", "hidden_at"]),
    ("department", &["updated_at"]),
    ("external_reference", &["seen_at"]),
    ("facility", &["updated_at"]),
    ("guardian_block", &["created_at"]),
    ("idempotency_key", &["created_at"]),
    ("identity_number", &["created_at"]),
    ("invitation", &["created_at", "expires_at", "accepted_at", "withdrawn_at"]),
    ("login", &["created_at"]),
    ("meal", &["updated_at"]),
    ("meal_answer", &["answered_at", "updated_at"]),
    ("meal_comment", &["moderated_at"]),
    ("meal_feedback", &["submitted_at", "pending_since"]),
    ("meal_follow", &["followed_at"]),
    ("meal_version", &["at", "alerted_at"]),
    ("meal_waste", &["recorded_at"]),
    (
        "menu_source",
        &[
            "created_at",
            "last_fetched_at",
            "last_succeeded_at",
            "last_changed_at",
            "next_fetch_at",
            "claimed_until",
        ],
    ),
    ("outbox", &["created_at", "announced_at"]),
    ("person", &["created_at"]),
    ("post", &["created_at", "published_at", "edited_at"]),
    ("post_read", &["read_at"]),
    ("post_revision", &["replaced_at"]),
    ("preschool", &["updated_at"]),
    ("principal_name", &["created_at"]),
    ("school", &["updated_at"]),
    ("service", &["updated_at"]),
    ("submission", &["received_at", "updated_at", "published_at"]),
    ("submission_answer", &["created_at"]),
    ("submission_category", &["deprecated_at"]),
    ("submission_event", &["created_at"]),
    ("submission_message", &["created_at"]),
    ("submission_note", &["created_at"]),
    ("submission_support", &["created_at"]),
    ("sync_state", &["complete_until", "run_until", "run_began_at", "updated_at"]),
    ("trusted_issuer", &["created_at"]),
    ("unit", &["updated_at"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == sea_orm::DatabaseBackend::Sqlite;
        for (table, columns) in TIMES {
            let cut = |column: &&str| {
                if is_sqlite {
                    // 2026-11-21T08:30:00.123456789+00:00, where a fraction that is nothing is not written.
                    return (
                        format!(
                            "\"{column}\" = CASE WHEN length(\"{column}\") <= 29 THEN \"{column}\" ELSE \
                             substr(\"{column}\", 1, 19) || replace(substr(\"{column}\", 20, 4), '.000', '') \
                             || substr(\"{column}\", -6) END"
                        ),
                        format!("length(\"{column}\") > 29"),
                    );
                }
                let whole = format!("date_trunc('milliseconds', \"{column}\")");
                (format!("\"{column}\" = {whole}"), format!("\"{column}\" <> {whole}"))
            };
            let (changes, finer): (Vec<_>, Vec<_>) = columns.iter().map(cut).unzip();
            let statement =
                format!("UPDATE \"{table}\" SET {} WHERE {}", changes.join(", "), finer.join(" OR "));
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    /// What was cut is gone, and every release reads what is left.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
