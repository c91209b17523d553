//! Results, and what must not be told by them (M6).

use harness::process::Program;
use harness::{TestApp, both_engines};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use super::{Lunch, assert_tallies_agree, votes, with};

const SUMMARIES: &str = "query Summaries($id: ID!, $school: ID!, $from: LocalDate, $to: LocalDate) {
    meal: node(id: $id) { ... on Meal { feedbackSummary { ...all } dishes { name feedbackSummary { ...all } } } }
    school: node(id: $school) { ... on School {
        feedbackSummary(from: $from, to: $to) { ...all }
        weekMenu { feedbackSummary { ...all } days { feedbackSummary { ...all } } } } } }
    fragment all on FeedbackSummary { isHidden minimumCount count average distribution { rating count } }";

fn hidden() -> Value {
    json!({ "isHidden": true, "minimumCount": 5, "count": null, "average": null, "distribution": [] })
}

async fn summaries(app: &TestApp, lunch: &Lunch) -> harness::Answer {
    let variables = json!({ "id": lunch.id(), "school": format!("school:{}", lunch.school.id) });
    app.ask(SUMMARIES, variables).await.ok()
}

fn on(lunch: &Lunch, dish: &entity::dish::Model, rating: i32) -> Value {
    with(with(lunch.ballot(), "dishId", format!("dish:{}", dish.id)), "rating", rating)
}

#[both_engines]
async fn four_votes_are_hidden_and_five_are_shown(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    votes(&app, [5, 4, 4, 1].map(|rating| on(&lunch, &lunch.fish, rating))).await;
    let answer = summaries(&app, &lunch).await;
    assert_eq!(answer.at("/meal/feedbackSummary"), &hidden());
    assert_eq!(answer.at("/meal/dishes/0/feedbackSummary"), &hidden());
    assert_eq!(answer.at("/school/feedbackSummary"), &hidden());

    votes(&app, [on(&lunch, &lunch.fish, 5)]).await;
    let shown = json!({ "isHidden": false, "minimumCount": 5, "count": 5, "average": 3.8, "distribution": [
        { "rating": 1, "count": 1 }, { "rating": 2, "count": 0 }, { "rating": 3, "count": 0 },
        { "rating": 4, "count": 2 }, { "rating": 5, "count": 2 } ] });
    let answer = summaries(&app, &lunch).await;
    for place in [
        "/meal/feedbackSummary",
        "/meal/dishes/0/feedbackSummary",
        "/school/feedbackSummary",
        "/school/weekMenu/feedbackSummary",
        "/school/weekMenu/days/0/feedbackSummary",
    ] {
        assert_eq!(answer.at(place), &shown, "{place}");
    }
    assert_eq!(answer.at("/meal/dishes/1/feedbackSummary"), &hidden());
    assert_eq!(answer.at("/school/weekMenu/days/1/feedbackSummary"), &hidden());
}

