//! Results, and what must not be told by them (M6).

use chrono::Days;
use entity::meal_tally;
use harness::{TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::{Lunch, MONDAY, assert_tallies_agree, votes, with};

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

/// So many votes of three on a meal as a whole, and as its tally says.
async fn tallied(app: &TestApp, lunch: &Lunch, count: i32) {
    let row = meal_tally::ActiveModel {
        meal_id: Set(lunch.meal.id),
        dish_id: Set(lunch.meal.id),
        ones: Set(0),
        twos: Set(0),
        threes: Set(count),
        fours: Set(0),
        fives: Set(0),
        ..ActiveModelTrait::default()
    };
    app.home.insert(row).await;
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
async fn a_correction_moves_the_vote(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let ballots: Vec<_> = (0..10).map(|_| on(&lunch, &lunch.fish, 5)).collect();
    votes(&app, ballots.clone()).await;
    // Half of them change their minds.
    let tofu = format!("dish:{}", lunch.tofu.id);
    votes(
        &app,
        ballots.into_iter().take(5).map(|ballot| with(with(ballot, "rating", 1), "dishId", tofu.clone())),
    )
    .await;
    let answer = summaries(&app, &lunch).await;
    let average = |place: &str| answer.at(&format!("{place}/average")).as_f64().unwrap();
    assert!((average("/meal/feedbackSummary") - 3.0).abs() < f64::EPSILON);
    assert!((average("/meal/dishes/0/feedbackSummary") - 5.0).abs() < f64::EPSILON);
    assert!((average("/meal/dishes/1/feedbackSummary") - 1.0).abs() < f64::EPSILON);
    assert_eq!(answer.at("/meal/feedbackSummary/count"), &json!(10));
    assert_tallies_agree(&app).await;
}

#[both_engines]
async fn a_few_votes_cannot_be_had_by_subtracting_the_dishes_from_the_meal(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    votes(&app, (0..6).map(|_| on(&lunch, &lunch.fish, 5))).await;
    votes(&app, [on(&lunch, &lunch.tofu, 1)]).await;
    let answer = summaries(&app, &lunch).await;
    assert_eq!(answer.at("/meal/feedbackSummary/count"), &json!(7));
    // Seven less six would be the one vote on tofu.
    assert_eq!(answer.at("/meal/dishes/0/feedbackSummary"), &hidden());
    assert_eq!(answer.at("/meal/dishes/1/feedbackSummary"), &hidden());
    votes(&app, (0..4).map(|_| on(&lunch, &lunch.tofu, 2))).await;
    let answer = summaries(&app, &lunch).await;
    assert_eq!(answer.at("/meal/dishes/0/feedbackSummary/count"), &json!(6));
    assert_eq!(answer.at("/meal/dishes/1/feedbackSummary/count"), &json!(5));
}

#[both_engines]
async fn a_few_votes_cannot_be_had_by_subtracting_one_range_of_days_from_another(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let tuesday = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(1)).await;
    let wednesday = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(2)).await;
    tallied(&app, &monday, 7).await;
    tallied(&app, &tuesday, 3).await;
    tallied(&app, &wednesday, 5).await;
    let count = async |from: &str, to: &str| {
        let school = format!("school:{}", monday.school.id);
        let variables = json!({ "id": monday.id(), "school": school, "from": from, "to": to });
        app.ask(SUMMARIES, variables).await.ok().at("/school/feedbackSummary/count").clone()
    };
    assert_eq!(count("2026-09-14", "2026-09-14").await, json!(7));
    assert_eq!(count("2026-09-14", "2026-09-15").await, json!(7));
    assert_eq!(count("2026-09-15", "2026-09-15").await, json!(null));
    assert_eq!(count("2026-09-14", "2026-09-16").await, json!(12));
    let answer = summaries(&app, &monday).await;
    assert_eq!(answer.at("/school/weekMenu/feedbackSummary/count"), &json!(12));
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
