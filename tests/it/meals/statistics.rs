//! Results over time (M9): by day, week, month and term, by dish, of a school and of the whole municipality.

use chrono::{Days, NaiveDate};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

use super::{Lunch, MONDAY, votes, with};

/// So many votes on the lunch, on its own day, of which the first five make a portion each.
async fn five(app: &TestApp, lunch: &Lunch, dish: Option<&entity::dish::Model>, rating: i32) {
    app.clock.set(&format!("{}T11:00:00+02:00", lunch.meal.served_on));
    let ballot = || {
        let ballot = with(with(lunch.ballot(), "rating", rating), "reasons", json!(["TASTE", "QUEUE"]));
        match dish {
            Some(dish) => with(ballot, "dishId", format!("dish:{}", dish.id)),
            None => ballot,
        }
    };
    votes(app, (0..5).map(|_| ballot())).await;
}

async fn school(app: &TestApp, lunch: &Lunch, field: &str) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on School {{ it: {field} }} }} }}");
    let variables = json!({ "id": format!("school:{}", lunch.school.id) });
    app.ask(&query, variables).await.ok().at("/node/it").clone()
}

async fn everywhere(app: &TestApp, field: &str) -> Value {
    app.ask(&format!("{{ municipality {{ it: {field} }} }}"), Value::Null)
        .await
        .ok()
        .at("/municipality/it")
        .clone()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[both_engines]
async fn a_trend_tells_every_period_without_gaps(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let friday = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(4)).await;
    let next = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(7)).await;
    let elsewhere = Lunch::on(&app.home, day("2026-10-01")).await;
    for (lunch, rating) in [(&monday, 5), (&friday, 3), (&next, 1), (&elsewhere, 4)] {
        five(&app, lunch, None, rating).await;
    }
    let by = |by: &str, from: &str, to: &str, prefix: &str| {
        let name = format!("{prefix}eedbackTrend(from: \"{from}\", to: \"{to}\", by: {by})");
        format!("{name} {{ firstDay lastDay summary {{ count average }} }}")
    };
    let period = |first: &str, last: &str, count: Value, average: Value| json!({ "firstDay": first, "lastDay": last, "summary": { "count": count, "average": average } });
    assert_eq!(
        school(&app, &monday, &by("WEEK", "2026-09-07", "2026-09-21", "f")).await,
        json!([
            period("2026-09-07", "2026-09-13", json!(null), json!(null)),
            period("2026-09-14", "2026-09-20", json!(10), json!(4.0)),
            period("2026-09-21", "2026-09-27", json!(5), json!(1.0)),
        ])
    );
    assert_eq!(
        everywhere(&app, &by("MONTH", "2026-09-15", "2026-10-02", "mealF")).await,
        json!([
            period("2026-09-01", "2026-09-30", json!(10), json!(2.0)),
            period("2026-10-01", "2026-10-31", json!(5), json!(4.0)),
        ]),
        "days outside what was asked for do not count"
    );
    assert_eq!(
        everywhere(&app, &by("TERM", "2026-06-30", "2026-10-02", "mealF")).await,
        json!([
            period("2026-01-01", "2026-06-30", json!(null), json!(null)),
            period("2026-07-01", "2026-12-31", json!(20), json!(3.25)),
        ])
    );
    let days = school(&app, &monday, &by("DAY", "2026-09-14", "2026-09-18", "f")).await;
    assert_eq!(days.as_array().unwrap().len(), 5);
}

#[both_engines]
async fn reasons_are_told_with_the_votes_that_named_them(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    five(&app, &lunch, Some(&lunch.fish), 2).await;
    votes(&app, (0..5).map(|_| with(lunch.ballot(), "reasons", json!(["QUEUE"])))).await;
    votes(&app, (0..4).map(|_| with(lunch.ballot(), "reasons", json!(["NOISE"])))).await;
    let reasons = "feedbackSummary { reasons { reason count } }";
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on Meal {{ {reasons} dishes {{ {reasons} }} school {{ {reasons} weekMenu {{ {reasons} }} }} }} }} }}"
    );
    let answer = app.ask(&query, json!({ "id": lunch.id() })).await.ok();
    let told = |reason: &str, count: i64| json!({ "reason": reason, "count": count });
    let all = json!([told("QUEUE", 10), told("TASTE", 5)]);
    for place in ["/node", "/node/school", "/node/school/weekMenu"] {
        assert_eq!(answer.at(&format!("{place}/feedbackSummary/reasons")), &all, "{place}");
    }
    let of_fish = json!([told("TASTE", 5), told("QUEUE", 5)]);
    assert_eq!(answer.at("/node/dishes/0/feedbackSummary/reasons"), &of_fish);
    assert_eq!(answer.at("/node/dishes/1/feedbackSummary/reasons"), &json!([]));
}

#[both_engines]
async fn dishes_of_one_name_are_one_dish(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let tuesday = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(1)).await;
    let elsewhere = Lunch::at(&app.home).await;
    five(&app, &monday, Some(&monday.fish), 5).await;
    five(&app, &elsewhere, Some(&elsewhere.fish), 3).await;
    five(&app, &tuesday, Some(&tuesday.fish), 5).await;
    five(&app, &tuesday, Some(&tuesday.tofu), 2).await;
    let by = |prefix: &str, order: &str, first: i32| {
        format!(
            "{prefix}eedbackByDish(order: {order}, first: {first}) {{ name days summary {{ count average }} }}"
        )
    };
    let dish = |name: &str, days: i64, count: i64, average: f64| json!({ "name": name, "days": days, "summary": { "count": count, "average": average } });
    let tofu = dish("Tofu med dillsås", 1, 5, 2.0);
    assert_eq!(
        school(&app, &monday, &by("f", "BEST", 20)).await,
        json!([dish("Fisk med dillsås", 2, 10, 5.0), tofu])
    );
    let average = (5.0 * 10.0 + 3.0 * 5.0) / 15.0;
    assert_eq!(
        everywhere(&app, &by("mealF", "WORST", 20)).await,
        json!([tofu, dish("Fisk med dillsås", 2, 15, average)])
    );
    assert_eq!(everywhere(&app, &by("mealF", "WORST", 1)).await, json!([tofu]));
    let query = format!("{{ municipality {{ {} }} }}", by("mealF", "BEST", 0));
    app.ask(&query, Value::Null).await.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn the_neighbour_has_results_of_its_own(app: TestApp) {
    let here = Lunch::at(&app.home).await;
    let there = Lunch::at(&app.neighbour).await;
    five(&app, &here, None, 5).await;
    let query =
        "{ municipality { mealFeedbackSummary { isHidden } mealFeedbackByDish(order: BEST) { name } } }";
    let answer = app.post(&app.neighbour.code, query, Value::Null).await.ok();
    assert_eq!(
        answer.at("/municipality"),
        &json!({ "mealFeedbackSummary": { "isHidden": true }, "mealFeedbackByDish": [] })
    );
    assert_ne!(here.school.id, there.school.id);
}
