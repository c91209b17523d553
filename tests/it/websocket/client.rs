//! A client that says and hears single messages. Every wait has an end, so that a silent server fails the
//! test.

use std::{future::Future, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        handshake::client::{Request, Response},
    },
};

pub struct Client {
    pub stream: WebSocketStream<TcpStream>,
}

pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(10), what).await.expect("the server said nothing for ten seconds")
}

/// A handshake request with the right sub-protocol and whatever headers a test adds.
pub fn request(port: u16, headers: &[(&'static str, &str)]) -> Request {
    let mut request = format!("ws://127.0.0.1:{port}/9901/graphql").into_client_request().expect("a request");
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
    for (name, value) in headers {
        if value.is_empty() {
            request.headers_mut().remove(*name);
        } else {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
    }
    request
}

pub async fn open(request: Request) -> Result<(Client, Response), Error> {
    let authority = request.uri().authority().expect("an authority").to_string();
    let tcp = TcpStream::connect(authority).await.expect("a connection");
    let (stream, response) = soon(client_async(request, tcp)).await?;
    Ok((Client { stream }, response))
}

impl Client {
    pub async fn connect(port: u16) -> Self {
        open(request(port, &[])).await.expect("a socket").0
    }

    /// Connects and is let in.
    pub async fn enter(port: u16) -> Self {
        let mut client = Self::connect(port).await;
        client.say(json!({ "type": "connection_init" })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    pub async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    pub async fn send(&mut self, message: Message) {
        soon(self.stream.send(message)).await.expect("an open socket");
    }

    /// Sends bytes that need not be a frame.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        soon(self.stream.get_mut().write_all(bytes)).await.expect("an open socket");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("expected a message, got {other:?}"),
            }
        }
    }

    /// The close code and reason, whatever comes before them.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None))) | None => panic!("closed without a code"),
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("broken off: {error}"),
            }
        }
    }

    /// The next frame of any kind; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        soon(self.stream.next()).await
    }
}
