//! Giving feedback on a meal (M5).

use entity::{Notice, NoticeKind, Notices, enrolment, meal, meal_feedback};
use harness::builders::{LONG_AGO, a_block, a_dish, a_meal, a_school};
use harness::{Actor, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::{Lunch, MONDAY, VOTE, assert_tallies_agree, phone, vote, votes, with};

const PAYLOAD: &str = "submitMealFeedback";

async fn as_actor(app: &TestApp, actor: &Actor, input: Value) -> harness::Answer {
    app.ask(VOTE, json!({ "input": input })).by(actor).await.ok()
}

#[both_engines]
async fn the_scale_and_the_reasons_are_told_in_words_of_the_clients_language(app: TestApp) {
    let form =
        "{ municipality { mealFeedbackForm { ratings { rating face label } reasons { reason label } } } }";
    let answer = app.ask(form, Value::Null).await.ok();
    assert_eq!(
        answer.texts("/municipality/mealFeedbackForm/ratings", "label"),
        ["Mycket dåligt", "Dåligt", "Okej", "Bra", "Mycket bra"]
    );
    let best = json!({ "rating": 5, "face": "😀", "label": "Mycket bra" });
    assert_eq!(answer.at("/municipality/mealFeedbackForm/ratings/4"), &best);
    let queue = json!({ "reason": "QUEUE", "label": "Kön" });
    let reasons = answer.list("/municipality/mealFeedbackForm/reasons");
    assert!(reasons.len() == 9 && reasons.contains(&queue), "{answer}");
    let answer = app.ask(form, Value::Null).header("Accept-Language", "en").await.ok();
    assert_eq!(answer.at("/municipality/mealFeedbackForm/ratings/0/label"), "Very bad");
}

#[both_engines]
async fn a_meal_can_be_rated_once_and_corrected_that_day(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let first = with(lunch.ballot(), "dishId", format!("dish:{}", lunch.fish.id));
    let first = with(first, "reasons", json!(["TASTE", "NOISE", "TASTE"]));
    let answer = vote(&app, with(first.clone(), "comment", " Gott!\u{0} ")).await;
    assert_eq!(answer.at("/submitMealFeedback/wasCorrected"), &json!(false));
    assert_eq!(
        answer.at("/submitMealFeedback/feedback"),
        &json!({ "rating": 4, "reasons": ["TASTE", "NOISE"], "comment": "Gott!", "role": "PUPIL",
                 "submittedAt": "2026-09-14T10:00:00.000Z", "dish": { "name": "Fisk med dillsås" } })
    );
    let second = with(with(first, "rating", 2), "dishId", format!("dish:{}", lunch.tofu.id));
    let answer = vote(&app, second).await;
    assert_eq!(answer.at("/submitMealFeedback/wasCorrected"), &json!(true));
    assert_eq!(answer.text("/submitMealFeedback/feedback/dish/name"), "Tofu med dillsås");

    let rows = app.home.rows(meal_feedback::Entity).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].rating, rows[0].dish_id, rows[0].comment.as_deref()), (2, Some(lunch.tofu.id), None));
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn another_meal_of_the_day_is_another_vote(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let name = Set("Mellanmål".to_owned());
    let snack = app.home.insert(meal::ActiveModel { name, ..a_meal(&lunch.school, MONDAY) }).await;
    let ballot = lunch.ballot();
    votes(&app, [ballot.clone()]).await;
    let answer = vote(&app, with(ballot, "mealId", format!("meal:{}", snack.id))).await;
    assert_eq!(answer.at("/submitMealFeedback/wasCorrected"), &json!(false));
}

#[both_engines]
async fn all_faults_of_a_ballot_come_back_together(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let other = app.home.insert(a_meal(&lunch.school, MONDAY.succ_opt().unwrap())).await;
    let soup = app.home.insert(a_dish(&other, "Soppa")).await;
    let input = json!({
        "mealId": lunch.id(), "dishId": format!("dish:{}", soup.id), "rating": 0, "role": "PUPIL",
        "comment": "å".repeat(1_001), "idempotencyKey": "", "reasons": ["TIME"],
    });
    let answer = vote(&app, input).await;
    answer.assert_user_errors(
        PAYLOAD,
        &[
            "RATING_OUT_OF_RANGE",
            "COMMENT_TOO_LONG",
            "INSTALLATION_ID_MISSING",
            "IDEMPOTENCY_KEY_INVALID",
            "DISH_NOT_FOUND",
        ],
    );
    assert_eq!(answer.at("/submitMealFeedback/errors/0/field"), &json!(["rating"]));
    for result in ["wasCorrected", "feedback", "meal"] {
        assert_eq!(answer.at(&format!("/submitMealFeedback/{result}")), &json!(null));
    }
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 0);
}

