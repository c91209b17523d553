//! Whether a subscription hears of something, told from one that only has not heard yet.

use std::time::Duration;

use harness::{Actor, Received, TestApp};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::inputs::mutate;
use super::whole::{Whole, id};

/// What everybody hears.
const CONTROL: &str = "subscription($id: ID) { submissionUpdated(id: $id) { title } }";

/// So often does a public submission say something before another subscription counts as silent.
const ROUNDS: usize = 3;

/// What an actor hears, at the municipality of `there`, while something happens again and again: `hears`, `nothing`,
/// `ends` where the subscription ends by itself, or the code of the refusal.
///
/// A second subscription on the same socket, begun later, listens to a public submission that is changed after each
/// time: when it has heard of several of these, the first one would have heard.
pub async fn heard(
    app: &TestApp,
    there: &Whole,
    actor: &Actor,
    (query, variables): (&str, Value),
    happens: impl AsyncFn(),
) -> String {
    let control = id("submission", there.new_public_submission().await.id);
    let mut socket = app.connect_as(&there.here.code, actor).await;
    socket.subscribe("it", query, variables).await;
    socket.subscribe("control", CONTROL, json!({ "id": control })).await;
    let copy = json!({ "submissionId": control, "title": "Lampa", "body": "Den är trasig." });
    let mut rounds = 0;
    while rounds < ROUNDS {
        happens().await;
        let officer = &there.people.officer;
        mutate(app, &there.here, officer, "publishSubmission", &copy).await.assert_ok();
        app.settle().await;
        // What happened before the subscriptions began is missed by right.
        let Ok(received) = timeout(Duration::from_millis(50), socket.receive()).await else { continue };
        let Received::Message(message) = received else { panic!("closed: {received:#?}") };
        if message["id"] != "control" {
            return told(&message);
        }
        rounds += 1;
    }
    "nothing".to_owned()
}

fn told(message: &Value) -> String {
    let payload = &message["payload"];
    let error = payload.get(0).or_else(|| payload["errors"].get(0));
    match (error, message["type"].as_str()) {
        (Some(error), _) => error["extensions"]["code"].as_str().expect("a code").to_owned(),
        (None, Some("complete")) => "ends".to_owned(),
        _ => "hears".to_owned(),
    }
}
