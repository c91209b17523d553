//! Nobody can tell who voted how: not while the day lasts, and not afterwards with the whole database in hand (M6).

use entity::{idempotency_key, meal_feedback, voter_salt};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

use super::{Lunch, VOTE, phone, vote, votes, with};

const OWN: &str = "query Own($id: ID!, $phone: ID) { node(id: $id) { ... on Meal {
    viewerFeedback(installationId: $phone) { rating reasons comment role dish { name } } } } }";

fn bytes_of(text: &str) -> Vec<u8> {
    text.parse::<uuid::Uuid>().unwrap().as_bytes().to_vec()
}

#[both_engines]
async fn only_the_voter_sees_the_vote_and_only_that_day(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let (mine, theirs) = (phone(), phone());
    let ballot = with(with(lunch.ballot(), "installationId", mine.clone()), "comment", "Kall");
    votes(&app, [ballot]).await;
    let own = async |phone: Value| {
        let answer = app.ask(OWN, json!({ "id": lunch.id(), "phone": phone })).await.ok();
        answer.at("/node/viewerFeedback").clone()
    };
    let expected = json!({ "rating": 4, "reasons": [], "comment": "Kall", "role": "PUPIL", "dish": null });
    assert_eq!(own(json!(mine)).await, expected);
    assert_eq!(own(json!(theirs)).await, json!(null));
    assert_eq!(own(json!(null)).await, json!(null));
    app.clock.set("2026-09-15T00:00:00+02:00");
    assert_eq!(own(json!(mine)).await, json!(null));
}

#[both_engines]
async fn a_person_sees_their_vote_and_staff_see_nobodys(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let pupil = app.home.pupil(&lunch.school).await;
    app.ask(VOTE, json!({ "input": lunch.ballot() })).by(&pupil).await.assert_ok();
    let own = app.ask(OWN, json!({ "id": lunch.id() })).by(&pupil).await.ok();
    assert_eq!(own.at("/node/viewerFeedback/rating"), &json!(4));
    for other in [
        app.home.teacher(&lunch.school).await,
        app.home.kitchen().await,
        app.home.administrator().await,
        app.home.data_protection_officer().await,
    ] {
        let answer = app.ask(OWN, json!({ "id": lunch.id() })).by(&other).await.ok();
        assert_eq!(answer.at("/node/viewerFeedback"), &json!(null));
    }
    let invalid = app.ask(OWN, json!({ "id": lunch.id(), "phone": "not a uuid" })).await;
    invalid.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn neither_phone_nor_person_is_stored_and_the_salt_ends_with_the_day(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let pupil = app.home.pupil(&lunch.school).await;
    let phone = phone();
    let ballot = with(with(lunch.ballot(), "installationId", phone.clone()), "idempotencyKey", "tap");
    votes(&app, [ballot.clone()]).await;
    let with_key = with(lunch.ballot(), "idempotencyKey", "tap");
    app.ask(VOTE, json!({ "input": with_key })).by(&pupil).await.assert_ok();

    let identities = [bytes_of(&phone), pupil.id().as_bytes().to_vec()];
    for row in app.home.rows(meal_feedback::Entity).await {
        assert_eq!(row.voter_hash.len(), 32);
        assert!(!identities.iter().any(|id| row.voter_hash.windows(16).any(|part| part == id.as_slice())));
    }
    // What retries need is kept longer than the day, so it must not name anybody either.
    for row in app.home.rows(idempotency_key::Entity).await {
        let kept = format!("{} {}", row.owner, row.outcome);
        assert!(!kept.contains(&phone) && !kept.contains(&pupil.id().to_string()), "{kept}");
    }
    assert_eq!(app.home.rows(voter_salt::Entity).await.len(), 1);
    app.settle().await;
    assert_eq!(app.home.rows(voter_salt::Entity).await.len(), 1, "the day is not over");
    app.clock.set("2026-09-15T00:00:00+02:00");
    app.settle().await;
    assert_eq!(app.home.rows(voter_salt::Entity).await.len(), 0);
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 2, "votes stay");
}

#[both_engines]
async fn the_same_phone_has_another_hash_every_day(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let tuesday = Lunch::of(&app.home, monday.school.clone(), super::MONDAY.succ_opt().unwrap()).await;
    let phone = phone();
    votes(&app, [with(monday.ballot(), "installationId", phone.clone())]).await;
    app.clock.set("2026-09-15T12:00:00+02:00");
    votes(&app, [with(tuesday.ballot(), "installationId", phone)]).await;
    let rows = app.home.rows(meal_feedback::Entity).await;
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0].voter_hash, rows[1].voter_hash);
}

#[both_engines]
async fn nothing_in_the_contract_lists_votes(app: TestApp) {
    let answer = vote(&app, Lunch::at(&app.home).await.ballot()).await;
    answer.assert_user_errors("submitMealFeedback", &[]);
    let sdl = api::schema::sdl();
    for list in ["[MealFeedback", "MealFeedbackConnection", "MealFeedbackEdge", "voterHash", "VoterSalt"] {
        assert!(!sdl.contains(list), "the contract has {list}");
    }
}
