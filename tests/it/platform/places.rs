//! Where the tables are, and what time it is there.

use api::clock_check;
use api::platform::Clock;
use chrono::TimeDelta;
use harness::process::{Program, refused, text};
use harness::{EmptyDatabase, Engine, Fixture, TestApp, TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

#[both_engines]
async fn a_migration_makes_no_second_set_of_tables_in_another_schema(database: EmptyDatabase) {
    if database.engine() != Engine::Postgres {
        return;
    }
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let run = |command: &[&str], url: &str| program.run(&[command, &["--database-url", url]].concat(), &[]);
    assert!(run(&["migrate"], database.url()).status.success());
    let connection = Database::connect(database.url()).await.unwrap();
    connection.execute_unprepared("CREATE SCHEMA elsewhere").await.unwrap();
    let glue = if database.url().contains('?') { '&' } else { '?' };
    let astray = format!("{}{glue}options=-csearch_path%3Delsewhere", database.url());
    let beside = format!("{}{glue}options=-csearch_path%3Delsewhere,public", database.url());
    for url in [&astray, &beside] {
        for command in [
            &["migrate"][..],
            &["serve", "--migrate", "--listen", "127.0.0.1:0"],
            &["serve", "--listen", "127.0.0.1:0"],
        ] {
            refused(
                &run(command, url),
                &["the tables are in the schema “public”", "search_path leads to “elsewhere”"],
            );
        }
    }
    let nowhere = format!("{}{glue}options=-csearch_path%3Dnowhere", database.url());
    refused(&run(&["migrate"], &nowhere), &["search_path", "no schema that is there"]);
    let made = "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'elsewhere'";
    let made =
        connection.query_one_raw(sea_orm::Statement::from_string(sea_orm::DatabaseBackend::Postgres, made));
    assert_eq!(made.await.unwrap().unwrap().try_get::<i64>("", "n").unwrap(), 0);
    let again = run(&["migrate"], database.url());
    assert!(again.status.success(), "{}", text(&again.stderr));
}

#[both_engines]
async fn a_clock_that_cannot_be_right_is_told(database: TestDatabase) {
    let app = TestApp::on(database, |_| {}).await;
    let platform = &app.foundation().platform;
    let off = |by: TimeDelta| Clock::from_fn(move || Clock::system().now() + by);
    let told = async |by: TimeDelta| clock_check::check(platform, &off(by)).await.unwrap();
    assert_eq!(told(TimeDelta::zero()).await, Vec::<String>::new());
    for (by, way) in [(TimeDelta::minutes(10), "ahead of"), (TimeDelta::minutes(-10), "behind")] {
        let told = told(by).await;
        let expected = usize::from(app.engine() == Engine::Postgres);
        assert_eq!(
            told.iter().filter(|fault| fault.contains(way) && fault.contains("clock")).count(),
            expected,
            "{told:?}"
        );
    }
    // Something was written by a clock ten minutes ahead of the one that is asked.
    let input = json!({ "kind": "SUGGESTION", "title": "Lampa", "body": "Den lyser inte.",
        "idempotencyKey": "6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b11" });
    let file = "mutation($input: FileSubmissionInput!) { fileSubmission(input: $input) { errors { code } } }";
    app.ask(file, json!({ "input": input })).await.assert_ok();
    let now = app.clock.now() - TimeDelta::minutes(10);
    let told = clock_check::check(platform, &Clock::from_fn(move || now)).await.unwrap();
    assert!(told.iter().any(|fault| fault.contains("600 seconds behind the newest row")), "{told:?}");
    app.ask("{ __typename }", Value::Null).await.assert_ok();
    app.finish().await;
}
