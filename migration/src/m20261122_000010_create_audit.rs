//! The audit log: who saw or changed what about whom. Rows are added and never changed, which the database itself sees
//! to. No foreign key leads to people: an entry outlives who it names.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

use crate::shape::{index, of_municipality};

/// Creates the table, and the triggers that refuse to change it.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// SQLite's own `REPLACE` deletes without asking a trigger of deletion: hence the one of insertion.
const SQLITE: [&str; 3] = [
    "CREATE TRIGGER trg_audit_entry_update BEFORE UPDATE ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER trg_audit_entry_delete BEFORE DELETE ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER trg_audit_entry_replace BEFORE INSERT ON audit_entry
     WHEN typeof(NEW.seq) <> 'integer' OR EXISTS (SELECT 1 FROM audit_entry WHERE municipality_id = NEW.municipality_id AND seq = NEW.seq)
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
];

const POSTGRES: [&str; 3] = [
    "CREATE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
    "CREATE TRIGGER trg_audit_entry_change BEFORE UPDATE OR DELETE ON audit_entry
     FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entry()",
    "CREATE TRIGGER trg_audit_entry_truncate BEFORE TRUNCATE ON audit_entry
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_entry")
                    .col(integer("municipality_id"))
                    .col(big_integer("seq"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("action"))
                    .col(uuid_null("actor_id"))
                    .col(uuid_null("subject_id"))
                    .col(text_null("object_kind"))
                    .col(uuid_null("object_id"))
                    .col(text("request_id"))
                    .col(binary("previous_hash"))
                    .col(binary("hash"))
                    .primary_key(Index::create().col("municipality_id").col("seq"))
                    .check(Expr::col("seq").gte(1))
                    .foreign_key(&mut of_municipality("audit_entry"))
                    .to_owned(),
            )
            .await?;
        // What the data-protection officer asks for: of a person, by a person, in a time; newest first.
        for columns in [
            &["municipality_id", "at", "seq"][..],
            &["municipality_id", "subject_id", "at", "seq"],
            &["municipality_id", "actor_id", "at", "seq"],
        ] {
            manager.create_index(index("audit_entry", columns)).await?;
        }
        for statement in triggers(manager) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Its triggers go with it.
        manager.drop_table(Table::drop().table("audit_entry").to_owned()).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            let function = "DROP FUNCTION refuse_change_of_audit_entry()";
            manager.get_connection().execute_unprepared(function).await?;
        }
        Ok(())
    }
}

fn triggers(manager: &SchemaManager<'_>) -> [&'static str; 3] {
    if manager.get_database_backend() == DatabaseBackend::Postgres { POSTGRES } else { SQLITE }
}
