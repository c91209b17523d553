//! A retry is answered as the first time, whatever has changed since then (S14): the time, the language of the request, what
//! became of the thing. Nobody is shown by it what they may no longer see.

use chrono::TimeDelta;
use entity::{duty, meal_feedback, role_assignment, submission};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{Actor, Answer, TestApp, both_engines};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::preschool::{Blasippan, id};

/// As long as a UUID.
const KEY: &str = "6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b11";
const PHONE: &str = "6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b12";

/// Sends a mutation whose payload is asked for these fields.
async fn send(app: &TestApp, by: &Actor, mutation: &str, fields: &str, input: &Value) -> Answer {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query =
        format!("mutation($input: {name}!) {{ {mutation}(input: $input) {{ {fields} errors {{ code }} }} }}");
    app.ask(&query, json!({ "input": input })).by(by).await
}

async fn execute(app: &TestApp, sql: &str) {
    let connection = Database::connect(app.database_url()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// What a mutation with a key takes and tells.
struct Retried<'a> {
    mutation: &'static str,
    fields: &'static str,
    by: &'a Actor,
    input: Value,
}

impl Retried<'_> {
    async fn send(&self, app: &TestApp) -> Answer {
        send(app, self.by, self.mutation, self.fields, &self.input).await
    }
}

#[both_engines]
async fn a_vote_that_was_counted_before_midnight_is_answered_after_it(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    app.clock.set("2026-09-14T23:59:00+02:00");
    let meal = app.home.insert(a_meal(&school, "2026-09-14".parse().unwrap())).await;
    app.home.insert(a_dish(&meal, "Fisk")).await;
    let pupil = app.home.pupil(&school).await;
    let nobody = Actor::anonymous();
    let ballot = |key: &str, rating: i32| json!({ "mealId": id("meal", meal.id), "rating": rating, "role": "PUPIL", "installationId": PHONE, "idempotencyKey": key });
    let fields = "wasCorrected feedback { rating submittedAt }";
    let vote =
        async |by: &Actor, input: Value| send(&app, by, "submitMealFeedback", fields, &input).await.ok();
    let mut first = Vec::new();
    for by in [&nobody, &pupil] {
        let answer = vote(by, ballot(KEY, 4)).await;
        answer.assert_user_errors("submitMealFeedback", &[]);
        first.push(answer.at("/submitMealFeedback").clone());
    }
    let guessable = app.home.pupil(&school).await;
    vote(&guessable, ballot("one tap", 4)).await.assert_user_errors("submitMealFeedback", &[]);
    app.clock.advance(TimeDelta::minutes(2));
    app.settle().await;
    for (by, first) in [&nobody, &pupil].into_iter().zip(&first) {
        assert_eq!(vote(by, ballot(KEY, 4)).await.at("/submitMealFeedback"), first);
        vote(by, ballot(KEY, 5)).await.assert_user_errors("submitMealFeedback", &["IDEMPOTENCY_KEY_REUSED"]);
        let other = ballot("6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b13", 4);
        vote(by, other).await.assert_user_errors("submitMealFeedback", &["WINDOW_CLOSED"]);
    }
    // Nobody can lead a vote back to its voter after the day: a key that could be guessed is forgotten with the salt.
    vote(&guessable, ballot("one tap", 4)).await.assert_user_errors("submitMealFeedback", &["WINDOW_CLOSED"]);
    // The kitchen takes the meal away; the vote was counted all the same.
    execute(&app, "UPDATE meal SET notices = '[{\"k\":\"WITHDRAWN\",\"t\":\"x\"}]'").await;
    assert_eq!(vote(&pupil, ballot(KEY, 4)).await.at("/submitMealFeedback"), &first[1]);
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 3);
    let keys = format!("{:?}", app.home.rows(entity::idempotency_key::Entity).await);
    for secret in [KEY, PHONE, &pupil.id().to_string(), &meal.id.to_string()] {
        assert!(!keys.contains(secret), "{secret} can be read from the keys: {keys}");
    }
}

#[both_engines]
async fn a_retry_in_another_language_is_a_retry(app: TestApp) {
    let input = json!({ "kind": "FAULT_REPORT", "title": "Lampa", "body": "Den lyser inte.", "isAnonymous": true, "idempotencyKey": KEY });
    let query = "mutation($input: FileSubmissionInput!) { fileSubmission(input: $input) { trackingCode submission { number locale } errors { code } } }";
    let ask = async |language: &str| {
        let asked = app.ask(query, json!({ "input": input })).header("accept-language", language);
        asked.await.ok().at("/fileSubmission").clone()
    };
    let first = ask("sv").await;
    assert_eq!((&first["errors"], &first["submission"]["locale"]), (&json!([]), &json!("sv")));
    for language in ["en", "fi", "*"] {
        assert_eq!(ask(language).await, first, "{language}");
    }
    let mut spelled_out = input.clone();
    spelled_out["locale"] = json!("sv");
    let other = send(&app, &Actor::anonymous(), "fileSubmission", "trackingCode", &spelled_out).await.ok();
    other.assert_user_errors("fileSubmission", &["IDEMPOTENCY_KEY_REUSED"]);
}