#[both_engines]
async fn corrections_count_once_five_voters_have_made_one(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let ballots: Vec<_> = (0..10).map(|_| on(&lunch, &lunch.fish, 5)).collect();
    votes(&app, ballots.clone()).await;
    let average = async || {
        let answer = summaries(&app, &lunch).await;
        let of_dish = answer.at("/meal/dishes/0/feedbackSummary/average").as_f64();
        assert_eq!(answer.at("/meal/feedbackSummary/average").as_f64(), of_dish, "they say the same");
        of_dish.unwrap()
    };
    let changed = |ballot: &Value| with(ballot.clone(), "rating", 1);
    // Again and again by the same four: nobody can follow what they say.
    for _ in 0..3 {
        votes(&app, ballots.iter().take(4).map(changed)).await;
        assert!((average().await - 5.0).abs() < f64::EPSILON);
    }
    votes(&app, ballots.iter().skip(4).take(1).map(changed)).await;
    assert!((average().await - 3.0).abs() < f64::EPSILON);
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_published_vote_stays_with_its_dish(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let ballots: Vec<_> = (0..7).map(|_| on(&lunch, &lunch.fish, 5)).collect();
    votes(&app, ballots.clone()).await;
    let tofu = format!("dish:{}", lunch.tofu.id);
    votes(&app, ballots.into_iter().take(5).map(|ballot| with(ballot, "dishId", tofu.clone()))).await;
    let answer = summaries(&app, &lunch).await;
    // Otherwise two votes would be left on fish, alone.
    assert_eq!(answer.at("/meal/dishes/0/feedbackSummary/count"), &json!(5));
    assert_eq!(answer.at("/meal/dishes/1/feedbackSummary"), &hidden());
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn votes_on_a_dish_wait_for_each_other_and_the_rest_of_the_day_comes_in_together(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    votes(&app, (0..7).map(|_| on(&lunch, &lunch.fish, 5))).await;
    votes(&app, (0..3).map(|_| on(&lunch, &lunch.tofu, 1))).await;
    let counts = async || {
        let answer = summaries(&app, &lunch).await;
        let places =
            ["/meal/feedbackSummary", "/meal/dishes/0/feedbackSummary", "/meal/dishes/1/feedbackSummary"];
        places.map(|place| answer.at(&format!("{place}/count")).as_i64())
    };
    assert_eq!(counts().await, [Some(5), Some(5), None]);
    app.clock.set("2026-09-15T00:00:00+02:00");
    app.settle().await;
    assert_eq!(counts().await, [Some(10), Some(5), None], "two on fish and three on tofu, as the meal's");
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn fewer_than_five_that_are_left_when_the_day_is_over_are_never_told(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    votes(&app, (0..9).map(|_| lunch.ballot())).await;
    let lotta = app.home.pupil(&lunch.school).await;
    let of_person = json!({ "mealId": lunch.id(), "rating": 1, "role": "PUPIL" });
    app.ask(super::VOTE, json!({ "input": of_person })).by(&lotta).await.assert_ok();
    for time in ["2026-09-14T23:59:59+02:00", "2026-09-15T00:00:00+02:00", "2026-09-16T00:00:00+02:00"] {
        app.clock.set(time);
        app.settle().await;
        let answer = summaries(&app, &lunch).await;
        // A phone's votes make no portion with hers, or whoever has four phones would know what she said.
        assert_eq!(answer.at("/meal/feedbackSummary/count"), &json!(5), "{time}");
    }
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_range_of_days_that_cannot_be_is_refused(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    for (from, to) in [("2026-09-15", "2026-09-14"), ("2024-01-01", "2026-09-14")] {
        let school = format!("school:{}", lunch.school.id);
        let variables = json!({ "id": lunch.id(), "school": school, "from": from, "to": to });
        app.ask(SUMMARIES, variables).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn the_neighbours_votes_are_not_counted(app: TestApp) {
    let here = Lunch::at(&app.home).await;
    let there = Lunch::at(&app.neighbour).await;
    for _ in 0..6 {
        let answer =
            app.post(&app.neighbour.code, super::VOTE, json!({ "input": there.ballot() })).await.ok();
        answer.assert_user_errors("submitMealFeedback", &[]);
    }
    assert_eq!(summaries(&app, &here).await.at("/school/feedbackSummary"), &hidden());
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_command_counts_the_votes_again_and_tells_where_a_result_says_something_else(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let ballots = [5, 4, 4, 1, 3, 2, 2].map(|rating| on(&lunch, &lunch.fish, rating));
    let reasons = ballots.map(|ballot| with(ballot, "reasons", json!(["TASTE", "QUEUE"])));
    votes(&app, reasons).await;
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let verify = || {
        let output = program.run(&["meal-results", "verify", "--database-url", app.database_url()], &[]);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.success(), said.concat())
    };
    // Of the meal, of the dish, of the school's day and the municipality's.
    assert_eq!(verify(), (true, "4 results say what 5 published votes say\n".to_owned()));

    let connection = Database::connect(app.database_url()).await.unwrap();
    let sql = "UPDATE meal_tally SET queue = queue - 1 WHERE meal_id = dish_id";
    assert_eq!(connection.execute_unprepared(sql).await.unwrap().rows_affected(), 1);
    let (holds, said) = verify();
    assert!(!holds && said.contains("1 of 4 results do not say what the votes say"), "{said}");
    assert!(said.contains(&lunch.meal.id.to_string()), "{said}");
}