#[both_engines]
async fn a_fault_is_told_in_the_clients_language(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let input = with(lunch.ballot(), "rating", 9);
    let ask = |language| app.ask(VOTE, json!({ "input": input })).header("accept-language", language);
    let message = "/submitMealFeedback/errors/0/message";
    assert_eq!(ask("sv").await.ok().text(message), "Betyget ska vara 1 till 5.");
    assert_eq!(ask("en").await.ok().text(message), "The rating must be 1 to 5.");
}

#[both_engines]
async fn a_meal_that_is_not_there_is_not_found(app: TestApp) {
    let there = Lunch::at(&app.neighbour).await;
    vote(&app, there.ballot()).await.assert_user_errors(PAYLOAD, &["MEAL_NOT_FOUND"]);
    let lunch = Lunch::at(&app.home).await;
    let strange = with(lunch.ballot(), "dishId", format!("dish:{}", there.fish.id));
    vote(&app, strange).await.assert_user_errors(PAYLOAD, &["DISH_NOT_FOUND"]);
    for wrong in ["school:0197", "meal", "dish:01900000-0000-7000-8000-000000000000"] {
        let input = with(lunch.ballot(), "mealId", wrong);
        vote(&app, input).await.assert_user_errors(PAYLOAD, &["MEAL_NOT_FOUND"]);
    }
    assert_eq!(app.neighbour.rows(meal_feedback::Entity).await.len(), 0);
}

#[both_engines]
async fn a_meal_that_nobody_eats_cannot_be_rated(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let noticed = |kind, text: &str| {
        let notices = Set(Some(Notices(vec![Notice { kind, text: text.to_owned() }])));
        meal::ActiveModel { notices, name: Set(text.to_owned()), ..a_meal(&school, MONDAY) }
    };
    let closed = app.home.insert(noticed(NoticeKind::Closed, "Lov")).await;
    let choice = app.home.insert(noticed(NoticeKind::KitchensChoice, "Kökets val")).await;
    let ballot = |meal: &meal::Model| json!({ "mealId": format!("meal:{}", meal.id), "rating": 3, "role": "PUPIL", "installationId": phone() });
    vote(&app, ballot(&closed)).await.assert_user_errors(PAYLOAD, &["MEAL_NOT_SERVED"]);
    vote(&app, ballot(&choice)).await.assert_user_errors(PAYLOAD, &[]);
}

#[both_engines]
async fn feedback_is_given_on_the_meals_own_swedish_day(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let query = "query Meal($id: ID!) { node(id: $id) { ... on Meal {
        feedbackOpensAt feedbackClosesAt viewerCanGiveFeedback } } }";
    for (now, expected) in [
        ("2026-09-13T23:59:59+02:00", Some("WINDOW_NOT_OPEN")),
        ("2026-09-14T00:00:00+02:00", None),
        ("2026-09-14T23:59:59+02:00", None),
        ("2026-09-15T00:00:00+02:00", Some("WINDOW_CLOSED")),
    ] {
        app.clock.set(now);
        let errors: Vec<_> = expected.into_iter().collect();
        vote(&app, lunch.ballot()).await.assert_user_errors(PAYLOAD, &errors);
        let answer = app.ask(query, json!({ "id": lunch.id() })).await.ok();
        assert_eq!(answer.at("/node/viewerCanGiveFeedback"), &json!(expected.is_none()), "{now}");
        assert_eq!(answer.text("/node/feedbackOpensAt"), "2026-09-13T22:00:00.000Z");
        assert_eq!(answer.text("/node/feedbackClosesAt"), "2026-09-14T22:00:00.000Z");
    }
}

