//! `submissionUpdated`: who hears what, judged when it is delivered.

use std::time::Duration;

use harness::{Actor, Received, Socket, TestApp, both_engines};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{change, filed, with};

const BY_ID: &str = "subscription Updates($id: ID) { submissionUpdated(id: $id) {
    title status notes { nodes { body } } history { nodes { action } } latestAnswer { body } } }";
const BY_CODE: &str = "subscription Updates($code: String) { submissionUpdated(trackingCode: $code) {
    title status notes { nodes { body } } messages { nodes { body } } contact { name } latestAnswer { body } } }";

async fn heard(socket: &mut Socket) -> Value {
    let payload = socket.next("1").await;
    assert_eq!(payload.get("errors"), None, "{payload:#}");
    payload["data"]["submissionUpdated"].clone()
}

#[both_engines]
async fn a_sender_hears_by_code_of_what_they_may_see(app: TestApp) {
    let officer = app.home.case_officer().await;
    let mine = filed(&app).await;
    let other = filed(&app).await;
    let mut socket = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    socket.subscribe("1", BY_CODE, json!({ "code": mine.code.to_lowercase() })).await;
    let submission = json!({ "submissionId": mine.id });
    begin(&app, &mut socket).await;
    // Neither another submission nor an internal note is heard of.
    let others = json!({ "submissionId": other.id, "status": "CLOSED" });
    change(&app, &officer, "changeSubmissionStatus", others).await.assert_ok();
    change(&app, &officer, "addInternalNote", with(submission.clone(), "body", "Hm.")).await.assert_ok();
    change(&app, &officer, "answerSubmission", with(submission.clone(), "body", "Klart!")).await.assert_ok();
    app.settle().await;
    assert_eq!(
        heard(&mut socket).await,
        json!({ "title": "Trasig lampa", "status": "ANSWERED", "notes": { "nodes": [] }, "messages": { "nodes": [] },
                "contact": null, "latestAnswer": { "body": "Klart!" } })
    );
    let reply = json!({ "trackingCode": mine.code, "body": "Tack!" });
    change(&app, &Actor::anonymous(), "addToSubmission", reply).await.assert_ok();
    app.settle().await;
    assert_eq!(heard(&mut socket).await["messages"], json!({ "nodes": [{ "body": "Tack!" }] }));
    socket.close().await;
}

/// Returns when the subscription of an anonymous caller listens. The first answer tells that it was read, the second that
/// it ran since; for nobody in particular nothing has to be waited for before it listens.
async fn begin(app: &TestApp, socket: &mut Socket) {
    app.settle().await;
    for _ in 0..2 {
        socket.send(&json!({ "type": "ping" })).await;
        let answer = socket.receive().await;
        assert!(matches!(&answer, Received::Message(message) if message["type"] == "pong"), "{answer:#?}");
    }
}

#[both_engines]
async fn the_public_hears_from_when_it_is_published_until_it_is_taken_back(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let submission = json!({ "submissionId": filed.id });
    let mut socket = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    socket.subscribe("1", BY_ID, json!({ "id": filed.id })).await;
    begin(&app, &mut socket).await;
    let to = |status: &str| with(submission.clone(), "status", status);
    change(&app, &officer, "changeSubmissionStatus", to("IN_PROGRESS")).await.assert_ok();
    let copy = with(with(submission.clone(), "title", "Lampa"), "body", "Trasig.");
    change(&app, &officer, "publishSubmission", copy).await.assert_ok();
    app.settle().await;
    assert_eq!(heard(&mut socket).await["title"], "Lampa");
    change(&app, &officer, "unpublishSubmission", submission.clone()).await.assert_ok();
    change(&app, &officer, "changeSubmissionStatus", to("PLANNED")).await.assert_ok();
    app.settle().await;
    let copy = with(with(submission.clone(), "title", "Lampa igen"), "body", "Trasig.");
    change(&app, &officer, "publishSubmission", copy).await.assert_ok();
    app.settle().await;
    loop {
        let event = heard(&mut socket).await;
        if event["title"] == "Lampa igen" {
            break;
        }
        // An earlier fact may be told late, with what is public by then; never with what was not.
        assert_eq!((&event["title"], &event["status"]), (&json!("Lampa"), &json!("IN_PROGRESS")));
    }
    socket.close().await;
}

