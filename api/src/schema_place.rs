//! Where in a PostgreSQL database the tables are. `search_path` says where new ones are made: with another one than before,
//! a migration would make a second, empty set of tables and end well.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::{app::StartError, tenancy::PlatformDb};

/// The schemas that hold this server's tables, and the one in which new tables are made.
const PLACES: &str = "SELECT n.nspname::text AS place, current_schema()::text AS current
    FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_namespace AS n ON NOT pg_is_other_temp_schema(n.oid) AND 3 = (
        SELECT count(*) FROM pg_catalog.pg_class AS c
        WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
        AND c.relname IN ('seaql_migrations', 'municipality', 'outbox')
    )";

/// Whether new tables would be made beside those that are there, if there are any.
///
/// # Errors
/// [`StartError::Config`] when they would not, with the schema that holds them.
pub async fn check(platform: &PlatformDb) -> Result<(), StartError> {
    let connection = platform.connection();
    if connection.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    let rows = connection.query_all_raw(Statement::from_string(DatabaseBackend::Postgres, PLACES)).await?;
    let mut places = Vec::new();
    let mut current = None;
    for row in rows {
        places.extend(row.try_get::<Option<String>>("", "place")?);
        current = row.try_get::<Option<String>>("", "current")?;
    }
    judge(&places, current.as_deref()).map_err(StartError::Config)
}

fn judge(places: &[String], current: Option<&str>) -> Result<(), String> {
    let Some(current) = current else {
        return Err("search_path of the database's role or URL names no schema that is there".to_owned());
    };
    if places.is_empty() || places.iter().any(|place| place == current) {
        if places.len() > 1 {
            let places = places.join(", ");
            tracing::warn!(%places, %current, "the database holds the tables more than once; those of `current` are used");
        }
        return Ok(());
    }
    let places = places.join("”, “");
    Err(format!(
        "the tables are in the schema “{places}” of this database, and search_path leads to “{current}”, where a second, \
         empty set of them would be made: set search_path back for the role, the database or in database.url \
         (?options=-csearch_path%3D…), or give a database of its own"
    ))
}
