//! The migrations: they go both ways, on both engines, and end where they should.

use std::collections::BTreeSet;

use harness::{EmptyDatabase, Engine, both_engines};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, Statement, TryGetable};

#[both_engines]
async fn migrations_go_up_and_down_and_up_again(database: EmptyDatabase) {
    let connection = Database::connect(database.url()).await.unwrap();
    let nothing = schema(&connection, database.engine()).await;
    Migrator::up(&connection, None).await.unwrap();
    let first = schema(&connection, database.engine()).await;
    assert!(first.len() > nothing.len(), "the migrations made nothing");

    Migrator::down(&connection, None).await.unwrap();
    let left: Vec<_> = schema(&connection, database.engine()).await.into_iter().collect();
    let left: Vec<_> = left.iter().filter(|line| !line.contains("seaql_migrations")).collect();
    assert!(left.is_empty(), "going down left {left:#?}");

    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(schema(&connection, database.engine()).await, first);
    assert_eq!(Migrator::get_pending_migrations(&connection).await.unwrap().len(), 0);
}

#[both_engines]
async fn every_single_migration_can_be_taken_back(database: EmptyDatabase) {
    let connection = Database::connect(database.url()).await.unwrap();
    for _ in Migrator::migrations() {
        let before = schema(&connection, database.engine()).await;
        Migrator::up(&connection, Some(1)).await.unwrap();
        Migrator::down(&connection, Some(1)).await.unwrap();
        let mut after = schema(&connection, database.engine()).await;
        after.retain(|line| !line.contains("seaql_migrations") || before.contains(line));
        assert_eq!(after, before);
        Migrator::up(&connection, Some(1)).await.unwrap();
    }
}

#[both_engines]
async fn keys_and_indexes_are_named_after_table_and_columns(database: EmptyDatabase) {
    let connection = Database::connect(database.url()).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let indexes = match database.engine() {
        Engine::Sqlite => {
            "SELECT tbl_name || ' ' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
        Engine::Postgres => {
            "SELECT tablename || ' ' || indexname FROM pg_indexes
             WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey'"
        }
    };
    let misnamed: Vec<_> = texts(&connection, indexes)
        .await
        .into_iter()
        .filter(|line| {
            let (table, index) = line.split_once(' ').unwrap();
            !index.starts_with(&format!("idx_{table}_")) && !index.starts_with(&format!("uq_{table}_"))
        })
        .collect();
    assert!(misnamed.is_empty(), "neither idx_table_columns nor uq_table_columns: {misnamed:#?}");
}

#[test]
fn migrations_are_named_by_date_number_verb_and_subject_and_stand_in_order() {
    let names: Vec<_> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    for name in &names {
        let parts: Vec<_> = name.splitn(3, '_').collect();
        let [day, number, purpose] = parts[..] else { panic!("{name} is not mYYYYMMDD_NNNNNN_verb_subject") };
        let digits =
            |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        let dated = day.strip_prefix('m').is_some_and(|date| digits(date, 8));
        assert!(
            dated && digits(number, 6) && purpose.contains('_'),
            "{name} is not mYYYYMMDD_NNNNNN_verb_subject"
        );
    }
    assert!(names.is_sorted(), "a migration stands before an older one: {names:#?}");
}

/// Every table with its columns, and every index, one to a line.
async fn schema(connection: &impl ConnectionTrait, engine: Engine) -> BTreeSet<String> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
        Engine::Postgres => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '')
             FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
             AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
        }
    };
    texts(connection, sql).await.into_iter().collect()
}

async fn texts(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| String::try_get_by(row, 0).unwrap()).collect()
}
