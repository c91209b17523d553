//! Classroom mode (M5): one device, many votes, opened by staff for a short time, and nobody's vote can be told.

use chrono::TimeDelta;
use entity::{VoteChannel, classroom_session, meal_feedback};
use futures_util::future::join_all;
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Lunch, assert_tallies_agree};

const OPEN: &str = "mutation($input: OpenClassroomSessionInput!) { openClassroomSession(input: $input) { code
    session { id isOpen isJoined votes maxVotes closesAt meal { name } } errors { code } } }";
const JOIN: &str = "mutation($input: JoinClassroomSessionInput!) { joinClassroomSession(input: $input) { deviceToken closesAt
    meal { id dishes { name } } errors { code message } } }";
const TAP: &str = "mutation($input: SubmitClassroomFeedbackInput!) { submitClassroomFeedback(input: $input) { votes wasRepeated
    errors { code field } } }";
const CLOSE: &str =
    "mutation($input: CloseClassroomSessionInput!) { closeClassroomSession(input: $input) { session { isOpen
    votes } errors { code } } }";

async fn open(app: &TestApp, by: &Actor, lunch: &Lunch, more: Value) -> Answer {
    let mut input = json!({ "mealId": lunch.id(), "minutes": 10 });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask(OPEN, json!({ "input": input })).by(by).await
}

async fn join(app: &TestApp, code: &str) -> Answer {
    app.ask(JOIN, json!({ "input": { "code": code } })).await.ok()
}

/// The token of a device that has joined.
async fn device(app: &TestApp, teacher: &Actor, lunch: &Lunch, more: Value) -> String {
    let opened = open(app, teacher, lunch, more).await.ok();
    let joined = join(app, opened.text("/openClassroomSession/code")).await;
    joined.text("/joinClassroomSession/deviceToken").to_owned()
}

async fn tap(app: &TestApp, device: &str, id: u128, rating: i32) -> Answer {
    let tap = Uuid::from_u128(0x5eed_0000_0000_0000_0000_0000_0000_0000 + id).to_string();
    let input = json!({ "deviceToken": device, "tapId": tap, "rating": rating, "reasons": ["TASTE"] });
    app.ask(TAP, json!({ "input": input })).await.ok()
}

fn pause(app: &TestApp) {
    app.clock.advance(TimeDelta::seconds(3));
}

#[both_engines]
async fn a_class_votes_from_the_opening_to_the_closing(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    app.clock.set("2026-09-14T11:30:00+02:00");
    let opened = open(&app, &teacher, &lunch, json!({ "maxVotes": 30, "idempotencyKey": "7b" })).await.ok();
    let code = opened.text("/openClassroomSession/code").to_owned();
    let session = opened.text("/openClassroomSession/session/id").to_owned();
    assert_eq!(code.len(), 8);
    assert_eq!(opened.text("/openClassroomSession/session/closesAt"), "2026-09-14T09:40:00.000Z");
    let again = open(&app, &teacher, &lunch, json!({ "maxVotes": 30, "idempotencyKey": "7b" })).await.ok();
    assert_eq!(again.text("/openClassroomSession/code"), code, "a retry is the same session");

    // The code is read out, and typed in as children do.
    let joined = join(&app, &format!(" {}-{}", &code[..3].to_lowercase(), &code[3..])).await;
    joined.assert_user_errors("joinClassroomSession", &[]);
    assert_eq!(joined.text("/joinClassroomSession/meal/id"), lunch.id());
    let device = joined.text("/joinClassroomSession/deviceToken").to_owned();
    join(&app, &code).await.assert_user_errors("joinClassroomSession", &["CODE_NOT_FOUND"]);

    for pupil in 0..12 {
        pause(&app);
        let rating = if pupil % 3 == 0 { 2 } else { 5 };
        let answer = tap(&app, &device, pupil, rating).await;
        answer.assert_user_errors("submitClassroomFeedback", &[]);
        assert_eq!(answer.at("/submitClassroomFeedback/votes"), &json!(pupil + 1));
    }
    let query = "query($id: ID!) { node(id: $id) { ... on ClassroomSession { isOpen isJoined votes meal { feedbackSummary {
                 count } classroomSessions { id } } } } }";
    let seen = app.ask(query, json!({ "id": session })).by(&teacher).await.ok();
    assert_eq!(seen.at("/node/votes"), &json!(12));
    assert_eq!(seen.at("/node/meal/feedbackSummary/count"), &json!(10), "in portions of five");
    assert_eq!(seen.at("/node/meal/classroomSessions"), &json!([{ "id": session }]));

    let closed = app.ask(CLOSE, json!({ "input": { "sessionId": session } })).by(&teacher).await.ok();
    assert_eq!(closed.at("/closeClassroomSession/session/isOpen"), &json!(false));
    pause(&app);
    tap(&app, &device, 99, 5).await.assert_user_errors("submitClassroomFeedback", &["SESSION_CLOSED"]);
    let retried = tap(&app, &device, 11, 5).await;
    assert_eq!(retried.at("/submitClassroomFeedback/wasRepeated"), &json!(true), "the device was offline");

    let votes = app.home.rows(meal_feedback::Entity).await;
    assert_eq!(votes.len(), 12);
    assert!(votes.iter().all(|vote| vote.channel == VoteChannel::Classroom));
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_tap_that_is_doubled_or_retried_is_one_vote(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    let device = device(&app, &teacher, &lunch, json!({})).await;
    tap(&app, &device, 1, 5).await.assert_user_errors("submitClassroomFeedback", &[]);
    // Both fingers at once: another tap, too soon to be another pupil.
    tap(&app, &device, 2, 5).await.assert_user_errors("submitClassroomFeedback", &["TAP_TOO_SOON"]);
    pause(&app);
    let same = join_all((0..6).map(|_| tap(&app, &device, 3, 4))).await;
    let counted =
        same.iter().filter(|answer| answer.at("/submitClassroomFeedback/wasRepeated") == &json!(false));
    assert_eq!(counted.count(), 1);
    for answer in &same {
        answer.assert_user_errors("submitClassroomFeedback", &[]);
        assert_eq!(answer.at("/submitClassroomFeedback/votes"), &json!(2), "{answer}");
    }
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 2);
}

