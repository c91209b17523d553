//! A WebSocket client that speaks graphql-transport-ws, and can also speak it wrongly.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::{Actor, Client};

/// How long a message may take that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The subprotocol's name (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>).
pub const PROTOCOL: &str = "graphql-transport-ws";

/// One connection.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What the server sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// A message of the protocol.
    Message(Value),
    /// The end, with its close code; 1005 where there was none.
    Closed(u16, String),
}

impl Client {
    /// Opens a WebSocket to a municipality and says nothing on it yet.
    ///
    /// # Errors
    /// Where the server refuses the handshake.
    pub async fn connect(&self, municipality: &str, protocol: &str) -> Result<Socket, Error> {
        let address = format!("{}/{municipality}/graphql", self.origin.replacen("http", "ws", 1));
        let mut request = address.into_client_request()?;
        let protocol = HeaderValue::from_str(protocol).expect("a protocol's name");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, _) = connect_async(request).await?;
        Ok(Socket { stream })
    }

    /// Opens a WebSocket, introduces the actor and waits until the server has accepted.
    pub async fn connect_as(&self, municipality: &str, actor: &Actor) -> Socket {
        let mut socket = self.connect(municipality, PROTOCOL).await.expect("a WebSocket");
        let payload = actor.token.as_ref().map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket
            .send(&json!({ "type": "connection_init", "payload": payload.unwrap_or_else(|| json!({})) }))
            .await;
        let answer = socket.receive().await;
        let accepted = matches!(&answer, Received::Message(message) if message["type"] == "connection_ack");
        assert!(accepted, "expected connection_ack: {answer:#?}");
        socket
    }
}

impl Socket {
    /// Sends a message.
    pub async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.expect("an open WebSocket");
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let mut message = json!({ "type": "subscribe", "id": id, "payload": { "query": query } });
        message["payload"]["variables"] = variables;
        self.send(&message).await;
    }

    /// The next message, or the end of the connection. Pings of the transport are answered on the way, and so are those
    /// of the protocol.
    ///
    /// # Panics
    /// If nothing comes.
    pub async fn receive(&mut self) -> Received {
        loop {
            let next = timeout(PATIENCE, self.stream.next()).await;
            let next = next.unwrap_or_else(|_| panic!("nothing came for {PATIENCE:?}"));
            match next {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).expect("a message in JSON");
                    if message["type"] == "ping" {
                        self.send(&json!({ "type": "pong" })).await;
                        continue;
                    }
                    return Received::Message(message);
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Received::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => {
                    return Received::Closed(1005, String::new());
                }
                Some(Ok(_)) => {}
            }
        }
    }

    /// The payload of the next result of an operation; another message, or the end, fails the test.
    pub async fn next(&mut self, id: &str) -> Value {
        match self.receive().await {
            Received::Message(mut message) if message["type"] == "next" && message["id"] == id => {
                message["payload"].take()
            }
            other => panic!("expected a result of {id}: {other:#?}"),
        }
    }

    /// Ends an operation.
    pub async fn complete(&mut self, id: &str) {
        self.send(&json!({ "type": "complete", "id": id })).await;
    }

    /// Closes the connection from this side and waits for the other.
    pub async fn close(mut self) {
        let _already_closed = self.stream.close(None).await;
        while let Received::Message(_) = self.receive().await {}
    }
}
