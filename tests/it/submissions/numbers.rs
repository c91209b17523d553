//! Numbers: one series for each municipality and year, without gaps or doubles (S2).

use entity::{submission, submission_counter};
use futures_util::future::join_all;
use harness::builders::a_submission;
use harness::{Actor, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;

use super::{FILE, a_filing, file, unique, with};

#[both_engines]
async fn fifty_at_once_share_no_number_and_leave_no_gap(app: TestApp) {
    let filings = (0..50).map(|n| {
        // Every fifth is sent twice, as an impatient phone does.
        let key = if n % 5 == 0 { format!("the key of filing number {}", n / 10) } else { unique() };
        file_one(&app, key)
    });
    join_all(filings).await;
    let mut numbers: Vec<_> =
        app.home.rows(submission::Entity).await.into_iter().map(|row| row.number).collect();
    numbers.sort();
    let expected: Vec<_> = (1..=numbers.len()).map(|n| format!("2026-{n:05}")).collect();
    assert_eq!(numbers, expected);
    assert_eq!(numbers.len(), 45);
}

async fn file_one(app: &TestApp, key: String) {
    let input = with(a_filing(), "idempotencyKey", key);
    app.ask(FILE, json!({ "input": input })).await.assert_user_errors("fileSubmission", &[]);
}

#[both_engines]
async fn a_filing_that_fails_takes_no_number(app: TestApp) {
    let nobody = Actor::anonymous();
    let first = file(&app, &nobody, a_filing()).await;
    assert_eq!(first.text("/fileSubmission/submission/number"), "2026-00001");
    // The next number is taken, past the rules: the filing fails after it took the number, and takes nothing with it.
    app.home.insert(a_submission("2026-00002")).await;
    let input = with(a_filing(), "idempotencyKey", unique());
    app.ask(FILE, json!({ "input": input })).await.assert_codes(&["INTERNAL"]);
    app.expect_logged_error("");
    let counters = app.home.rows(entity::submission_counter::Entity).await;
    assert_eq!(counters.iter().map(|row| row.last_number).collect::<Vec<_>>(), [1]);
    // Nor is the key kept: sent again, it would be a first filing.
    assert_eq!(app.home.rows(entity::idempotency_key::Entity).await, []);
}

#[both_engines]
async fn a_number_has_five_digits_or_as_many_as_it_needs(app: TestApp) {
    for (last_number, expected) in [(16, "2026-00017"), (99_998, "2026-99999"), (99_999, "2026-100000")] {
        let platform = &app.foundation().platform;
        submission_counter::Entity::delete_many().exec(platform.connection()).await.unwrap();
        let (year, last_number) = (Set(2026), Set(last_number));
        app.home
            .insert(submission_counter::ActiveModel { year, last_number, ..ActiveModelTrait::default() })
            .await;
        let answer = file(&app, &Actor::anonymous(), a_filing()).await;
        assert_eq!(answer.text("/fileSubmission/submission/number"), expected);
        assert!(app.home.rows(submission::Entity).await.iter().any(|row| row.number == expected));
    }
}

#[both_engines]
async fn each_municipality_and_each_swedish_year_has_its_own_series(app: TestApp) {
    let nobody = Actor::anonymous();
    file(&app, &nobody, a_filing()).await;
    let theirs = app.post(&app.neighbour.code, FILE, json!({ "input": a_filing() })).await.ok();
    assert_eq!(theirs.text("/fileSubmission/submission/number"), "2026-00001");
    // Half an hour before midnight in UTC it is the new year in Sweden.
    app.clock.set("2026-12-31T23:30:00Z");
    let answer = file(&app, &nobody, a_filing()).await;
    assert_eq!(answer.text("/fileSubmission/submission/number"), "2027-00001");
}
