//! Before the first message.

use api::http::ws::{Limits, Origins};
use tokio_tungstenite::tungstenite::Error;

use super::{
    client::{Client, open, request},
    toy::Server,
};

fn status(refused: Result<(Client, impl Sized), Error>) -> u16 {
    match refused {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("not an HTTP answer: {other}"),
        Ok(_) => panic!("the socket was opened"),
    }
}

#[actix_web::test]
async fn the_sub_protocol_is_named_in_the_handshake() {
    let server = Server::start(Limits::default());
    let offered = request(server.port, &[("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")]);
    let (_client, response) = open(offered).await.expect("a socket");
    assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
}

#[actix_web::test]
async fn a_client_without_the_sub_protocol_is_closed_with_4406() {
    let server = Server::start(Limits::default());
    let offered = request(server.port, &[("sec-websocket-protocol", "")]);
    let (mut client, response) = open(offered).await.expect("a socket");
    assert!(!response.headers().contains_key("sec-websocket-protocol"));
    assert_eq!(client.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
}

#[actix_web::test]
async fn a_foreign_origin_is_refused_before_the_upgrade() {
    let allowed = Origins::Listed(vec!["https://app.example.se".to_owned()]);
    let server = Server::start_for(Limits::default(), allowed);
    let claimed = [("origin", "https://evil.example"), ("x-forwarded-host", "evil.example")];
    assert_eq!(status(open(request(server.port, &claimed)).await), 403);
    let own = format!("http://127.0.0.1:{}", server.port);
    assert_eq!(status(open(request(server.port, &[("origin", "https://evil.example")])).await), 403);
    for welcome in [own.as_str(), "https://app.example.se", ""] {
        open(request(server.port, &[("origin", welcome)])).await.expect("a socket");
    }
}

#[actix_web::test]
async fn a_full_process_answers_503_and_has_room_again_when_a_socket_closes() {
    let server = Server::start(Limits { sockets: 1, ..Limits::default() });
    let mut first = Client::enter(server.port).await;
    assert_eq!(server.sockets.open(), 1);
    assert_eq!(status(open(request(server.port, &[])).await), 503);
    first.stream.close(None).await.expect("a closing handshake");
    while first.next().await.is_some() {}
    super::client::soon(server.sockets.emptied()).await;
    Client::enter(server.port).await;
}

#[actix_web::test]
async fn unreadable_credentials_in_the_header_are_4403_and_never_anonymous() {
    let server = Server::start(Limits::default());
    let (mut client, _) =
        open(request(server.port, &[("authorization", "Basic YTpi")])).await.expect("a socket");
    assert_eq!(client.closed().await.0, 4403);
}
