//! "GraphQL over HTTP", beyond what `.ci/graphql-http-audit.mjs` looks at.

use harness::{TestApp, both_engines};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::json;

use super::{JSON, RESPONSE, get, post, send};

#[both_engines]
async fn the_status_of_a_refused_operation_depends_on_the_media_type(app: TestApp) {
    for (query, code) in [
        ("{", "BAD_USER_INPUT"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("query ($id: ID!) { node(id: $id) { id } }", "BAD_USER_INPUT"),
        ("query A { viewer { __typename } } query B { viewer { __typename } }", "BAD_USER_INPUT"),
        ("{ a: __typename }".replace("a: __typename", &"a ".repeat(9_000)).as_str(), "QUERY_TOO_COMPLEX"),
    ] {
        let body = json!({ "query": query, "variables": { "id": [] } }).to_string();
        let answer = send(post(&app, JSON, body.clone())).await;
        answer.is(200, JSON);
        answer.refuses(code);
        let answer = send(post(&app, RESPONSE, body)).await;
        answer.is(400, RESPONSE);
        answer.refuses(code);
    }
}

#[both_engines]
async fn a_field_that_fails_leaves_the_rest_and_the_status_alone(app: TestApp) {
    let body = json!({ "query": "{ municipality { name } node(id: \"nothing\") { id } }" }).to_string();
    for media in [JSON, RESPONSE] {
        let answer = send(post(&app, media, body.clone())).await;
        answer.is(200, media);
        assert_eq!(answer.body["data"], json!({ "municipality": { "name": "Björkhamn" }, "node": null }));
        assert_eq!(answer.body["errors"][0]["path"], json!(["node"]));
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}

#[both_engines]
async fn a_media_type_that_we_do_not_speak_is_not_acceptable(app: TestApp) {
    let answer = send(post(&app, "text/event-stream", "{\"query\":\"{ __typename }\"}")).await;
    answer.is(406, JSON);
    answer.refuses("BAD_USER_INPUT");
}

#[both_engines]
async fn only_json_is_read(app: TestApp) {
    let body = "{\"query\":\"{ __typename }\"}";
    for content_type in [
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
    ] {
        let request = app.request(Method::POST, "/9901/graphql").header(CONTENT_TYPE, content_type);
        let answer = send(request.body(body)).await;
        answer.is(415, JSON);
        answer.refuses("BAD_USER_INPUT");
    }
    let none = send(app.request(Method::POST, "/9901/graphql").body(body)).await;
    none.is(415, JSON);
    let compressed = send(post(&app, JSON, body).header("content-encoding", "gzip")).await;
    compressed.is(415, JSON);
    send(post(&app, JSON, body).header(CONTENT_TYPE, "x/y")).await.is(415, JSON);
}

#[both_engines]
async fn what_is_no_request_is_answered_with_400(app: TestApp) {
    for body in [
        "",
        "null",
        "7",
        "\"{ __typename }\"",
        "{",
        "{}",
        "{\"query\":null}",
        "{\"query\":7}",
        "{\"query\":\"{ __typename }\",\"variables\":[]}",
        "{\"query\":\"{ __typename }\",\"variables\":\"{}\"}",
        "{\"query\":\"{ __typename }\",\"extensions\":[\"persistedQuery\"]}",
        "{\"query\":\"{ __typename }\",\"operationName\":false}",
        "{\"query\":\"{ __typename }\",\"query\":\"{ __typename }\"}",
        "{\"query\":\"{ __typename }\"} trailing",
        "[[\"{ __typename }\", null]]",
        "[7]",
        "\u{feff}{\"query\":\"{ __typename }\"}",
    ] {
        for media in [JSON, RESPONSE] {
            let answer = send(post(&app, media, body)).await;
            answer.is(400, media);
            answer.refuses("BAD_USER_INPUT");
        }
    }
    let not_utf8 = post(&app, JSON, "").body(b"{\"query\":\"{ __typename \xff }\"}".to_vec());
    send(not_utf8).await.is(400, JSON);
}

#[both_engines]
async fn nulls_and_unknown_parameters_do_no_harm(app: TestApp) {
    let body = json!({
        "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null, "more": { "a": [1] }
    });
    let answer = send(post(&app, JSON, body.to_string())).await;
    answer.is(200, JSON);
    assert_eq!(answer.body, json!({ "data": { "__typename": "Query" } }));
}

#[both_engines]
async fn a_client_that_sends_only_a_hash_is_told_to_send_the_document(app: TestApp) {
    let extensions = r#"{"persistedQuery":{"version":1,"sha256Hash":"ab"}}"#;
    let body = format!("{{\"extensions\":{extensions}}}");
    for answer in [send(post(&app, JSON, body)).await, send(get(&app, &[("extensions", extensions)])).await] {
        answer.is(400, JSON);
        assert_eq!(answer.message(), "PersistedQueryNotSupported");
    }
}

#[both_engines]
async fn get_answers_queries(app: TestApp) {
    let query = "query Q($id: ID!) { node(id: $id) { id } }";
    let id = "department:0197f000-0000-7000-8000-000000000000";
    let variables = json!({ "id": id }).to_string();
    let parameters =
        [("query", query), ("operationName", "Q"), ("variables", &variables), ("extensions", "{}")];
    let answer = send(get(&app, &parameters).header(ACCEPT, RESPONSE)).await;
    answer.is(200, RESPONSE);
    assert_eq!(answer.body, json!({ "data": { "node": null } }));
    send(get(&app, &[("query", "{ __typename }"), ("variables", ""), ("operationName", "")]))
        .await
        .is(200, JSON);
}

#[both_engines]
async fn a_browser_that_comes_by_is_led_to_graphiql(app: TestApp) {
    let html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let led = send(get(&app, &[]).header(ACCEPT, html)).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "graphiql"));
    send(get(&app, &[("query", "{ __typename }")]).header(ACCEPT, html)).await.is(200, JSON);
}

