//! Sockets when an operator stops the server.

use harness::{Actor, Received, process::Program, socket::PROTOCOL};

#[tokio::test]
async fn a_server_that_is_asked_to_stop_says_so_and_does_not_wait_for_idle_sockets() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["demo"]);
    let mut idle = server.client.connect_as("9901", &Actor::anonymous()).await;
    let mut silent = server.client.connect("9901", PROTOCOL).await.unwrap();
    let stopped = tokio::task::spawn_blocking(move || server.stop());
    let going_away = Received::Closed(1001, "Server is shutting down".to_owned());
    assert_eq!(idle.receive().await, going_away);
    assert_eq!(silent.receive().await, going_away);
    assert!(stopped.await.unwrap().success());
}
