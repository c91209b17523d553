//! The demonstration shows submissions of every kind and in every status.

use std::collections::BTreeSet;

use api::demo;
use entity::{submission, submission_category, submission_contact, submission_counter};
use harness::{TestApp, both_engines};
use serde_json::json;

#[both_engines]
async fn the_demonstration_has_every_kind_and_status_in_both_municipalities(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    for municipality in [&app.home, &app.neighbour] {
        let rows = municipality.rows(submission::Entity).await;
        let distinct =
            |text: fn(&submission::Model) -> String| rows.iter().map(text).collect::<BTreeSet<_>>().len();
        assert_eq!(
            (distinct(|row| format!("{:?}", row.kind)), distinct(|row| format!("{:?}", row.status))),
            (6, 6)
        );
        assert_eq!(distinct(|row| row.number.clone()), rows.len());
        assert!(
            rows.iter().any(|row| row.published_at.is_some())
                && rows.iter().any(|row| row.published_at.is_none())
        );
        let last: i32 =
            municipality.rows(submission_counter::Entity).await.iter().map(|row| row.last_number).sum();
        assert_eq!(usize::try_from(last).unwrap(), rows.len());
        assert!(!municipality.rows(submission_contact::Entity).await.is_empty());
        assert!(municipality.rows(submission_category::Entity).await.len() > 20);
    }
    // The next one filed goes on from there.
    let query = "mutation { fileSubmission(input: { kind: PRAISE, title: \"Hej\", body: \"Hej\", isAnonymous: true }) {
        submission { number } errors { code } } }";
    app.ask(query, json!({})).await.assert_user_errors("fileSubmission", &[]);
}
