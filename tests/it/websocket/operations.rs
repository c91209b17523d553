//! What runs on a socket.

use api::http::ws::Limits;
use serde_json::{Value, json};

use super::{
    client::{Client, soon},
    toy::Server,
};

#[actix_web::test]
async fn queries_and_mutations_give_one_result_and_complete() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    for (query, data) in [
        ("{ echo(text: \"å\") }", json!({ "echo": "å" })),
        ("mutation { double(of: 21) }", json!({ "double": 42 })),
    ] {
        client.subscribe("1", query).await;
        assert_eq!(client.hear().await, json!({ "id": "1", "type": "next", "payload": { "data": data } }));
        assert_eq!(client.hear().await, json!({ "id": "1", "type": "complete" }));
    }
}

#[actix_web::test]
async fn operation_name_and_variables_are_used() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    let query = "query A { number } query B($text: String!) { echo(text: $text) }";
    let payload =
        json!({ "query": query, "operationName": "B", "variables": { "text": "hi" }, "extensions": {} });
    client.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    assert_eq!(client.hear().await["payload"]["data"], json!({ "echo": "hi" }));
}

#[actix_web::test]
async fn a_subscription_gives_its_events_in_order_and_completes() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { count(to: 3) }").await;
    for number in 1..=3 {
        assert_eq!(client.hear().await["payload"], json!({ "data": { "count": number } }));
    }
    assert_eq!(client.hear().await, json!({ "id": "1", "type": "complete" }));
}

#[actix_web::test]
async fn what_cannot_start_gets_error_and_nothing_after_it() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    for query in ["{", "{ nothing }", "{ echo }", "subscription { nothing }", "subscription { refused }"] {
        client.subscribe("1", query).await;
        let message = client.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{query}");
        assert!(message["payload"].as_array().is_some_and(|errors| !errors.is_empty()), "{query}: {message}");
        client.say(json!({ "type": "ping" })).await;
        assert_eq!(client.hear().await, json!({ "type": "pong" }), "{query}");
    }
}

#[actix_web::test]
async fn field_errors_are_results() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "{ fails }").await;
    let message = client.hear().await;
    assert_eq!(message["type"], "next");
    assert_eq!(message["payload"]["data"], Value::Null);
    assert_eq!(message["payload"]["errors"][0]["path"], json!(["fails"]));
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn a_subscription_outlives_an_event_that_fails() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { hiccups }").await;
    assert_eq!(client.hear().await["payload"]["errors"][0]["message"], "hiccup");
    assert_eq!(client.hear().await["payload"]["data"], json!({ "hiccups": 2 }));
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn a_panic_is_an_internal_error_of_its_operation_only() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("s", "subscription { forever }").await;
    client.subscribe("1", "{ panics }").await;
    let message = client.hear().await;
    assert_eq!(message["type"], "error");
    assert_eq!(message["payload"][0]["extensions"]["code"], "INTERNAL");
    client.subscribe("1", "{ number }").await;
    assert_eq!(client.hear().await["payload"]["data"]["number"], 3);
    soon(server.alive(1)).await;
}

#[actix_web::test]
async fn complete_ends_a_subscription_and_frees_its_id() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { forever }").await;
    soon(server.alive(1)).await;
    client.say(json!({ "id": "1", "type": "complete" })).await;
    soon(server.alive(0)).await;
    client.subscribe("1", "{ number }").await;
    assert_eq!(client.hear().await["type"], "next");
    client.say(json!({ "id": "never started", "type": "complete" })).await;
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn the_id_of_a_running_operation_is_4409() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("mine", "subscription { forever }").await;
    client.subscribe("mine", "{ number }").await;
    assert_eq!(client.closed().await, (4409, "Subscriber for mine already exists".to_owned()));
    soon(server.alive(0)).await;
}

#[actix_web::test]
async fn a_broken_connection_ends_its_operations() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { forever }").await;
    client.subscribe("2", "{ waits }").await;
    soon(server.alive(2)).await;
    drop(client);
    soon(server.alive(0)).await;
}