#[both_engines]
async fn the_public_does_not_notice_what_the_sender_adds(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let submission = json!({ "submissionId": filed.id });
    let copy = with(with(submission.clone(), "title", "Lampa"), "body", "Trasig.");
    change(&app, &officer, "publishSubmission", copy).await.assert_ok();
    let updated_at = async || {
        let query = "query U($id: ID!) { node(id: $id) { ... on Submission { updatedAt } } }";
        app.ask(query, json!({ "id": filed.id })).await.ok().at("/node/updatedAt").clone()
    };
    let before = updated_at().await;
    // What happened before anybody listened is announced before anybody listens.
    app.settle().await;
    let mut public = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    public.subscribe("1", BY_ID, json!({ "id": filed.id })).await;
    begin(&app, &mut public).await;
    let mut sender = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    sender.subscribe("1", BY_CODE, json!({ "code": filed.code })).await;
    begin(&app, &mut sender).await;

    app.clock.advance(chrono::TimeDelta::hours(1));
    let more = json!({ "trackingCode": filed.code, "body": "Mer." });
    change(&app, &Actor::anonymous(), "addToSubmission", more).await.assert_ok();
    app.settle().await;
    assert_eq!(heard(&mut sender).await["messages"], json!({ "nodes": [{ "body": "Mer." }] }));
    assert_eq!(updated_at().await, before);

    let answer = with(submission, "body", "Klart!");
    change(&app, &officer, "answerSubmission", answer).await.assert_ok();
    app.settle().await;
    // The first that the public hears of is the answer.
    assert_eq!(heard(&mut public).await["status"], "ANSWERED");
    assert_ne!(updated_at().await, before);
    public.close().await;
    sender.close().await;
}

#[both_engines]
async fn an_officer_hears_of_notes_too(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let mut socket = app.connect_as(&app.home.code, &officer).await;
    socket.subscribe("1", BY_ID, json!({ "id": filed.id })).await;
    let note = json!({ "submissionId": filed.id, "body": "Hm." });
    // Looking the officer up takes a while: what is noted before is missed by right.
    let heard = loop {
        change(&app, &officer, "addInternalNote", note.clone()).await.assert_ok();
        app.settle().await;
        if let Ok(heard) = timeout(Duration::from_millis(50), heard(&mut socket)).await {
            break heard;
        }
    };
    assert_eq!(heard["notes"]["nodes"][0], json!({ "body": "Hm." }));
    assert_eq!(heard["history"]["nodes"][1], json!({ "action": "NOTED" }));
    socket.close().await;
}

#[both_engines]
async fn a_code_that_opens_nothing_is_refused_and_so_is_a_vague_question(app: TestApp) {
    let filed = filed(&app).await;
    let mut socket = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    for (id, code) in [("0", "0000-0000-0000-0000-0000"), ("1", "0000"), ("3", "")] {
        socket.subscribe(id, BY_CODE, json!({ "code": code })).await;
        let Received::Message(message) = socket.receive().await else { panic!("closed") };
        let said = message.to_string();
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!(id)), "{said}");
        assert!(said.contains("BAD_USER_INPUT") && said.contains("trackingCode"), "{said}");
    }
    let both = "subscription Both($id: ID, $code: String) { submissionUpdated(id: $id, trackingCode: $code) { id } }";
    for variables in [json!({}), json!({ "id": filed.id, "code": filed.code })] {
        socket.subscribe("2", both, variables).await;
        let Received::Message(message) = socket.receive().await else { panic!("closed") };
        assert!(message.to_string().contains("BAD_USER_INPUT"), "{message:#}");
    }
    socket.close().await;
}