#[both_engines]
async fn a_malformed_get_is_answered_with_400(app: TestApp) {
    for parameters in [
        &[][..],
        &[("query", "{ __typename }"), ("variables", "{")],
        &[("query", "{ __typename }"), ("variables", "[]")],
        &[("query", "{ __typename }"), ("extensions", "7")],
        &[("query", "{ __typename }"), ("query", "{ __typename }")],
    ] {
        let answer = send(get(&app, parameters)).await;
        answer.is(400, JSON);
        answer.refuses("BAD_USER_INPUT");
    }
}

#[both_engines]
async fn get_is_for_queries_only(app: TestApp) {
    let schema =
        send(get(&app, &[("query", "{ __schema { mutationType { name } subscriptionType { name } } }")]));
    let schema = schema.await.body["data"]["__schema"].take();
    for (kind, root) in [("mutation", "mutationType"), ("subscription", "subscriptionType")] {
        if schema[root].is_null() {
            continue;
        }
        let query = format!("{kind} {{ __typename }}");
        for media in [JSON, RESPONSE] {
            let answer = send(get(&app, &[("query", &query)]).header(ACCEPT, media)).await;
            // The type of a subscription cannot be asked for over any transport.
            if kind == "mutation" {
                answer.is(405, media);
                assert_eq!(answer.header("allow"), "POST");
            }
            answer.refuses("BAD_USER_INPUT");
        }
    }
}

#[both_engines]
async fn other_verbs_are_told_what_to_use(app: TestApp) {
    for verb in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        let answer = send(app.request(verb, "/9901/graphql")).await;
        answer.is(405, JSON);
        assert_eq!(answer.header("allow"), "GET, POST, OPTIONS");
        answer.refuses("BAD_USER_INPUT");
    }
    let head = send(app.request(Method::HEAD, "/9901/graphql")).await;
    assert_eq!(head.status, 405);
    let options = send(app.request(Method::OPTIONS, "/9901/graphql")).await;
    assert_eq!((options.status.as_u16(), options.header("allow")), (204, "GET, POST, OPTIONS"));
}

#[both_engines]
async fn an_address_where_nothing_is_says_where_to_go(app: TestApp) {
    for path in ["/nothing", "/9901/nothing", "/9901/graphql/more", "/9901//graphql"] {
        let answer = send(app.request(Method::GET, path)).await;
        answer.is(404, JSON);
        answer.refuses("BAD_USER_INPUT");
        assert!(answer.message().contains("/{kommunkod}/graphql"), "{answer}");
    }
}
