//! The same, with the application behind the socket.

use chrono::TimeDelta;
use entity::{Role, role_assignment};
use harness::{Actor, Client, Received, Socket, TestApp, TestDatabase, both_engines, builders::LONG_AGO};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use harness::socket::PROTOCOL;

async fn init(client: &Client, municipality: &str, payload: Value) -> Socket {
    let mut socket = client.connect(municipality, PROTOCOL).await.unwrap();
    socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
    socket
}

/// The first answer to a query, and its end.
async fn ask(socket: &mut Socket, query: &str) -> Value {
    socket.subscribe("q", query, json!({})).await;
    let answer = socket.next("q").await;
    assert_eq!(socket.receive().await, Received::Message(json!({ "id": "q", "type": "complete" })));
    answer
}

#[both_engines]
async fn a_query_runs_for_whoever_introduced_themselves(app: TestApp) {
    let query = "{ municipality { code } viewer { displayName } }";
    let actor = app.home.resident("Kim").await;
    let mut socket = app.connect_as(&app.home.code, &actor).await;
    let data = &ask(&mut socket, query).await["data"];
    assert_eq!(data["municipality"]["code"], app.home.code.as_str());
    assert!(data["viewer"]["displayName"].as_str().unwrap().starts_with("Kim"));

    let mut nobody = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    assert_eq!(ask(&mut nobody, query).await["data"]["viewer"], Value::Null);
}

#[both_engines]
async fn every_operation_has_a_scope_of_its_own(app: TestApp) {
    let actor = app.home.resident("Kim").await;
    let mut socket = app.connect_as(&app.home.code, &actor).await;
    assert_eq!(ask(&mut socket, "{ viewer { roles } }").await["data"]["viewer"]["roles"], json!([]));
    let given = role_assignment::ActiveModel {
        person_id: Set(actor.id()),
        role: Set(Role::KitchenStaff),
        valid_from: Set(LONG_AGO),
        ..ActiveModelTrait::default()
    };
    app.home.insert(given).await;
    let roles = ask(&mut socket, "{ viewer { roles } }").await["data"]["viewer"]["roles"].clone();
    assert_eq!(roles, json!(["KITCHEN_STAFF"]));
}

#[both_engines]
async fn a_token_of_the_neighbour_is_4403(app: TestApp) {
    let stranger = app.neighbour.resident("Kim").await;
    let bearer = format!("Bearer {}", stranger.token.unwrap());
    let payload = json!({ "Authorization": bearer, "locale": "en" });
    let mut socket = init(&app, &app.home.code, payload).await;
    let Received::Closed(code, reason) = socket.receive().await else { panic!("a close") };
    assert_eq!(code, 4403);
    assert!(reason.starts_with("Forbidden: The access token is not accepted here"), "{reason}");
}

#[both_engines]
async fn a_malformed_token_is_4403_in_the_clients_language(app: TestApp) {
    for (locale, said) in [("sv", "Åtkomsttoken"), ("en", "The access token")] {
        let payload = json!({ "Authorization": "Bearer rubbish", "locale": locale });
        let mut socket = init(&app, &app.home.code, payload).await;
        let Received::Closed(code, reason) = socket.receive().await else { panic!("a close") };
        assert_eq!(code, 4403);
        assert!(reason.contains(said), "{reason}");
    }
}

#[both_engines]
async fn the_socket_ends_with_its_token(app: TestApp) {
    let actor = app.home.resident("Kim").await;
    app.clock.advance(TimeDelta::days(10_000) - TimeDelta::milliseconds(200));
    let mut socket = app.connect_as(&app.home.code, &actor).await;
    assert_eq!(
        socket.receive().await,
        Received::Closed(4403, "Forbidden: token expired".to_owned()),
        "the clock of the test stands still, the socket's does not"
    );
}

#[both_engines]
async fn an_operation_that_cannot_run_gets_coded_errors_in_the_clients_language(app: TestApp) {
    let mut socket = init(&app, &app.home.code, json!({ "locale": "en" })).await;
    socket.receive().await;
    let query = "query Two($n: Int!) { nodes(ids: []) { id } } query One { municipality { code } }";
    socket.subscribe("q", query, json!({})).await;
    let Received::Message(message) = socket.receive().await else { panic!("a message") };
    assert_eq!(message["type"], "error");
    assert_eq!(message["payload"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[both_engines]
async fn a_hash_without_its_document_is_answered_as_apollo_expects(app: TestApp) {
    let mut socket = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    let payload = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "00" } } });
    socket.send(&json!({ "id": "q", "type": "subscribe", "payload": payload })).await;
    let Received::Message(message) = socket.receive().await else { panic!("a message") };
    assert_eq!(message["payload"][0]["message"], "PersistedQueryNotSupported");
}

#[both_engines]
async fn an_unknown_municipality_is_404_before_the_upgrade(app: TestApp) {
    let Err(Error::Http(answer)) = app.connect("9999", PROTOCOL).await else { panic!("an HTTP answer") };
    assert_eq!(answer.status(), 404);
    let body: Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[both_engines]
async fn only_listed_origins_may_open_a_socket(database: TestDatabase) {
    use harness::Fixture as _;
    let app = TestApp::on(database, |config| {
        config.http.origins = vec!["https://app.example.se".to_owned()];
    })
    .await;
    for (origin, status) in [("https://evil.example", 403), ("https://app.example.se", 101), ("", 101)] {
        let request = app
            .request(reqwest::Method::GET, &format!("/{}/graphql", app.home.code))
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", PROTOCOL);
        let request = if origin.is_empty() { request } else { request.header("origin", origin) };
        assert_eq!(request.send().await.unwrap().status(), status, "{origin}");
    }
    app.finish().await;
}
