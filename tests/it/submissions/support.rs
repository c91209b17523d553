//! Supporting instead of filing the same again (S4).

use entity::{SubmissionStatus, submission, submission_support};
use futures_util::future::join_all;
use harness::builders::{a_published_submission, a_submission};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{change, id_of, the_row, unique, with};

const SUPPORT: &str = "supportSubmission";
const WITHDRAW: &str = "withdrawSubmissionSupport";

fn by_phone(row: &submission::Model, phone: &str) -> Value {
    json!({ "submissionId": id_of(row), "installationId": phone })
}

#[both_engines]
async fn a_person_and_a_phone_support_once_each(app: TestApp) {
    let row = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let resident = app.home.resident("Rut").await;
    let (phone, other) = (unique(), unique());
    for (actor, phone, people, phones) in [
        (&Actor::anonymous(), &phone, 0, 1),
        (&Actor::anonymous(), &phone, 0, 1),
        (&Actor::anonymous(), &other, 0, 2),
        // Who is logged in counts as the person, whatever phone it is.
        (&resident, &phone, 1, 2),
        (&resident, &other, 1, 2),
    ] {
        let answer = change(&app, actor, SUPPORT, by_phone(&row, phone)).await.ok();
        answer.assert_user_errors(SUPPORT, &[]);
        assert_eq!(answer.at("/supportSubmission/submission/supportCount"), &json!(people));
        assert_eq!(answer.at("/supportSubmission/submission/phoneSupportCount"), &json!(phones));
    }
    let query = "query Mine($id: ID!, $phone: ID) { node(id: $id) { ... on Submission {
        viewerSupports(installationId: $phone) supportCount phoneSupportCount } } }";
    for (actor, phone, supports) in [
        (&Actor::anonymous(), Some(&phone), true),
        (&Actor::anonymous(), Some(&unique()), false),
        (&Actor::anonymous(), None, false),
        (&resident, None, true),
    ] {
        let answer = app.ask(query, json!({ "id": id_of(&row), "phone": phone })).by(actor).await.ok();
        assert_eq!(
            answer.at("/node"),
            &json!({ "viewerSupports": supports, "supportCount": 1, "phoneSupportCount": 2 })
        );
    }
}

#[both_engines]
async fn support_can_be_taken_back_once(app: TestApp) {
    let row = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let nobody = Actor::anonymous();
    let phone = unique();
    for (mutation, count) in [(WITHDRAW, 0), (SUPPORT, 1), (WITHDRAW, 0), (WITHDRAW, 0)] {
        let answer = change(&app, &nobody, mutation, by_phone(&row, &phone)).await.ok();
        assert_eq!(answer.at(&format!("/{mutation}/submission/phoneSupportCount")), &json!(count));
    }
    assert_eq!(app.home.rows(submission_support::Entity).await, []);
}

#[both_engines]
async fn thirty_at_once_are_counted_exactly(app: TestApp) {
    let row = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let phones: Vec<_> = (0..20).map(|_| unique()).collect();
    let nobody = Actor::anonymous();
    let both = phones.iter().chain(&phones[..10]);
    join_all(both.map(|phone| change(&app, &nobody, SUPPORT, by_phone(&row, phone)))).await;
    let row = the_row(&app).await;
    assert_eq!((row.support_count, row.phone_support_count), (0, 20));
    assert_eq!(app.home.rows(submission_support::Entity).await.len(), 20);
}

#[both_engines]
async fn what_is_kept_of_a_supporter_differs_from_submission_to_submission(app: TestApp) {
    let (nobody, phone) = (Actor::anonymous(), unique());
    for number in ["A-1", "A-2"] {
        let row = app.home.insert(a_published_submission(number, app.clock.now())).await;
        change(&app, &nobody, SUPPORT, by_phone(&row, &phone)).await.assert_ok();
    }
    let rows = app.home.rows(submission_support::Entity).await;
    assert_ne!(rows[0].supporter_hash, rows[1].supporter_hash);
    assert!(rows.iter().all(|row| row.supporter_hash.len() == 32));
}

#[both_engines]
async fn only_what_is_published_and_open_can_be_supported(app: TestApp) {
    let (nobody, officer) = (Actor::anonymous(), app.home.case_officer().await);
    let hidden = app.home.insert(a_submission("A-1")).await;
    let status = Set(SubmissionStatus::Closed);
    let closed = submission::ActiveModel { status, ..a_published_submission("A-2", app.clock.now()) };
    let closed = app.home.insert(closed).await;
    let theirs = app.neighbour.insert(a_published_submission("A-3", app.clock.now())).await;
    for (actor, row, code) in [
        (&nobody, &hidden, "SUBMISSION_NOT_FOUND"),
        (&officer, &hidden, "SUBMISSION_NOT_OPEN"),
        (&nobody, &closed, "SUBMISSION_NOT_OPEN"),
        (&nobody, &theirs, "SUBMISSION_NOT_FOUND"),
    ] {
        let answer = change(&app, actor, SUPPORT, by_phone(row, &unique())).await.ok();
        answer.assert_user_errors(SUPPORT, &[code]);
    }
    assert_eq!(app.home.rows(submission_support::Entity).await, []);
}

#[both_engines]
async fn a_phone_needs_a_random_id(app: TestApp) {
    let row = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let nobody = Actor::anonymous();
    let input = json!({ "submissionId": id_of(&row) });
    for mutation in [SUPPORT, WITHDRAW] {
        let answer = change(&app, &nobody, mutation, input.clone()).await.ok();
        answer.assert_user_errors(mutation, &["INSTALLATION_ID_MISSING"]);
        for id in ["", "my phone", "00000000-0000-0000-0000-000000000000"] {
            let input = with(input.clone(), "installationId", id);
            let answer = change(&app, &nobody, mutation, input).await.ok();
            answer.assert_user_errors(mutation, &["INSTALLATION_ID_INVALID"]);
        }
    }
}

#[both_engines]
async fn made_up_phones_of_one_address_are_slowed_down_and_a_person_beside_them_is_not(app: TestApp) {
    let row = app.home.insert(a_published_submission("A-1", app.clock.now())).await;
    let (nobody, resident) = (Actor::anonymous(), app.home.resident("Rut").await);
    let support = async |actor: &Actor| {
        let answer = change(&app, actor, SUPPORT, by_phone(&row, &unique())).await;
        answer.body.pointer("/errors/0/extensions").cloned()
    };
    let mut refused = Vec::new();
    for _ in 0..200 {
        refused.extend(support(&nobody).await);
    }
    assert_eq!(refused.len(), 140);
    assert!(refused.iter().all(|error| error["code"] == "RATE_LIMITED"
        && error["retryAfter"].as_u64().is_some_and(|seconds| (1..=2).contains(&seconds))));
    assert_eq!(the_row(&app).await.phone_support_count, 60);
    assert_eq!(support(&resident).await, None);
    app.clock.advance(chrono::TimeDelta::seconds(2));
    assert_eq!((support(&nobody).await, support(&nobody).await), (None, None));
    assert!(support(&nobody).await.is_some());
}
