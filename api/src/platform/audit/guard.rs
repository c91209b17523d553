//! What makes the database refuse to change the log: triggers, which somebody who owns the database can take away.

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement};

use crate::tenancy::PlatformDb;

/// What makes one, beside its name. The first word is the statement's own in SQLite, which keeps it to the letter.
type Guard = (&'static str, &'static str);

const SQLITE: [Guard; 3] = [
    (
        "trg_audit_entry_update",
        "CREATE TRIGGER trg_audit_entry_update BEFORE UPDATE ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    ),
    (
        "trg_audit_entry_delete",
        "CREATE TRIGGER trg_audit_entry_delete BEFORE DELETE ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    ),
    (
        "trg_audit_entry_replace",
        "CREATE TRIGGER trg_audit_entry_replace BEFORE INSERT ON audit_entry
     WHEN typeof(NEW.seq) <> 'integer' OR EXISTS (SELECT 1 FROM audit_entry WHERE municipality_id = NEW.municipality_id AND seq = NEW.seq)
     BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    ),
];

/// PostgreSQL's, of which the catalogue tells when they fire (`tgtype`): before each row that is updated or deleted, and
/// before the table is emptied.
const POSTGRES: [Guard; 2] = [
    (
        "trg_audit_entry_change",
        "CREATE TRIGGER trg_audit_entry_change BEFORE UPDATE OR DELETE ON audit_entry
         FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entry()",
    ),
    (
        "trg_audit_entry_truncate",
        "CREATE TRIGGER trg_audit_entry_truncate BEFORE TRUNCATE ON audit_entry
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry()",
    ),
];

const POSTGRES_FUNCTION: &str = "CREATE OR REPLACE FUNCTION refuse_change_of_audit_entry() RETURNS trigger \
    LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$";

const POSTGRES_STANDING: &str = "SELECT tgname::text AS name, '' AS made FROM pg_trigger
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = to_regclass('audit_entry') AND tgenabled IN ('O', 'A') AND tgqual IS NULL
    AND (tgname, tgtype) IN (('trg_audit_entry_change', 27), ('trg_audit_entry_truncate', 34))
    AND proname = 'refuse_change_of_audit_entry'
    AND btrim(prosrc) = 'BEGIN RAISE EXCEPTION ''audit_entry is append-only''; END'";

const SQLITE_STANDING: &str =
    "SELECT name, sql AS made FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'";

/// The names of those that are not there, are switched off, or do something else.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_missing_guards(platform: &PlatformDb) -> Result<Vec<&'static str>, DbErr> {
    let connection = platform.connection();
    let is_sqlite = connection.get_database_backend() == DatabaseBackend::Sqlite;
    let sql = if is_sqlite { SQLITE_STANDING } else { POSTGRES_STANDING };
    let rows =
        connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    let mut standing: Vec<(String, String)> = Vec::new();
    for row in rows {
        standing.push((row.try_get("", "name")?, row.try_get("", "made")?));
    }
    let stands = |(name, made): &&Guard| {
        standing.iter().any(|(known, sql)| known == name && (!is_sqlite || sql == made))
    };
    Ok(guards(platform).iter().filter(|guard| !stands(guard)).map(|(name, _)| *name).collect())
}

/// Makes those again that are missing, and answers which they were. Who migrates the database may do so.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn restore_guards(platform: &PlatformDb) -> Result<Vec<&'static str>, DbErr> {
    let missing = list_missing_guards(platform).await?;
    if missing.is_empty() {
        return Ok(missing);
    }
    let is_sqlite = platform.connection().get_database_backend() == DatabaseBackend::Sqlite;
    platform
        .append(async |tx| {
            if !is_sqlite {
                tx.execute_unprepared(POSTGRES_FUNCTION).await?;
            }
            for (name, made) in guards(platform).iter().filter(|(name, _)| missing.contains(name)) {
                let of_table = if is_sqlite { "" } else { " ON audit_entry" };
                tx.execute_unprepared(&format!("DROP TRIGGER IF EXISTS {name}{of_table}")).await?;
                tx.execute_unprepared(made).await?;
            }
            Ok::<_, DbErr>(())
        })
        .await?;
    Ok(missing)
}

fn guards(platform: &PlatformDb) -> &'static [Guard] {
    match platform.connection().get_database_backend() {
        DatabaseBackend::Sqlite => &SQLITE,
        _ => &POSTGRES,
    }
}
