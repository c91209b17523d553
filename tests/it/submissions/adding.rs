//! The sender adds and replies (S3, S6).

use entity::{SubmissionStatus, submission, submission_event, submission_message};
use harness::builders::a_published_submission;
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::{a_filing, change, file, filed, id_of, the_row, unique, with};

const ADD: &str = "mutation Add($input: AddToSubmissionInput!) { addToSubmission(input: $input) {
    submission { title status messages { nodes { body } } viewerCanAdd } message { id body createdAt }
    errors { code field } } }";

const PAYLOAD: &str = "addToSubmission";

async fn add(app: &TestApp, actor: &Actor, input: Value) -> Answer {
    app.ask(ADD, json!({ "input": input })).by(actor).await.ok()
}

#[both_engines]
async fn an_anonymous_sender_adds_by_code(app: TestApp) {
    let filed = filed(&app).await;
    let input = json!({ "trackingCode": filed.code.to_lowercase(), "body": " Nu är den helt släckt. " });
    let answer = add(&app, &Actor::anonymous(), input).await;
    assert_eq!(
        answer.at("/addToSubmission/submission"),
        &json!({ "title": "Trasig lampa", "status": "RECEIVED",
                 "messages": { "nodes": [{ "body": "Nu är den helt släckt." }] }, "viewerCanAdd": true })
    );
}

#[both_engines]
async fn who_adds_by_code_leaves_no_link_to_a_login(app: TestApp) {
    let filed = filed(&app).await;
    let resident = app.home.resident("Rut").await;
    let input = json!({ "trackingCode": filed.code, "body": "Mer.", "idempotencyKey": unique() });
    add(&app, &resident, input).await.assert_user_errors(PAYLOAD, &[]);
    assert!(app.home.rows(submission_event::Entity).await.iter().all(|event| event.actor_id.is_none()));
    let keys = app.home.rows(entity::idempotency_key::Entity).await;
    assert!(keys.iter().all(|key| key.owner == "anonymous"));
}

#[both_engines]
async fn a_reply_takes_up_what_waits_for_its_sender(app: TestApp) {
    let officer = app.home.case_officer().await;
    let resident = app.home.resident("Rut").await;
    let answer = file(&app, &resident, with(a_filing(), "isAnonymous", false)).await;
    let id = answer.text("/fileSubmission/submission/id");
    for status in ["IN_PROGRESS", "AWAITING_SENDER"] {
        let input = json!({ "submissionId": id, "status": status });
        change(&app, &officer, "changeSubmissionStatus", input).await.assert_ok();
    }
    let answer = add(&app, &resident, json!({ "submissionId": id, "body": "Den vid gungan." })).await;
    assert_eq!(answer.text("/addToSubmission/submission/status"), "IN_PROGRESS");
}

#[both_engines]
async fn only_the_sender_adds(app: TestApp) {
    let officer = app.home.case_officer().await;
    let published = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let input = json!({ "submissionId": id_of(&published), "body": "Hej" });
    for actor in [Actor::anonymous(), app.home.resident("Olle").await, officer] {
        add(&app, &actor, input.clone()).await.assert_user_errors(PAYLOAD, &["SUBMISSION_NOT_FOUND"]);
    }
    for code in ["7KQ2-M9XW-4TRN-HB3C-P5YE", "nonsense"] {
        let input = json!({ "trackingCode": code, "body": "Hej" });
        add(&app, &Actor::anonymous(), input).await.assert_user_errors(PAYLOAD, &["TRACKING_CODE_NOT_FOUND"]);
    }
    assert_eq!(app.home.rows(submission_message::Entity).await, []);
}

#[both_engines]
async fn a_closed_submission_takes_no_more(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let input = json!({ "submissionId": filed.id, "status": "CLOSED" });
    change(&app, &officer, "changeSubmissionStatus", input).await.assert_ok();
    let answer = add(&app, &Actor::anonymous(), json!({ "trackingCode": filed.code, "body": "Hej" })).await;
    answer.assert_user_errors(PAYLOAD, &["SUBMISSION_CLOSED"]);
    assert_eq!(the_row(&app).await.status, SubmissionStatus::Closed);
}

#[both_engines]
async fn faults_come_back_together_and_a_retry_is_one_addition(app: TestApp) {
    let nobody = Actor::anonymous();
    let answer = add(&app, &nobody, json!({ "body": "", "idempotencyKey": "" })).await;
    answer.assert_user_errors(PAYLOAD, &["BODY_BLANK", "IDEMPOTENCY_KEY_INVALID", "TARGET_MISSING"]);
    let filed = filed(&app).await;
    let long = json!({ "trackingCode": filed.code, "body": "x".repeat(10_001) });
    add(&app, &nobody, long).await.assert_user_errors(PAYLOAD, &["BODY_TOO_LONG"]);
    let input = json!({ "trackingCode": filed.code, "body": "Mer.", "idempotencyKey": unique() });
    let first = add(&app, &nobody, input.clone()).await;
    assert_eq!(first.at(""), add(&app, &nobody, input.clone()).await.at(""));
    add(&app, &nobody, with(input.clone(), "body", "Annat."))
        .await
        .assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_REUSED"]);
    // The key does not stand for the code: it came with another input.
    let mut by_id = with(input.clone(), "submissionId", filed.id.as_str());
    by_id["trackingCode"] = Value::Null;
    add(&app, &nobody, by_id.clone()).await.assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_REUSED"]);
    by_id["idempotencyKey"] = unique().into();
    add(&app, &nobody, by_id).await.assert_user_errors(PAYLOAD, &["SUBMISSION_NOT_FOUND"]);
    add(&app, &nobody, with(input, "idempotencyKey", "1"))
        .await
        .assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_INVALID"]);
    assert_eq!(app.home.rows(submission_message::Entity).await.len(), 1);
    assert_eq!(app.home.rows(submission::Entity).await.len(), 1);
}