#[both_engines]
async fn taps_that_come_at_once_are_one_vote_and_the_rest_too_soon(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    let device = device(&app, &teacher, &lunch, json!({})).await;
    let answers = join_all((0..8).map(|id| tap(&app, &device, id, 1))).await;
    let codes = |answer: &Answer| answer.texts("/submitClassroomFeedback/errors", "code").concat();
    assert_eq!(answers.iter().filter(|answer| codes(answer).is_empty()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| codes(answer) == "TAP_TOO_SOON").count(), 7);
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 1);
}

#[both_engines]
async fn a_session_ends_with_its_minutes_its_votes_and_its_day(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    let full = device(&app, &teacher, &lunch, json!({ "maxVotes": 5 })).await;
    for id in 0..5 {
        pause(&app);
        tap(&app, &full, id, 3).await.assert_user_errors("submitClassroomFeedback", &[]);
    }
    pause(&app);
    tap(&app, &full, 5, 3).await.assert_user_errors("submitClassroomFeedback", &["SESSION_FULL"]);

    app.clock.set("2026-09-14T12:00:00+02:00");
    let short = device(&app, &teacher, &lunch, json!({ "minutes": 1 })).await;
    let late = open(&app, &teacher, &lunch, json!({ "minutes": 1 })).await.ok();
    app.clock.set("2026-09-14T12:01:00+02:00");
    tap(&app, &short, 6, 3).await.assert_user_errors("submitClassroomFeedback", &["SESSION_CLOSED"]);
    let code = late.text("/openClassroomSession/code");
    join(&app, code).await.assert_user_errors("joinClassroomSession", &["CODE_NOT_FOUND"]);

    app.clock.set("2026-09-14T23:50:00+02:00");
    let evening = open(&app, &teacher, &lunch, json!({ "minutes": 60 })).await.ok();
    assert_eq!(evening.text("/openClassroomSession/session/closesAt"), "2026-09-14T22:00:00.000Z");
    app.clock.set("2026-09-15T00:00:00+02:00");
    open(&app, &teacher, &lunch, json!({}))
        .await
        .assert_user_errors("openClassroomSession", &["WINDOW_NOT_OPEN"]);
}

#[both_engines]
async fn only_staff_of_the_school_open_a_device_and_only_who_opened_it_sees_it(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let elsewhere = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    open(&app, &Actor::anonymous(), &lunch, json!({})).await.assert_codes(&["UNAUTHENTICATED"]);
    for other in [
        app.home.pupil(&lunch.school).await,
        app.home.teacher(&elsewhere.school).await,
        app.home.administrator().await,
    ] {
        open(&app, &other, &lunch, json!({})).await.assert_codes(&["FORBIDDEN"]);
    }
    let wrong =
        open(&app, &teacher, &lunch, json!({ "minutes": 0, "maxVotes": 4, "idempotencyKey": "" })).await;
    let expected = ["MINUTES_OUT_OF_RANGE", "MAX_VOTES_OUT_OF_RANGE", "IDEMPOTENCY_KEY_INVALID"];
    wrong.assert_user_errors("openClassroomSession", &expected);

    let opened = open(&app, &teacher, &lunch, json!({})).await.ok();
    let session = opened.text("/openClassroomSession/session/id").to_owned();
    let colleague = app.home.teacher(&lunch.school).await;
    let query = "query($id: ID!) { node(id: $id) { id } }";
    let seen = app.ask(query, json!({ "id": session })).by(&colleague).await.ok();
    assert_eq!(seen.at("/node"), &json!(null));
    let close = app.ask(CLOSE, json!({ "input": { "sessionId": session } })).by(&colleague).await;
    close.assert_user_errors("closeClassroomSession", &["SESSION_NOT_FOUND"]);
    let strange = tap(&app, "not a token", 1, 5).await;
    strange.assert_user_errors("submitClassroomFeedback", &["DEVICE_NOT_FOUND"]);
    let code = opened.text("/openClassroomSession/code");
    let there = app.post(&app.neighbour.code, JOIN, json!({ "input": { "code": code } })).await;
    there.assert_user_errors("joinClassroomSession", &["CODE_NOT_FOUND"]);
    for row in app.home.rows(classroom_session::Entity).await {
        assert!(!row.code_hash.windows(6).any(|part| part == code.as_bytes()), "the code is kept");
    }
}

#[both_engines]
async fn a_meal_that_the_kitchen_has_taken_back_takes_no_more_votes(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let teacher = app.home.teacher(&lunch.school).await;
    let device = device(&app, &teacher, &lunch, json!({})).await;
    tap(&app, &device, 1, 4).await.assert_user_errors("submitClassroomFeedback", &[]);
    let withdraw =
        "mutation($id: ID!) { withdrawMeal(input: { mealId: $id, expectedVersion: 1 }) { errors { code } } }";
    let answer = app.ask(withdraw, json!({ "id": lunch.id() })).by(&app.home.kitchen().await).await.ok();
    answer.assert_user_errors("withdrawMeal", &[]);
    pause(&app);
    tap(&app, &device, 2, 4).await.assert_user_errors("submitClassroomFeedback", &["SESSION_CLOSED"]);
}
