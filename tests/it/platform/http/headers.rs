//! What goes with every answer.

use std::io::Read as _;

use flate2::read::GzDecoder;
use harness::builders::a_department;
use harness::{Fixture, TestApp, TestDatabase, both_engines};
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, ORIGIN};
use serde_json::{Value, json};

use super::{JSON, get, post, send};

const TYPENAME: &str = "{\"query\":\"{ __typename }\"}";

#[both_engines]
async fn every_answer_has_a_request_id_the_clients_own_where_it_is_sane(app: TestApp) {
    let own = send(post(&app, JSON, TYPENAME).header("x-request-id", "phone.7_a-9")).await;
    assert_eq!(own.header("x-request-id"), "phone.7_a-9");
    let mut seen = Vec::new();
    for request in [
        post(&app, JSON, TYPENAME),
        post(&app, JSON, TYPENAME).header("x-request-id", "a b"),
        post(&app, JSON, TYPENAME).header("x-request-id", "x".repeat(65)),
        post(&app, JSON, TYPENAME).header("x-request-id", "19811218-9876"),
        post(&app, "text/html", TYPENAME),
        app.request(Method::GET, "/health/live"),
        app.request(Method::GET, "/nothing"),
        app.request(Method::DELETE, "/9901/graphql"),
    ] {
        let answer = send(request).await;
        let id = answer.header("x-request-id").to_owned();
        assert!((1..=64).contains(&id.len()) && !seen.contains(&id), "{answer}");
        seen.push(id);
    }
}

#[both_engines]
async fn an_answer_is_data_and_nothing_else(app: TestApp) {
    for answer in [
        send(post(&app, JSON, TYPENAME)).await,
        send(app.request(Method::GET, "/nothing")).await,
        send(app.request(Method::GET, "/health/live")).await,
    ] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[both_engines]
async fn browsers_can_be_told_to_insist_on_https(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.http.hsts_seconds = 600).await;
    assert_eq!(send(post(&app, JSON, TYPENAME)).await.header("strict-transport-security"), "max-age=600");
    app.finish().await;
}

async fn preflight(app: &TestApp, origin: &str) -> super::Raw {
    let request = app.request(Method::OPTIONS, "/9901/graphql").header(ORIGIN, origin);
    let request = request.header("access-control-request-method", "POST");
    send(request.header("access-control-request-headers", "authorization,content-type")).await
}

#[both_engines]
async fn any_web_page_may_call_without_credentials_of_the_browser(app: TestApp) {
    let asked = preflight(&app, "https://app.example").await;
    assert_eq!(asked.status, 200, "{asked}");
    assert_eq!(asked.header("access-control-allow-origin"), "*");
    assert_eq!(asked.header("access-control-allow-credentials"), "");
    assert!(asked.header("access-control-allow-headers").contains("authorization"), "{asked}");
    let answer = send(post(&app, JSON, TYPENAME).header(ORIGIN, "https://app.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("x-request-id"), "{answer}");
}

#[both_engines]
async fn the_pages_that_may_call_can_be_named(database: TestDatabase) {
    let app =
        TestApp::on(database, |config| config.http.origins = vec!["https://app.example".to_owned()]).await;
    let named = preflight(&app, "https://app.example").await;
    assert_eq!(named.header("access-control-allow-origin"), "https://app.example");
    let other = preflight(&app, "https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "", "{other}");
    let answer = send(post(&app, JSON, TYPENAME).header(ORIGIN, "https://evil.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "{answer}");
    app.finish().await;
}

#[both_engines]
async fn a_large_answer_is_compressed_for_who_takes_it(app: TestApp) {
    app.home.insert(a_department(&"Barn och utbildning ".repeat(20))).await;
    let query = "{ municipality { departments { nodes { a: name { value } b: name { value } c: name { value } d: name { value } } } } }";
    let body = json!({ "query": query }).to_string();
    let plain = send(post(&app, JSON, body.clone())).await;
    assert_eq!(plain.header("content-encoding"), "");

    for accepted in ["gzip", "br, GZIP;q=0.5", "deflate,gzip"] {
        let response = post(&app, JSON, body.clone()).header(ACCEPT_ENCODING, accepted).send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "gzip", "{accepted}");
        assert!(response.headers()["vary"].to_str().unwrap().contains("accept-encoding"));
        let compressed = response.bytes().await.unwrap();
        let mut text = String::new();
        GzDecoder::new(&compressed[..]).read_to_string(&mut text).unwrap();
        assert!(compressed.len() < text.len() / 2);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain.body);
    }
    for other in ["", "br", "gzip;q=0", "identity", "x-gzip-y"] {
        let answer = send(post(&app, JSON, body.clone()).header(ACCEPT_ENCODING, other)).await;
        assert_eq!(answer.header("content-encoding"), "", "{other}");
    }
    let small = send(get(&app, &[("query", "{ __typename }")]).header(ACCEPT_ENCODING, "gzip")).await;
    assert_eq!(small.header("content-encoding"), "");
}
