//! What an operator's signals do, and that a SQLite database has one server.

use harness::municipality::HOME;
use harness::process::{Program, refused};
use reqwest::Method;
use serde_json::Value;

fn mittkommun() -> Program {
    Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))
}

#[tokio::test]
async fn usr1_and_usr2_do_nothing_and_hup_int_and_quit_stop_gracefully() {
    let program = mittkommun();
    for stop in ["HUP", "INT", "QUIT"] {
        let server = program.serve(&["serve", "--migrate"]);
        server.signal("USR1");
        server.signal("USR2");
        let live = server.client.request(Method::GET, "/health/live").send().await.unwrap();
        assert_eq!(live.status(), 200);
        server.signal(stop);
        server.wait_until_logged("\"stopped\"");
        assert!(server.wait().success(), "{stop}");
    }
}

#[tokio::test]
async fn a_server_that_drains_answers_and_is_not_ready_and_a_second_term_ends_it_at_once() {
    let program = mittkommun();
    let for_long = [("MITTKOMMUN_HTTP__DRAIN_SECONDS", "3600")];
    let server = program.serve_in(&["serve", "--migrate"], &for_long);
    server.signal("TERM");
    server.wait_until_logged("draining");
    let ready = server.client.request(Method::GET, "/health/ready").send().await.unwrap();
    assert_eq!(ready.status(), 503);
    assert_eq!(ready.json::<Value>().await.unwrap()["status"], "stopping");
    let answer = server.client.post("0000", "{ __typename }", Value::Null).await;
    assert_eq!(answer.status, 404, "it does not answer: {answer}");
    server.signal("TERM");
    assert!(server.wait().success());
}

#[test]
fn a_sqlite_database_has_one_server_and_commands_work_beside_it() {
    let program = mittkommun();
    let server = program.serve(&["serve", "--migrate"]);
    let data = program.folder.path().join("mittkommun-data");
    let file = data.join("mittkommun.db");
    let link = program.folder.path().join("link.db");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let url = format!("sqlite://{}", link.display());
    let places: [&[&str]; 3] = [&[], &["--migrate"], &["--database-url", url.as_str()]];
    for place in places {
        let output = program.run(&[&["serve", "--listen", "127.0.0.1:0"], place].concat(), &[]);
        refused(&output, &["another server", "--data-dir"]);
    }
    let list = program.folder.path().join("municipalities.csv");
    std::fs::write(&list, format!("code,name\n{},{}\n", HOME.0, HOME.1)).unwrap();
    for command in [
        &["migrate"][..],
        &["import", "municipalities.csv"],
        &["audit", "verify"],
        &["issuer", "list"],
        &["role", "list", "--municipality", HOME.0],
        &["meal-results", "verify"],
    ] {
        let output = program.run(command, &[]);
        assert!(output.status.success(), "{command:?}: {output:?}");
    }
    // The lock goes with the process, however it ends.
    server.kill();
    assert!(program.serve(&["serve"]).stop().success());
}
