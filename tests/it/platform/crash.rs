//! What was acknowledged survives: the server is killed while clients file submissions, and started again. On PostgreSQL the
//! database goes down with it, every other time, without a chance to write anything more.

use std::sync::{Arc, Mutex};

use harness::cluster::{Cluster, Durability};
use harness::municipality::HOME;
use harness::process::{Program, SERVE_HOME};
use harness::{Answer, Client, Municipality};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// How often the server dies.
const DEATHS: usize = 3;

/// After how many acknowledged submissions it dies each time.
const FILED: usize = 20;

/// Clients that file at the same time.
const CLIENTS: usize = 4;

const FILE: &str = "mutation ($input: FileSubmissionInput!) {
    fileSubmission(input: $input) { submission { number title } trackingCode errors { code } }
}";

const FOLLOW: &str = "query ($code: String!) {
    municipality { submissionByTrackingCode(trackingCode: $code) { number title } }
}";

#[tokio::test]
async fn sqlite_loses_nothing_that_was_acknowledged() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let file = program.folder.path().join("kept.sqlite");
    survive(&program, &format!("sqlite://{}?mode=rwc", file.display()), |_| {}).await;
}

#[tokio::test]
async fn postgres_loses_nothing_that_was_acknowledged() {
    let Some(mut cluster) = Cluster::start(Durability::Durable) else { return };
    let url = cluster.url("postgres");
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    survive(&program, &url, |death| {
        if death % 2 == 1 {
            cluster.crash();
        }
    })
    .await;
}

/// What the clients of one life of the server know.
#[derive(Default)]
struct Known {
    /// Answers that came.
    acknowledged: Vec<Answer>,
    /// Titles of submissions that were sent and whose answer did not come.
    in_doubt: Vec<String>,
}

async fn survive(program: &Program, url: &str, mut with_it: impl FnMut(usize)) {
    assert!(program.run(&["migrate", "--database-url", url], &[]).status.success());
    let home = Municipality::found_at(url).await;
    let mut acknowledged = Vec::new();
    let mut in_doubt = Vec::<String>::new();
    for death in 0..DEATHS {
        let server = program.serve_in(&["serve", "--database-url", url], &[SERVE_HOME]);
        // A phone that got no answer sends the same again (S14).
        for title in in_doubt.drain(..) {
            acknowledged.push(file(&server.client, &title).await.expect("an answer"));
        }
        let known = Arc::<Mutex<Known>>::default();
        let enough = Arc::<Notify>::default();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let titles = (0..FILED).map(move |number| format!("{death}-{client}-{number}"));
                tokio::spawn(keep_filing(
                    server.client.clone(),
                    titles,
                    Arc::clone(&known),
                    Arc::clone(&enough),
                ))
            })
            .collect();
        enough.notified().await;
        server.kill();
        for client in clients {
            client.await.unwrap();
        }
        with_it(death);
        let known = std::mem::take(&mut *known.lock().unwrap());
        assert!(known.acknowledged.len() >= FILED);
        acknowledged.extend(known.acknowledged);
        in_doubt.extend(known.in_doubt);
    }

    let server = program.serve_in(&["serve", "--database-url", url], &[SERVE_HOME]);
    for title in in_doubt {
        acknowledged.push(file(&server.client, &title).await.expect("an answer"));
    }
    for answer in &acknowledged {
        let code = answer.text("/fileSubmission/trackingCode");
        let found = server.client.post(HOME.0, FOLLOW, json!({ "code": code })).await.ok();
        assert_eq!(
            found.at("/municipality/submissionByTrackingCode"),
            answer.at("/fileSubmission/submission")
        );
    }
    // Nothing is lost, and nothing that was sent twice is there twice.
    assert_eq!(home.rows(entity::submission::Entity).await.len(), acknowledged.len());
}

/// Files until the server is gone.
async fn keep_filing(
    client: Client,
    titles: impl Iterator<Item = String>,
    known: Arc<Mutex<Known>>,
    enough: Arc<Notify>,
) {
    for title in titles {
        let answer = file(&client, &title).await;
        let mut known = known.lock().unwrap();
        let Some(answer) = answer else { return known.in_doubt.push(title) };
        known.acknowledged.push(answer);
        if known.acknowledged.len() >= FILED {
            enough.notify_one();
        }
    }
}

/// Files one submission; no answer where the server is gone.
async fn file(client: &Client, title: &str) -> Option<Answer> {
    let input: Value = json!({
        "kind": "FAULT_REPORT", "title": title, "body": "Lampan är trasig.", "isAnonymous": true,
        "idempotencyKey": format!("the one filing of {title}"),
    });
    let answer = client.post(HOME.0, FILE, json!({ "input": input })).attempt().await.ok()?.ok();
    answer.assert_user_errors("fileSubmission", &[]);
    Some(answer)
}
