//! Tyck till, from outside: who may file, follow, see, handle and publish, and who must not notice.

mod adding;
mod answering;
mod budget;
mod demo;
mod filing;
mod handling;
mod lists;
mod numbers;
mod publishing;
mod support;
mod tracking;
mod updates;
mod visibility;

use std::sync::atomic::{AtomicU64, Ordering};

use entity::submission;
use harness::{Actor, Answer, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// A filing, with everything that its payload tells.
const FILE: &str = "mutation File($input: FileSubmissionInput!) { fileSubmission(input: $input) {
    trackingCode
    submission { id number kind title body locale status receivedAt publishedAt address location { latitude longitude }
        category { code } department { name { value } } contact { name email phone }
        history { nodes { action status } } viewerCanAdd viewerCanHandle }
    errors { code field message } } }";

/// What a sender sees by the tracking code.
const BY_CODE: &str = "query Track($code: String!) { municipality { submissionByTrackingCode(trackingCode: $code) {
    id number title body status address contact { name email phone }
    latestAnswer { body authorName } answers { nodes { body } totalCount }
    history { nodes { action status actorName } } messages { nodes { body } } notes { nodes { body } totalCount }
    caseOfficer { name } publicCopy { title } suggestedPublicCopy { title } allowedTransitions
    viewerCanAdd viewerCanAnswer viewerCanHandle viewerCanSupport } } }";

/// A fault report of an anonymous phone.
fn a_filing() -> Value {
    json!({ "kind": "FAULT_REPORT", "title": "Trasig lampa", "body": "Lampan vid lekplatsen är trasig.",
            "isAnonymous": true })
}

/// The same input with one more field, or another value in it.
fn with(mut input: Value, field: &str, value: impl Into<Value>) -> Value {
    input[field] = value.into();
    input
}

/// A value that no other call gives.
fn unique() -> String {
    static GIVEN: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(0x5eed_4000, GIVEN.fetch_add(1, Ordering::SeqCst)).to_string()
}

async fn file(app: &TestApp, actor: &Actor, input: Value) -> Answer {
    app.ask(FILE, json!({ "input": input })).by(actor).await.ok()
}

/// What was filed by an anonymous phone: its id and tracking code.
struct Filed {
    id: String,
    code: String,
}

async fn filed(app: &TestApp) -> Filed {
    let answer = file(app, &Actor::anonymous(), a_filing()).await;
    Filed {
        id: answer.text("/fileSubmission/submission/id").to_owned(),
        code: answer.text("/fileSubmission/trackingCode").to_owned(),
    }
}

async fn track(app: &TestApp, code: &str) -> Answer {
    app.ask(BY_CODE, json!({ "code": code })).await.ok()
}

/// A mutation that answers a submission's id and status.
async fn change(app: &TestApp, actor: &Actor, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation Change($input: {name}!) {{ {mutation}(input: $input) {{
            submission {{ id number kind status title supportCount phoneSupportCount updatedAt }} errors {{ code field }} }} }}"
    );
    app.ask(&query, json!({ "input": input })).by(actor).await
}

/// The only submission that there is, as the database holds it.
async fn the_row(app: &TestApp) -> submission::Model {
    let mut rows = app.home.rows(submission::Entity).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn id_of(row: &submission::Model) -> String {
    format!("submission:{}", row.id)
}
