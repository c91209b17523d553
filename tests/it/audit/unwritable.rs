//! While the audit log cannot be written, nothing that needs an entry is answered; what was answered before and cannot be
//! written is counted when the server ends.

use harness::process::Program;
use harness::{Actor, Engine, TestApp, both_engines};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;

use super::log;
use crate::preschool::Blasippan;

const CHILDREN: &str = "{ viewer { children { displayName } } }";

#[both_engines]
async fn nothing_about_a_child_is_answered_while_it_cannot_be_written_down(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let database = app.foundation().platform.connection();
    let (refuse, allow) = match app.engine() {
        Engine::Sqlite => (
            "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'no room'); END",
            "DROP TRIGGER full",
        ),
        Engine::Postgres => (
            "ALTER TABLE audit_entry ADD CONSTRAINT room CHECK (false) NOT VALID",
            "ALTER TABLE audit_entry DROP CONSTRAINT room",
        ),
    };
    database.execute_unprepared(refuse).await.unwrap();
    // Until the writer has met the fault.
    let mut answered = Vec::new();
    loop {
        let request = format!("before-{}", answered.len());
        let answer = app.ask(CHILDREN, Value::Null).by(&here.gun).header("X-Request-Id", &request).await;
        if !answer.body["errors"].is_null() {
            answer.assert_codes(&["INTERNAL"]);
            break;
        }
        answered.push(request);
    }
    for _ in 0..3 {
        app.ask(CHILDREN, Value::Null).by(&here.gun).await.assert_codes(&["INTERNAL"]);
        app.ask("{ municipality { name } }", Value::Null).by(&here.gun).await.assert_ok();
    }
    database.execute_unprepared(allow).await.unwrap();
    // The first who asks again is answered.
    app.ask(CHILDREN, Value::Null).by(&here.gun).header("X-Request-Id", "after").await.assert_ok();
    answered.push("after".to_owned());
    let mut written: Vec<_> = log(&app).await.into_iter().map(|entry| entry.request_id).collect();
    written.retain(|request| request.starts_with("before") || request == "after");
    assert_eq!(written, answered);
    app.expect_logged_error("the audit log could not be written");
    app.expect_logged_error("the audit log takes no entries");
}

#[tokio::test]
async fn a_server_that_ends_with_unwritten_entries_says_how_many_and_fails() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["demo", "--data-dir", "mittkommun-data"]);
    let guardian = Actor { person: None, token: Some(program.token("9901", "guardian")) };
    server.break_disk(true);
    let answer = server.client.post("9901", CHILDREN, Value::Null).by(&guardian).await.ok();
    let children = answer.list("/viewer/children").len();
    assert!(children > 0);
    server.wait_until_logged("the audit log could not be written");
    server.signal("TERM");
    server.wait_until_logged("stopping");
    server.signal("TERM");
    server.wait_until_logged(&format!("{children} entries of answers that were given are lost"));
    assert_eq!(server.wait().code(), Some(1));
}
