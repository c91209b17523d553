//! What is left on plates, where the kitchen weighs it (M9).

use chrono::Days;
use entity::meal_waste;
use harness::{Actor, Answer, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{Lunch, MONDAY};

const RECORD: &str = "mutation($input: RecordPlateWasteInput!) { recordPlateWaste(input: $input) {
    meal { plateWaste { meals kilograms plates gramsPerPlate } } errors { code field } } }";

async fn record(app: &TestApp, by: &Actor, lunch: &Lunch, kilograms: Value, plates: Value) -> Answer {
    let input = json!({ "mealId": lunch.id(), "kilograms": kilograms, "plates": plates });
    app.ask(RECORD, json!({ "input": input })).by(by).await.ok()
}

#[both_engines]
async fn the_kitchen_records_what_was_left_and_corrects_it(app: TestApp) {
    let cook = app.home.kitchen().await;
    let lunch = Lunch::at(&app.home).await;
    let waste = async || {
        let meal = "query($id: ID!) { node(id: $id) { ... on Meal { plateWaste { kilograms plates gramsPerPlate } } } }";
        app.ask(meal, json!({ "id": lunch.id() })).await.ok().at("/node/plateWaste").clone()
    };
    assert_eq!(waste().await, Value::Null);
    let answer = record(&app, &cook, &lunch, json!(12.5), json!(400)).await;
    let told = json!({ "meals": 1, "kilograms": 12.5, "plates": 400, "gramsPerPlate": 31.25 });
    assert_eq!(answer.at("/recordPlateWaste/meal/plateWaste"), &told);
    record(&app, &cook, &lunch, json!(10), Value::Null).await.assert_user_errors("recordPlateWaste", &[]);
    assert_eq!(waste().await, json!({ "kilograms": 10.0, "plates": null, "gramsPerPlate": null }));
    assert_eq!(app.home.rows(meal_waste::Entity).await.len(), 1);
    for _ in 0..2 {
        record(&app, &cook, &lunch, Value::Null, Value::Null)
            .await
            .assert_user_errors("recordPlateWaste", &[]);
        assert_eq!(waste().await, Value::Null);
    }
}

#[both_engines]
async fn what_cannot_have_been_weighed_is_refused(app: TestApp) {
    let cook = app.home.kitchen().await;
    let lunch = Lunch::at(&app.home).await;
    let tomorrow = Lunch::of(&app.home, lunch.school.clone(), MONDAY + Days::new(1)).await;
    let theirs = Lunch::at(&app.neighbour).await;
    for (lunch, kilograms, plates, codes) in [
        (&lunch, json!(-1), json!(0), &["KILOGRAMS_OUT_OF_RANGE", "PLATES_OUT_OF_RANGE"][..]),
        (&lunch, json!(10_001), Value::Null, &["KILOGRAMS_OUT_OF_RANGE"]),
        (&lunch, Value::Null, json!(300), &["KILOGRAMS_MISSING"]),
        (&tomorrow, json!(3), Value::Null, &["MEAL_TOO_SOON"]),
        (&theirs, json!(3), Value::Null, &["MEAL_NOT_FOUND"]),
    ] {
        record(&app, &cook, lunch, kilograms, plates).await.assert_user_errors("recordPlateWaste", codes);
    }
    let silent = json!({ "mealId": lunch.id() });
    let answer = app.ask(RECORD, json!({ "input": silent })).by(&cook).await.ok();
    answer.assert_user_errors("recordPlateWaste", &["KILOGRAMS_MISSING"]);
    assert_eq!(app.home.rows(meal_waste::Entity).await.len(), 0);
    assert_eq!(app.neighbour.rows(meal_waste::Entity).await.len(), 0);
}

#[both_engines]
async fn plate_waste_is_told_by_school_municipality_and_week(app: TestApp) {
    const WASTE: &str = "query($id: ID!) { node(id: $id) { ... on School {
            plateWaste { meals kilograms plates gramsPerPlate }
            plateWasteTrend(by: WEEK, from: \"2026-09-07\") { firstDay waste { kilograms } } } }
        municipality { mealPlateWaste { meals kilograms plates gramsPerPlate }
            mealPlateWasteTrend(by: WEEK, from: \"2026-09-07\") { firstDay waste { kilograms } } } }";
    let monday = Lunch::at(&app.home).await;
    let other = Lunch::at(&app.home).await;
    let next = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(7)).await;
    let theirs = Lunch::at(&app.neighbour).await;
    app.clock.set("2026-09-22T12:00:00Z");
    let cook = app.home.kitchen().await;
    for (lunch, kilograms, plates) in
        [(&monday, 12.0, json!(400)), (&next, 6.0, Value::Null), (&other, 3.0, json!(100))]
    {
        record(&app, &cook, lunch, json!(kilograms), plates)
            .await
            .assert_user_errors("recordPlateWaste", &[]);
    }
    let row = meal_waste::ActiveModel {
        meal_id: Set(theirs.meal.id),
        school_id: Set(theirs.school.id),
        served_on: Set(MONDAY),
        grams: Set(99_000),
        recorded_by: Set(app.neighbour.kitchen().await.id()),
        recorded_at: Set(app.clock.now()),
        ..Default::default()
    };
    app.neighbour.insert(row).await;

    let answer = app.ask(WASTE, json!({ "id": format!("school:{}", monday.school.id) })).await.ok();
    // Of the meals whose eaters were counted: 12 kg of 400.
    let school = json!({ "meals": 2, "kilograms": 18.0, "plates": 400, "gramsPerPlate": 30.0 });
    assert_eq!(answer.at("/node/plateWaste"), &school);
    let all = json!({ "meals": 3, "kilograms": 21.0, "plates": 500, "gramsPerPlate": 30.0 });
    assert_eq!(answer.at("/municipality/mealPlateWaste"), &all);
    let week = |day: &str, kilograms: f64| json!({ "firstDay": day, "waste": { "kilograms": kilograms } });
    let of_school = [week("2026-09-07", 0.0), week("2026-09-14", 12.0), week("2026-09-21", 6.0)];
    assert_eq!(answer.at("/node/plateWasteTrend"), &json!(of_school));
    let of_all = [week("2026-09-07", 0.0), week("2026-09-14", 15.0), week("2026-09-21", 6.0)];
    assert_eq!(answer.at("/municipality/mealPlateWasteTrend"), &json!(of_all));

    let path = |what: &str| format!("/{}/schools/{}/{what}", app.home.code, monday.school.id);
    let get = async |what: &str| {
        let response = app.request(reqwest::Method::GET, &path(what)).send().await.unwrap();
        response.text().await.unwrap()
    };
    let csv = get("meal-results.csv").await;
    assert!(
        csv.contains("\r\n2026-09-14,,,,,,,,,,,,,,,,,12,400\r\n2026-09-21,,,,,,,,,,,,,,,,,6,\r\n"),
        "{csv}"
    );
    let report = get("meal-report").await;
    assert!(
        report.contains("kastades 18,0 kg av 2 måltider") && report.contains("30 g per tallrik"),
        "{report}"
    );
}
