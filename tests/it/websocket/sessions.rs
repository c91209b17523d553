//! From `connection_init` to the close.

use std::time::Duration;

use api::http::ws::Limits;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::{
    client::{Client, open, request, soon},
    toy::Server,
};

async fn init(server: &Server, payload: serde_json::Value) -> Client {
    let mut client = Client::connect(server.port).await;
    client.say(json!({ "type": "connection_init", "payload": payload })).await;
    client
}

#[actix_web::test]
async fn silence_instead_of_connection_init_is_4408() {
    let server = Server::start(Limits { init_timeout: Duration::from_millis(20), ..Limits::default() });
    let mut client = Client::connect(server.port).await;
    assert_eq!(client.closed().await, (4408, "Connection initialisation timeout".to_owned()));
}

#[actix_web::test]
async fn a_second_connection_init_is_4429() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.closed().await, (4429, "Too many initialisation requests".to_owned()));
}

#[actix_web::test]
async fn a_second_connection_init_is_4429_while_the_first_is_being_judged() {
    let server = Server::start(Limits::default());
    let mut client = init(&server, json!({ "Authorization": "Bearer slow" })).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.closed().await.0, 4429);
}

#[actix_web::test]
async fn subscribe_before_the_acknowledgement_is_4401() {
    let server = Server::start(Limits::default());
    let mut early = Client::connect(server.port).await;
    early.subscribe("1", "{ number }").await;
    assert_eq!(early.closed().await, (4401, "Unauthorized".to_owned()));

    let mut hasty = init(&server, json!({ "Authorization": "Bearer slow" })).await;
    hasty.subscribe("1", "{ number }").await;
    assert_eq!(hasty.closed().await.0, 4401);
}

