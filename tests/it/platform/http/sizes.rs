//! How large answers get, alone and together, and what becomes of clients that do not read them.

use std::io::Read as _;

use flate2::read::GzDecoder;
use harness::builders::a_department;
use harness::{Fixture, TestApp, TestDatabase, both_engines};
use reqwest::header::ACCEPT_ENCODING;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{JSON, RESPONSE, post, send};

const STANDARD: &str = include_str!("../../../../api/src/schema/tests/introspection.graphql");

fn body(query: &str) -> String {
    json!({ "query": query }).to_string()
}

/// A query whose answer holds the name of every department so many times.
fn names(times: usize) -> String {
    let fields: Vec<_> = (0..times).map(|n| format!("n{n}: name {{ value }} ")).collect();
    let fields = fields.concat();
    format!("{{ municipality {{ departments {{ nodes {{ {fields} }} }} }} }}")
}

fn limit(error: &Value) -> Option<&str> {
    error["errors"][0]["extensions"]["limit"].as_str()
}

#[both_engines]
async fn the_schema_asked_for_over_and_over_is_too_much(app: TestApp) {
    let kind = "type { kind name ofType { kind name ofType { kind name } } }";
    let value = format!("name description defaultValue {kind}");
    let part = format!(
        "types {{ kind name description fields {{ name description args {{ {value} }} {kind} }} \
         inputFields {{ {value} }} enumValues {{ name description }} }}"
    );
    let many: Vec<_> = (0..20).map(|n| format!("a{n}: __schema {{ {part} }} ")).collect();
    let many = many.concat();
    let answer = send(post(&app, RESPONSE, body(&format!("{{ {many} }}")))).await;
    answer.is(400, RESPONSE);
    answer.refuses("QUERY_TOO_COMPLEX");
    assert_eq!(limit(&answer.body), Some("introspection"));
    let named: Vec<_> = (0..90).map(|n| format!("a{n}: description ")).collect();
    let named = named.concat();
    let query =
        format!("{{ __schema {{ types {{ fields {{ {named} type {{ fields {{ {named} }} }} }} }} }} }}");
    assert_eq!(limit(&send(post(&app, JSON, body(&query))).await.body), Some("aliases"));

    let batch: Vec<Value> = vec![json!({ "query": STANDARD }); 10];
    let answer = send(post(&app, JSON, json!(batch).to_string())).await;
    assert!(answer.body[0]["data"]["__schema"].is_object());
    assert_eq!(limit(&answer.body[9]), Some("introspection"));
}

#[both_engines]
async fn the_standard_introspection_is_answered_alike_each_time(app: TestApp) {
    let first = send(post(&app, JSON, body(STANDARD))).await;
    first.is(200, JSON);
    assert!(first.body["data"]["__schema"]["types"].as_array().is_some_and(|types| types.len() > 100));
    let _before = app.take_statements();
    assert_eq!(send(post(&app, JSON, body(STANDARD))).await.body, first.body);
    for _ in 0..2 {
        let packed = post(&app, JSON, body(STANDARD)).header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        let mut text = String::new();
        GzDecoder::new(&packed.bytes().await.unwrap()[..]).read_to_string(&mut text).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), first.body);
    }
}

#[both_engines]
async fn an_answer_has_a_largest_size_and_so_has_that_of_a_batch(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.http.answer_bytes = 20_000).await;
    app.home.insert(a_department(&"Barn och utbildning ".repeat(50))).await;
    let answer = send(post(&app, RESPONSE, body(&names(30)))).await;
    answer.refuses("QUERY_TOO_COMPLEX");
    assert_eq!(limit(&answer.body), Some("answerBytes"));
    assert_eq!(answer.body["errors"][0]["extensions"]["allowed"], 20_000);

    let (ten, one) = (json!({ "query": names(10) }), json!({ "query": names(1) }));
    let answer = send(post(&app, JSON, json!([ten, ten, one]).to_string())).await;
    assert_eq!(limit(&answer.body[0]), None, "{answer}");
    assert_eq!(limit(&answer.body[1]), Some("answerBytes"), "{answer}");
    assert!(answer.body[2]["data"].is_object(), "what still fits is answered: {answer}");
    app.finish().await;
}

/// Asks, and does not read.
async fn ask_unread(app: &TestApp, query: &str) -> TcpStream {
    let mut stream = TcpStream::connect(app.origin.trim_start_matches("http://")).await.unwrap();
    let body = body(query);
    let head = "POST /9901/graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length:";
    stream.write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
    // The answer has begun.
    stream.readable().await.unwrap();
    stream
}

#[both_engines]
async fn a_client_that_does_not_read_is_cut_off_and_its_room_is_given_back(database: TestDatabase) {
    let app = TestApp::on(database, |config| {
        config.http.answer_bytes = 64 * 1024 * 1024;
        config.http.in_flight_bytes = 40 * 1024 * 1024;
        config.http.write_seconds = 1;
    })
    .await;
    app.home.insert(a_department(&"Barn och utbildning ".repeat(10_000))).await;
    let mut unread = ask_unread(&app, &names(75)).await;
    let refused = send(post(&app, JSON, body(&names(75)))).await;
    refused.is(503, JSON);
    refused.refuses("RATE_LIMITED");
    assert!(!refused.header("retry-after").is_empty(), "{refused}");
    // What is small is answered meanwhile.
    send(post(&app, JSON, body("{ __typename }"))).await.is(200, JSON);
    while send(post(&app, JSON, body(&names(75)))).await.status != 200 {}
    let mut rest = Vec::new();
    // It is told by a reset, or gets less than it was promised.
    let read = unread.read_to_end(&mut rest).await;
    assert!(read.is_err() || rest.len() < 15_000_000, "{} bytes came", rest.len());
    app.finish().await;
}

#[both_engines]
async fn large_requests_share_the_room_as_well(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.http.in_flight_bytes = 1024 * 1024).await;
    let mut unsent = TcpStream::connect(app.origin.trim_start_matches("http://")).await.unwrap();
    let head = "POST /9901/graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    unsent
        .write_all(format!("{head}transfer-encoding: chunked\r\n\r\n1\r\n{{\r\n").as_bytes())
        .await
        .unwrap();
    let large = json!({ "query": "{ __typename }", "more": "x".repeat(100_000) }).to_string();
    // The first is being read by now, or soon.
    while send(post(&app, JSON, large.clone())).await.status != 503 {}
    send(post(&app, JSON, body("{ __typename }"))).await.is(200, JSON);
    drop(unsent);
    while send(post(&app, JSON, large.clone())).await.status != 200 {}
    app.finish().await;
}
