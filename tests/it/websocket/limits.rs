//! What one socket may take.

use std::time::Duration;

use api::http::ws::Limits;
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{
    client::{Client, soon},
    toy::Server,
};

#[actix_web::test]
async fn one_operation_too_many_is_refused_and_the_others_run_on() {
    let server = Server::start(Limits { operations: 1, ..Limits::default() });
    let mut client = Client::enter(server.port).await;
    client.subscribe("1", "subscription { forever }").await;
    client.subscribe("2", "{ number }").await;
    let message = client.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("2")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    client.say(json!({ "id": "1", "type": "complete" })).await;
    client.subscribe("2", "{ number }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[actix_web::test]
async fn a_message_too_large_is_1009_in_one_frame_or_in_many() {
    let server = Server::start(Limits { message_bytes: 1000, ..Limits::default() });
    let mut whole = Client::enter(server.port).await;
    whole.subscribe("1", &format!("{{ echo(text: \"{}\") }}", "x".repeat(500_000))).await;
    assert_eq!(whole.closed().await, (1009, "Message too large".to_owned()));

    let mut parts = Client::enter(server.port).await;
    let kinds = [Data::Text, Data::Continue, Data::Continue];
    for kind in kinds {
        let frame = Frame::message(vec![b' '; 600], OpCode::Data(kind), false);
        parts.send(Message::Frame(frame)).await;
    }
    assert_eq!(parts.closed().await.0, 1009);
}

#[actix_web::test]
async fn a_message_in_several_frames_is_read() {
    let server = Server::start(Limits::default());
    let mut client = Client::connect(server.port).await;
    for (part, kind, last) in
        [(r#"{"type":"connec"#, Data::Text, false), (r#"tion_init"}"#, Data::Continue, true)]
    {
        client.send(Message::Frame(Frame::message(part, OpCode::Data(kind), last))).await;
    }
    assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
}

#[actix_web::test]
async fn text_that_is_not_utf8_is_1007() {
    let server = Server::start(Limits::default());
    let mut client = Client::connect(server.port).await;
    client.send(Message::Frame(Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true))).await;
    assert_eq!(client.closed().await.0, 1007);
}

#[actix_web::test]
async fn too_many_messages_are_1008() {
    let server = Server::start(Limits { messages_per_second: 5, ..Limits::default() });
    let mut client = Client::enter(server.port).await;
    for _ in 0..20 {
        // The socket may close before the last one is out.
        let _sent = client_try_ping(&mut client).await;
    }
    assert_eq!(client.closed().await, (1008, "Too many messages".to_owned()));
}

#[actix_web::test]
async fn a_frame_that_says_it_is_too_large_is_1009_before_it_comes() {
    let server = Server::start(Limits::default());
    for length in [1 << 62, 128 * 1024 + 1_u64] {
        let mut client = Client::enter(server.port).await;
        let mut head = vec![0x81, 0xff];
        head.extend(length.to_be_bytes());
        client.send_bytes(&head).await;
        assert_eq!(client.closed().await, (1009, "Message too large".to_owned()), "{length}");
    }
}

#[actix_web::test]
async fn frames_without_anything_in_them_count_as_well() {
    let server = Server::start(Limits::default());
    let mut client = Client::enter(server.port).await;
    let mut frames = vec![0x01, 0x80, 0, 0, 0, 0];
    frames.extend([0x00, 0x80, 0, 0, 0, 0].repeat(1_000));
    client.send_bytes(&frames).await;
    assert_eq!(client.closed().await, (1008, "Too many messages".to_owned()));
}

async fn client_try_ping(client: &mut Client) -> bool {
    use futures_util::SinkExt;
    client.stream.send(Message::text(r#"{"type":"pong"}"#)).await.is_ok()
}

#[actix_web::test]
async fn a_client_that_does_not_read_is_dropped() {
    let server = Server::start(Limits { write_timeout: Duration::from_millis(50), ..Limits::default() });
    let mut client = Client::enter(server.port).await;
    client.subscribe("0", "subscription { forever }").await;
    soon(server.alive(1)).await;
    client.subscribe("1", "subscription { flood }").await;
    soon(server.alive(0)).await;
    soon(server.sockets.emptied()).await;
}