#[actix_web::test]
async fn messages_that_the_protocol_does_not_have_are_4400() {
    let server = Server::start(Limits::default());
    for message in [
        Message::text("not JSON"),
        Message::text("[]"),
        Message::text(r#"{"type":"start"}"#),
        Message::text(r#"{"type":"connection_init","payload":"text"}"#),
        Message::text(r#"{"type":"subscribe","id":1,"payload":{"query":"{ number }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"","payload":{"query":"{ number }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{}}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{"query":"{ number }","variables":[]}}"#),
        Message::text(r#"{"type":"complete"}"#),
        Message::text(r#"{"type":"pong","payload":7}"#),
        Message::text(r#"{"type":"connection_ack"}"#),
        Message::binary(r#"{"type":"connection_init"}"#.as_bytes().to_vec()),
    ] {
        let mut client = Client::connect(server.port).await;
        client.send(message.clone()).await;
        let (code, reason) = client.closed().await;
        assert_eq!(code, 4400, "{message}: {reason}");
        assert!(reason.starts_with("Invalid message: "), "{reason}");
    }
}

#[actix_web::test]
async fn a_refused_token_is_4403_with_the_reason() {
    let server = Server::start(Limits::default());
    for payload in [json!({ "Authorization": "Bearer wrong" }), json!({ "authorization": "bearer wrong" })] {
        let mut client = init(&server, payload).await;
        assert_eq!(client.closed().await, (4403, "Forbidden: the token was not recognised".to_owned()));
    }
    for payload in [json!({ "Authorization": "wrong" }), json!({ "authorization": 7 })] {
        assert_eq!(init(&server, payload).await.closed().await.0, 4403);
    }
}

#[actix_web::test]
async fn a_fault_of_ours_while_judging_is_1011() {
    let server = Server::start(Limits::default());
    let mut client = init(&server, json!({ "Authorization": "Bearer broken" })).await;
    assert_eq!(client.closed().await.0, 1011);
}

#[actix_web::test]
async fn a_token_that_cannot_be_judged_just_now_is_1013() {
    let server = Server::start(Limits::default());
    let mut client = init(&server, json!({ "Authorization": "Bearer later" })).await;
    assert_eq!(client.closed().await, (1013, "Try again later: the keys are away".to_owned()));
}

#[actix_web::test]
async fn the_socket_closes_with_4403_when_the_token_expires() {
    let server = Server::start(Limits::default());
    let mut client = init(&server, json!({ "Authorization": "Bearer short" })).await;
    assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
    client.subscribe("1", "subscription { forever }").await;
    assert_eq!(client.closed().await, (4403, "Forbidden: token expired".to_owned()));
    soon(server.alive(0)).await;
}

#[actix_web::test]
async fn token_and_language_come_from_connection_init_and_else_from_the_headers() {
    let server = Server::start(Limits::default());
    let headers = [("authorization", "Bearer good"), ("accept-language", "en")];
    for (payload, bearer, languages) in [
        (json!({}), json!("good"), json!("en")),
        (json!({ "locale": "fi" }), json!("good"), json!("fi")),
        (json!({ "Accept-Language": "sv, en;q=0.5" }), json!("good"), json!("sv, en;q=0.5")),
    ] {
        let (mut client, _) = open(request(server.port, &headers)).await.expect("a socket");
        client.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.subscribe("1", "{ bearer languages }").await;
        let data = &client.hear().await["payload"]["data"];
        assert_eq!((&data["bearer"], &data["languages"]), (&bearer, &languages));
    }
}

#[actix_web::test]
async fn pings_are_answered_with_their_payload_at_any_time() {
    let server = Server::start(Limits::default());
    let mut client = Client::connect(server.port).await;
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "n": 1 } }));
    client.say(json!({ "type": "pong" })).await;
    client.send(Message::Ping(b"frame".to_vec().into())).await;
    assert_eq!(client.next().await.unwrap().unwrap(), Message::Pong(b"frame".to_vec().into()));
}

#[actix_web::test]
async fn the_server_pings_in_frames_and_in_messages() {
    let server = Server::start(Limits { keep_alive: Duration::from_millis(20), ..Limits::default() });
    let mut client = Client::enter(server.port).await;
    for _ in 0..2 {
        assert_eq!(client.next().await.unwrap().unwrap(), Message::Ping(Vec::new().into()));
        assert_eq!(client.hear().await, json!({ "type": "ping" }));
    }
}

#[actix_web::test]
async fn a_peer_that_answers_nothing_is_dropped() {
    let (keep_alive, silence) = (Duration::from_millis(20), Duration::from_millis(50));
    let server = Server::start(Limits { keep_alive, silence, ..Limits::default() });
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { forever }").await;
    // Not reading means not answering pings.
    soon(server.alive(1)).await;
    soon(server.alive(0)).await;
    soon(server.sockets.emptied()).await;
}

#[actix_web::test]
async fn the_clients_close_is_given_back_and_ends_everything() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { forever }").await;
    soon(server.alive(1)).await;
    client
        .send(Message::Close(Some(tokio_tungstenite::tungstenite::protocol::CloseFrame {
            code: 1000.into(),
            reason: "bye".into(),
        })))
        .await;
    assert_eq!(client.closed().await, (1000, "bye".to_owned()));
    soon(server.alive(0)).await;
}

#[actix_web::test]
async fn stopping_lets_queries_finish_and_closes_with_1001() {
    let server = Server::start(Limits::default());
    let mut idle = Client::enter(server.port).await;
    let mut busy = Client::enter(server.port).await;
    busy.subscribe("s", "subscription { forever }").await;
    busy.subscribe("q", "{ waits }").await;
    soon(server.alive(2)).await;
    let sockets = server.sockets.clone();
    let stopping = actix_web::rt::spawn(async move { sockets.shut_down(Duration::from_secs(10)).await });
    assert_eq!(idle.closed().await, (1001, "Server is shutting down".to_owned()));
    soon(server.alive(1)).await;
    server.levers.gate.notify_one();
    assert_eq!(
        busy.hear().await,
        json!({ "id": "q", "type": "next", "payload": { "data": { "waits": true } } })
    );
    assert_eq!(busy.hear().await, json!({ "id": "q", "type": "complete" }));
    assert_eq!(busy.closed().await.0, 1001);
    soon(stopping).await.expect("an end");
    assert!(open(request(server.port, &[])).await.is_err(), "nobody is let in any more");
}

#[actix_web::test]
async fn stopping_does_not_wait_for_ever() {
    let server = Server::start(Limits { drain_timeout: Duration::from_millis(20), ..Limits::default() });
    let mut busy = Client::enter(server.port).await;
    busy.subscribe("q", "{ waits }").await;
    soon(server.alive(1)).await;
    soon(server.sockets.shut_down(Duration::from_secs(10))).await;
    assert_eq!(busy.closed().await.0, 1001);
}

#[actix_web::test]
async fn no_reason_repeats_a_personal_identity_number_that_the_client_sent() {
    const NUMBER: &str = "198507099805";
    let server = Server::start(Limits::default());
    let init = json!({ "type": "connection_init" });
    let subscribe =
        json!({ "type": "subscribe", "id": NUMBER, "payload": { "query": "subscription { silent }" } });
    for messages in [
        vec![json!({ "type": NUMBER })],
        vec![json!({ "type": "ping", "payload": NUMBER })],
        vec![init.clone(), json!({ "type": "subscribe", "id": NUMBER, "payload": NUMBER })],
        vec![json!({ "type": "connection_init", "payload": { "Authorization": NUMBER } })],
        vec![init, subscribe.clone(), subscribe],
    ] {
        let mut client = Client::connect(server.port).await;
        for message in &messages {
            client.say(message.clone()).await;
        }
        let (code, reason) = client.closed().await;
        assert!(!reason.contains(NUMBER), "{messages:?}: {code} {reason}");
    }
}
