//! Bodies that are too large, too deep, or never end.

use std::time::Duration;

use harness::{Fixture, TestApp, TestDatabase, both_engines};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{JSON, RESPONSE, post, send};

const MEBIBYTE: usize = 1024 * 1024;

/// A request of exactly so many bytes.
fn padded(bytes: usize) -> String {
    let empty = json!({ "query": "{ __typename }", "padding": "" }).to_string().len();
    json!({ "query": "{ __typename }", "padding": "x".repeat(bytes - empty) }).to_string()
}

#[both_engines]
async fn a_body_is_read_up_to_a_mebibyte(app: TestApp) {
    send(post(&app, JSON, padded(MEBIBYTE))).await.is(200, JSON);
    let answer = send(post(&app, RESPONSE, padded(MEBIBYTE + 1))).await;
    answer.is(413, RESPONSE);
    answer.refuses("BAD_USER_INPUT");
}

#[both_engines]
async fn the_bound_of_a_body_can_be_set(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.http.body_bytes = 100).await;
    send(post(&app, JSON, padded(100))).await.is(200, JSON);
    send(post(&app, JSON, padded(101))).await.is(413, JSON);
    app.finish().await;
}

/// Sends the bytes as they are and reads what comes back.
async fn speak(app: &TestApp, head: &str, chunks: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect(app.origin.trim_start_matches("http://")).await.unwrap();
    stream
        .write_all(format!("POST /9901/graphql HTTP/1.1\r\nhost: a\r\n{head}\r\n").as_bytes())
        .await
        .unwrap();
    for chunk in chunks {
        // The server may have answered and hung up.
        if stream.write_all(chunk).await.is_err() {
            break;
        }
    }
    let mut said = vec![0; 4096];
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut said)).await;
    let length = read.expect("an answer in time").unwrap_or_default();
    String::from_utf8_lossy(&said[..length]).into_owned()
}

#[both_engines]
async fn a_body_that_says_it_is_too_large_is_refused_unread(app: TestApp) {
    let said = speak(&app, "content-type: application/json\r\ncontent-length: 40000000000\r\n", &[]).await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    assert!(said.contains("BAD_USER_INPUT"), "{said}");
}

#[both_engines]
async fn a_body_that_does_not_say_its_size_is_refused_where_it_grows_too_large(app: TestApp) {
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let chunks = vec![chunk.as_bytes(); 40];
    let said = speak(&app, "content-type: application/json\r\ntransfer-encoding: chunked\r\n", &chunks).await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
}

#[both_engines]
async fn a_body_that_does_not_come_is_not_waited_for(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.http.body_seconds = 0).await;
    let said = speak(&app, "content-type: application/json\r\ncontent-length: 30\r\n", &[b"{"]).await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    app.finish().await;
}

#[both_engines]
async fn a_body_that_breaks_off_is_malformed(app: TestApp) {
    let said =
        speak(&app, "content-type: application/json\r\ntransfer-encoding: chunked\r\n", &[b"zz\r\n"]).await;
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
}

#[both_engines]
async fn deep_json_is_refused_and_the_server_lives_on(app: TestApp) {
    for deep in [
        format!("{}{}", "[".repeat(400_000), "]".repeat(400_000)),
        format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}", "[".repeat(500_000)),
        format!("{{\"query\":\"{{ __typename }}\",\"more\":{}", "{\"a\":".repeat(100_000)),
        format!("{{\"query\":\"{}\"}}", "{".repeat(32_000)),
        format!("{{\"query\":\"{{ node(id: {}\"}}", "[".repeat(30_000)),
    ] {
        let answer = send(post(&app, RESPONSE, deep)).await;
        assert_eq!(answer.status, 400, "{answer}");
    }
    send(post(&app, JSON, "{\"query\":\"{ __typename }\"}")).await.is(200, JSON);
}
