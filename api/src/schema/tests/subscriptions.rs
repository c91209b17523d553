//! What becomes of subscriptions.

use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{executor, parameters, refused};
use crate::{platform::Locale, schema::Answer};

async fn listen(query: &str) -> Vec<Value> {
    let executor = executor();
    let prepared = executor.prepare(parameters(query, &json!({}))).expect("a valid document");
    let answers = executor.listen(prepared, Locale::En, Arc::from("r1"));
    let answers = answers.map(|answer| match answer {
        Answer::Executed(response) if response.errors.is_empty() => json!(response.data),
        Answer::Executed(response) => json!({ "errors": response.errors }),
        Answer::Refused(errors) => json!({ "refused": errors }),
        Answer::Failed(error) => json!({ "failed": error }),
        Answer::Made(_) | Answer::Busy(_) => json!(null),
    });
    answers.collect().await
}

#[tokio::test]
async fn a_subscription_gives_its_events() {
    assert_eq!(
        listen("subscription { ticks }").await,
        [json!({ "ticks": 0 }), json!({ "ticks": 1 }), json!({ "ticks": 2 })]
    );
}

#[tokio::test]
async fn a_subscription_may_stand_in_fragments() {
    for query in [
        "subscription { ...Ticks } fragment Ticks on Subscriptions { now: ticks }",
        "subscription { ... on Subscriptions { ...Ticks } } fragment Ticks on Subscriptions { ... { now: ticks } }",
    ] {
        assert_eq!(listen(query).await.first(), Some(&json!({ "now": 0 })), "{query}");
    }
}

#[tokio::test]
async fn a_subscription_has_one_field() {
    for query in [
        "subscription { ticks more: ticks }",
        "subscription { ticks ...More } fragment More on Subscriptions { more: ticks }",
        "subscription { __typename }",
        "subscription ($no: Boolean!) { ticks @skip(if: $no) }",
    ] {
        refused(query, json!({ "no": false }), "BAD_USER_INPUT").await;
    }
}

#[tokio::test]
async fn a_source_that_refuses_says_why() {
    let answers = listen("subscription { closed }").await;
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn a_bug_ends_the_subscription_and_tells_nothing() {
    let answers = listen("subscription { buggyTicks }").await;
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert_eq!(answers[1]["failed"]["extensions"], json!({ "code": "INTERNAL", "requestId": "r1" }));
    assert!(!answers[1].to_string().contains("hunter2"));
}
