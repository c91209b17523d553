//! What an orchestrator asks.

use std::time::{Duration, Instant};

use harness::cluster::{Cluster, Durability};
use harness::process::Program;
use harness::{TestApp, both_engines};
use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::send;

#[both_engines]
async fn a_server_that_serves_is_live_and_ready(app: TestApp) {
    let live = send(app.request(Method::GET, "/health/live")).await;
    assert_eq!((live.status.as_u16(), live.body), (200, json!({ "status": "live" })));
    let ready = send(app.request(Method::GET, "/health/ready")).await;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.body,
        json!({ "status": "ready", "database": true, "migrations": true, "writes": true })
    );
}

#[both_engines]
async fn asking_again_whether_it_is_ready_is_one_read(app: TestApp) {
    // The jobs of the start are done, and a write was tried.
    app.settle().await;
    assert_eq!(send(app.request(Method::GET, "/health/ready")).await.status, 200);
    let _before = app.take_statements();
    assert_eq!(send(app.request(Method::GET, "/health/ready")).await.status, 200);
    let statements = app.take_statements();
    assert!(matches!(&statements[..], [only] if only.starts_with("SELECT")), "{statements:#?}");
}

#[both_engines]
async fn a_server_whose_database_takes_no_writes_is_not_ready_until_it_does(app: TestApp) {
    let connection = app.foundation().platform.connection();
    connection.execute_unprepared("ALTER TABLE write_probe RENAME TO broken").await.unwrap();
    let ready = send(app.request(Method::GET, "/health/ready")).await;
    assert_eq!(ready.status, 503);
    assert_eq!(
        ready.body,
        json!({ "status": "not ready", "database": true, "migrations": true, "writes": false })
    );
    connection.execute_unprepared("ALTER TABLE broken RENAME TO write_probe").await.unwrap();
    assert_eq!(send(app.request(Method::GET, "/health/ready")).await.status, 200);
}

#[both_engines]
async fn a_server_notices_that_a_newer_release_has_migrated_its_database(app: TestApp) {
    let connection = app.foundation().platform.connection();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_later', 0)";
    connection.execute_unprepared(newer).await.unwrap();
    let ready = send(app.request(Method::GET, "/health/ready")).await;
    // The next release runs beside this one for a while: that is no reason to send requests elsewhere.
    assert_eq!((ready.status.as_u16(), &ready.body["schema"]), (200, &json!("newer")));
}

#[tokio::test]
async fn a_server_with_a_read_only_postgres_is_not_ready() {
    let Some(cluster) = Cluster::start(Durability::Forgetful) else { return };
    let url = cluster.url("postgres");
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    let read_only = format!("{url}&options[default_transaction_read_only]=on");
    let server = program.serve(&["serve", "--database-url", &read_only]);
    let ready = send(server.client.request(Method::GET, "/health/ready")).await;
    assert_eq!((ready.status.as_u16(), &ready.body["writes"]), (503, &json!(false)), "{ready}");
}

#[tokio::test]
async fn a_server_whose_database_is_gone_says_within_seconds_that_it_is_not_ready() {
    let Some(cluster) = Cluster::start(Durability::Forgetful) else { return };
    let url = cluster.url("postgres");
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["serve", "--migrate", "--database-url", &url]);
    drop(cluster);
    let begun = Instant::now();
    // The first may still meet a connection that dies under it.
    for _ in 0..2 {
        let ready = send(server.client.request(Method::GET, "/health/ready")).await;
        assert_eq!((ready.status.as_u16(), &ready.body["database"]), (503, &json!(false)), "{ready}");
    }
    assert!(begun.elapsed() < Duration::from_secs(8), "it waited for the pool");
}