#[both_engines]
async fn what_became_of_a_submission_changes_no_answer_to_a_retry(app: TestApp) {
    let officer = app.home.case_officer().await;
    let resident = app.home.resident("Rut").await;
    let filing =
        json!({ "kind": "FAULT_REPORT", "title": "Lampa", "body": "Den lyser inte.", "idempotencyKey": KEY });
    let filed = send(&app, &resident, "fileSubmission", "submission { id }", &filing).await.ok();
    let submission = filed.text("/fileSubmission/submission/id").to_owned();
    let retried = [
        Retried {
            mutation: "answerSubmission",
            fields: "answer { id body }",
            by: &officer,
            input: json!({ "submissionId": submission, "body": "Den byts.", "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "addInternalNote",
            fields: "note { id body }",
            by: &officer,
            input: json!({ "submissionId": submission, "body": "Ring elektrikern.", "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "addToSubmission",
            fields: "message { id body }",
            by: &resident,
            input: json!({ "submissionId": submission, "body": "Tack!", "idempotencyKey": "a" }),
        },
    ];
    let mut first = Vec::new();
    for it in &retried {
        let answer = it.send(&app).await.ok();
        answer.assert_user_errors(it.mutation, &[]);
        first.push(answer.at(&format!("/{}", it.mutation)).clone());
    }
    execute(&app, "UPDATE submission SET status = 'CLOSED'").await;
    for (it, first) in retried.iter().zip(&first) {
        assert_eq!(it.send(&app).await.ok().at(&format!("/{}", it.mutation)), first);
    }
    assert_eq!(app.home.rows(submission::Entity).await.len(), 1);
    // Who is no case officer any more does not read it again by retrying.
    execute(&app, "UPDATE role_assignment SET valid_to = '2026-09-13'").await;
    assert_eq!(app.home.rows(role_assignment::Entity).await.len(), 1);
    for it in &retried[..2] {
        let answer = it.send(&app).await;
        answer.assert_codes(&["FORBIDDEN"]);
        assert!(!answer.to_string().contains("Ring elektrikern"), "{answer}");
    }
}

#[both_engines]
async fn a_retry_at_the_preschool_is_answered_until_the_viewer_may_no_longer_see_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (group, post) = (id("preschool-group", here.group.id), here.post(&app).await);
    let retried = [
        Retried {
            mutation: "publishPost",
            fields: "post { id title }",
            by: &here.eva,
            input: json!({ "groupId": group, "title": "Utflykt", "body": "Hej!", "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "draftPost",
            fields: "post { id title }",
            by: &here.eva,
            input: json!({ "groupId": group, "title": "Utflykt", "body": "Hej!", "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "addComment",
            fields: "comment { id body }",
            by: &here.eva,
            input: json!({ "postId": id("post", post.id), "body": "Utflykt", "idempotencyKey": "a" }),
        },
    ];
    for it in &retried {
        let first = it.send(&app).await.ok();
        first.assert_user_errors(it.mutation, &[]);
        let path = format!("/{}", it.mutation);
        assert_eq!(it.send(&app).await.ok().at(&path), first.at(&path));
    }
    execute(&app, "UPDATE duty SET valid_to = '2026-09-13'").await;
    assert_eq!(app.home.rows(duty::Entity).await.len(), 2);
    for it in &retried {
        let answer = it.send(&app).await;
        assert!(!answer.to_string().contains("Utflykt"), "{answer}");
    }
}

#[both_engines]
async fn a_retry_of_the_kitchen_or_a_classroom_is_answered_on_another_day(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&school, "2026-09-14".parse().unwrap())).await;
    app.home.insert(a_dish(&meal, "Fisk")).await;
    let (cook, teacher) = (app.home.kitchen().await, app.home.teacher(&school).await);
    let dishes = json!([{ "name": "Ärtsoppa" }]);
    let retried = [
        Retried {
            mutation: "addMeal",
            fields: "meal { id }",
            by: &cook,
            input: json!({ "schoolId": id("school", school.id), "date": "2026-09-15", "name": "Lunch", "dishes": dishes, "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "openClassroomSession",
            fields: "code session { id }",
            by: &teacher,
            input: json!({ "mealId": id("meal", meal.id), "minutes": 10, "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "withdrawMeal",
            fields: "meal { id }",
            by: &cook,
            input: json!({ "mealId": id("meal", meal.id), "expectedVersion": 1, "idempotencyKey": "a" }),
        },
        Retried {
            mutation: "addMenuSource",
            fields: "source { id }",
            by: &cook,
            input: json!({ "schoolId": id("school", school.id), "url": "https://mat.example.se/a", "idempotencyKey": "a" }),
        },
    ];
    let mut first = Vec::new();
    for it in &retried {
        let answer = it.send(&app).await.ok();
        answer.assert_user_errors(it.mutation, &[]);
        first.push(answer.at(&format!("/{}", it.mutation)).clone());
    }
    app.clock.advance(TimeDelta::hours(47));
    for (it, first) in retried.iter().zip(&first) {
        assert_eq!(it.send(&app).await.ok().at(&format!("/{}", it.mutation)), first, "{}", it.mutation);
    }
    // A source's address can hold keys: it is for those who may change it.
    execute(&app, "UPDATE role_assignment SET valid_to = '2026-09-14'").await;
    retried[3].send(&app).await.assert_codes(&["FORBIDDEN"]);
}
