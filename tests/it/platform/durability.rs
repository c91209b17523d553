//! A disk that is full or broken for a while: what was acknowledged is in the database, what was not is answered as a
//! fault of ours at once, and all of it works again as soon as there is room.

use harness::municipality::HOME;
use harness::process::{Program, SERVE_HOME, ServerProcess};
use harness::{Answer, Client, Municipality};
use serde_json::json;

const FILE: &str = "mutation ($input: FileSubmissionInput!) {
    fileSubmission(input: $input) { submission { number } trackingCode errors { code } }
}";

/// Submissions that are filed while nothing can be written.
const FAILING: usize = 7;

/// Submissions that are filed when it can be again.
const AFTERWARDS: usize = 30;

#[tokio::test]
async fn after_a_broken_disk_a_stopped_server_has_written_what_it_acknowledged() {
    let acknowledged = survive_a_broken_disk(|server| assert!(server.stop().success())).await;
    assert_eq!(acknowledged, 1 + AFTERWARDS, "filings failed although the disk worked again");
}

#[tokio::test]
async fn after_a_broken_disk_a_killed_server_has_written_what_it_acknowledged() {
    let acknowledged = survive_a_broken_disk(ServerProcess::kill).await;
    assert_eq!(acknowledged, 1 + AFTERWARDS, "filings failed although the disk worked again");
}

/// Files while the disk works, while it does not, and while it does again; ends the server; compares the database with what
/// was acknowledged, and returns how much that was.
async fn survive_a_broken_disk(end: impl FnOnce(ServerProcess)) -> usize {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let file_name = program.folder.path().join("kept.sqlite");
    let url = format!("sqlite://{}?mode=rwc", file_name.display());
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    let home = Municipality::found_at(&url).await;
    let server = program.serve_in(&["serve", "--database-url", &url], &[SERVE_HOME]);

    let mut acknowledged = Vec::new();
    acknowledged.extend(file(&server.client, "before").await);
    server.break_disk(true);
    for number in 0..FAILING {
        let answer = file(&server.client, &format!("failing {number}")).await;
        assert!(answer.is_none(), "acknowledged without a disk: {answer:?}");
    }
    server.break_disk(false);
    for number in 0..AFTERWARDS {
        let title = format!("afterwards {number}");
        acknowledged.extend(file(&server.client, &title).await);
    }
    end(server);

    let mut numbers: Vec<_> =
        acknowledged.iter().map(|answer| answer.text("/fileSubmission/submission/number")).collect();
    numbers.sort_unstable();
    let rows = home.rows(entity::submission::Entity).await;
    let mut written: Vec<_> = rows.iter().map(|row| &row.number).collect();
    written.sort_unstable();
    assert_eq!(written, numbers);
    acknowledged.len()
}

/// Files one submission; nothing where the server cannot write it.
async fn file(client: &Client, title: &str) -> Option<Answer> {
    let input = json!({
        "kind": "FAULT_REPORT", "title": title, "body": "Lampan är trasig.", "isAnonymous": true,
        "idempotencyKey": format!("the one filing of {title}"),
    });
    let answer = client.post(HOME.0, FILE, json!({ "input": input })).await;
    if answer.body["errors"].is_array() {
        answer.assert_codes(&["INTERNAL"]);
        return None;
    }
    answer.assert_user_errors("fileSubmission", &[]);
    Some(answer)
}