#[both_engines]
async fn who_is_logged_in_votes_as_what_the_school_knows_them_as(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let elsewhere = app.home.insert(a_school("Björkskolan")).await;
    let pupil = app.home.pupil(&lunch.school).await;
    let child = pupil.person.clone().unwrap();
    let guardian = app.home.guardian(&child).await;
    let blocked = app.home.guardian(&child).await;
    app.home.insert(a_block(&blocked, &child)).await;
    let former = app.home.resident("Former").await;
    app.home
        .insert(enrolment::ActiveModel {
            pupil_id: Set(former.id()),
            school_id: Set(lunch.school.id),
            valid_from: Set(LONG_AGO),
            // The last day was yesterday.
            valid_to: Set(MONDAY.pred_opt()),
            ..ActiveModelTrait::default()
        })
        .await;
    let teacher = app.home.teacher(&lunch.school).await;
    let other_teacher = app.home.teacher(&elsewhere).await;
    let (kitchen, resident) = (app.home.kitchen().await, app.home.resident("Rut").await);
    let administrator = app.home.administrator().await;
    let nothing: &[&str] = &[];
    for (who, actor, roles) in [
        ("pupil", &pupil, &["PUPIL"][..]),
        ("guardian", &guardian, &["GUARDIAN"]),
        ("blocked guardian", &blocked, nothing),
        ("former pupil", &former, nothing),
        ("teacher", &teacher, &["STAFF"]),
        ("teacher elsewhere", &other_teacher, nothing),
        ("kitchen", &kitchen, &["STAFF"]),
        ("resident", &resident, nothing),
        ("administrator", &administrator, nothing),
    ] {
        let query = "query Roles($id: ID!) { node(id: $id) { ... on Meal { viewerFeedbackRoles viewerCanGiveFeedback } } }";
        let answer = app.ask(query, json!({ "id": lunch.id() })).by(actor).await.ok();
        assert_eq!(answer.at("/node/viewerFeedbackRoles"), &json!(roles), "{who}");
        assert_eq!(answer.at("/node/viewerCanGiveFeedback"), &json!(!roles.is_empty()), "{who}");
        for role in ["PUPIL", "GUARDIAN", "STAFF"] {
            let expected: &[&str] = if roles.contains(&role) { &[] } else { &["ROLE_NOT_ALLOWED"] };
            let input = with(lunch.ballot(), "role", role);
            as_actor(&app, actor, input).await.assert_user_errors(PAYLOAD, expected);
        }
    }
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_phone_counts_as_what_it_says(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let roles = ["PUPIL", "GUARDIAN", "STAFF"];
    votes(&app, roles.map(|role| with(lunch.ballot(), "role", role))).await;
    let mut counted: Vec<_> =
        app.home.rows(meal_feedback::Entity).await.iter().map(|row| format!("{:?}", row.role)).collect();
    counted.sort_unstable();
    assert_eq!(counted, ["Guardian", "Pupil", "Staff"]);
}

#[both_engines]
async fn a_person_counts_once_whatever_phone_it_is(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let pupil = app.home.pupil(&lunch.school).await;
    for expected in [false, true] {
        let answer = as_actor(&app, &pupil, lunch.ballot()).await;
        assert_eq!(answer.at("/submitMealFeedback/wasCorrected"), &json!(expected));
    }
}

#[both_engines]
async fn a_retry_is_the_same_vote(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let ballot = with(lunch.ballot(), "idempotencyKey", "one tap");
    let first = vote(&app, ballot.clone()).await;
    app.clock.advance(chrono::TimeDelta::seconds(30));
    let again = vote(&app, ballot.clone()).await;
    assert_eq!(first.body, again.body);
    let other = vote(&app, with(ballot.clone(), "rating", 1)).await;
    other.assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_REUSED"]);
    let name = Set("Mellanmål".to_owned());
    let snack = app.home.insert(meal::ActiveModel { name, ..a_meal(&lunch.school, MONDAY) }).await;
    let elsewhere = vote(&app, with(ballot.clone(), "mealId", format!("meal:{}", snack.id))).await;
    elsewhere.assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_REUSED"]);
    // The key is the phone's own: another one may use the same words.
    let another = with(with(ballot, "installationId", phone()), "rating", 1);
    vote(&app, another).await.assert_user_errors(PAYLOAD, &[]);
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 2);
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_vote_that_is_sent_many_times_at_once_is_one_vote_with_one_answer(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let input =
        with(with(lunch.ballot(), "idempotencyKey", "one tap"), "dishId", format!("dish:{}", lunch.fish.id));
    let at_once = (0..6).map(|_| vote(&app, input.clone()));
    for answer in futures_util::future::join_all(at_once).await {
        answer.assert_user_errors(PAYLOAD, &[]);
        assert_eq!(answer.at("/submitMealFeedback/wasCorrected"), &json!(false));
    }
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 1);
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn votes_that_come_at_once_are_all_counted_exactly(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let dishes =
        [json!(null), json!(format!("dish:{}", lunch.fish.id)), json!(format!("dish:{}", lunch.tofu.id))];
    let phones: Vec<_> = (0..12).map(|_| phone()).collect();
    // Each phone votes four times at once, on this dish and that: three of them are corrections of one another.
    let ballots = (0..48).map(|n: usize| {
        json!({ "mealId": lunch.id(), "dishId": dishes[n % 3], "rating": 1 + n * 7 % 5, "role": "PUPIL",
                "installationId": phones[n % phones.len()] })
    });
    let at_once = ballots.map(|input| app.ask(VOTE, json!({ "input": input })).into_future());
    let answers = futures_util::future::join_all(at_once).await;
    let first =
        answers.iter().filter(|answer| answer.at("/submitMealFeedback/wasCorrected") == &json!(false));
    assert_eq!(first.count(), phones.len());
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), phones.len());
    assert_tallies_agree(&app).await;
}
