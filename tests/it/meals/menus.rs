//! Menus of weeks and days.

use chrono::{Days, NaiveDate};
use entity::{Notice, NoticeKind, Notices, meal};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::json;

use super::{Lunch, MONDAY};

const WEEK: &str =
    "query Week($school: ID!, $date: LocalDate, $year: Int, $week: Int) { node(id: $school) { ... on School {
    weekMenu(date: $date, year: $year, week: $week) { year week firstDay lastDay days { date
        notices { kind text } meals { name date notices { text } dishes { name optionLabel } } } } } } }";

const DAYS: &str = "/node/weekMenu/days";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn notice(kind: NoticeKind, text: &str) -> Notice {
    Notice { kind, text: text.to_owned() }
}

#[both_engines]
async fn the_current_week_has_five_days_and_their_dishes_in_order(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let school = format!("school:{}", lunch.school.id);
    let last = app.home.insert(a_meal(&lunch.school, MONDAY + Days::new(4))).await;
    app.home.insert(entity::dish::ActiveModel { sort_order: Set(2), ..a_dish(&last, "Soppa") }).await;
    app.home.insert(entity::dish::ActiveModel { sort_order: Set(1), ..a_dish(&last, "Lasagne") }).await;
    app.home.insert(a_meal(&lunch.school, MONDAY + Days::new(7))).await;

    let answer = app.ask(WEEK, json!({ "school": school })).await.ok();
    let week = answer.at("/node/weekMenu");
    assert_eq!((&week["year"], &week["week"]), (&json!(2026), &json!(38)));
    assert_eq!((&week["firstDay"], &week["lastDay"]), (&json!("2026-09-14"), &json!("2026-09-20")));
    assert_eq!(
        answer.texts(DAYS, "date"),
        ["2026-09-14", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18"]
    );
    assert_eq!(
        answer.texts(&format!("{DAYS}/0/meals/0/dishes"), "name"),
        ["Fisk med dillsås", "Tofu med dillsås"]
    );
    assert_eq!(answer.list(&format!("{DAYS}/1/meals")).len(), 0);
    assert_eq!(answer.texts(&format!("{DAYS}/4/meals/0/dishes"), "name"), ["Lasagne", "Soppa"]);
}

#[both_engines]
async fn a_weekend_is_shown_when_something_is_served(app: TestApp) {
    let lunch = Lunch::on(&app.home, day("2026-09-19")).await;
    let school = format!("school:{}", lunch.school.id);
    let answer = app.ask(WEEK, json!({ "school": school })).await.ok();
    assert_eq!(answer.list(DAYS).len(), 6);
    assert_eq!(answer.text(&format!("{DAYS}/5/date")), "2026-09-19");
    assert_eq!(answer.list(&format!("{DAYS}/5/meals/0/dishes")).len(), 2);
}

#[both_engines]
async fn a_notice_is_no_dish_and_a_holiday_no_meal(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let noticed = |on: u64, notices: Vec<Notice>| meal::ActiveModel {
        notices: Set(Some(Notices(notices))),
        ..a_meal(&school, MONDAY + Days::new(on))
    };
    app.home.insert(noticed(0, vec![notice(NoticeKind::Closed, "Studiedag")])).await;
    app.home.insert(noticed(1, vec![notice(NoticeKind::KitchensChoice, "Kökets val")])).await;
    let soup = app.home.insert(noticed(2, vec![notice(NoticeKind::Information, "Glad påsk")])).await;
    app.home.insert(a_dish(&soup, "Soppa")).await;

    let answer = app.ask(WEEK, json!({ "school": format!("school:{}", school.id) })).await.ok();
    let days = answer.at(DAYS);
    assert_eq!(days[0]["notices"], json!([{ "kind": "CLOSED", "text": "Studiedag" }]));
    assert_eq!(days[0]["meals"], json!([]));
    assert_eq!(days[1]["notices"], json!([{ "kind": "KITCHENS_CHOICE", "text": "Kökets val" }]));
    assert_eq!(days[1]["meals"][0]["dishes"], json!([]));
    assert_eq!(days[2]["meals"][0]["dishes"], json!([{ "name": "Soppa", "optionLabel": null }]));
    assert_eq!(days[2]["meals"][0]["notices"], json!([{ "text": "Glad påsk" }]));
}

#[both_engines]
async fn weeks_around_new_year_are_the_iso_years(app: TestApp) {
    let lunch = Lunch::on(&app.home, day("2026-12-31")).await;
    let school = format!("school:{}", lunch.school.id);
    for asked in [json!({ "date": "2027-01-01" }), json!({ "year": 2026, "week": 53 })] {
        let mut variables = asked;
        variables["school"] = json!(school);
        let answer = app.ask(WEEK, variables).await.ok();
        let week = answer.at("/node/weekMenu");
        assert_eq!((&week["year"], &week["week"]), (&json!(2026), &json!(53)));
        assert_eq!(answer.list(&format!("{DAYS}/3/meals/0/dishes")).len(), 2);
    }
}

#[both_engines]
async fn a_week_that_cannot_be_is_refused(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    for asked in [
        json!({ "year": 2025, "week": 53 }),
        json!({ "year": 2026, "week": 0 }),
        json!({ "year": 2026 }),
        json!({ "week": 3 }),
        json!({ "date": "2026-09-14", "year": 2026, "week": 38 }),
    ] {
        let mut variables = asked;
        variables["school"] = json!(format!("school:{}", school.id));
        app.ask(WEEK, variables).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn a_day_is_todays_in_sweden_unless_it_is_named(app: TestApp) {
    let lunch = Lunch::on(&app.home, day("2026-09-15")).await;
    // Half past midnight in Sweden; in UTC it is still Monday.
    app.clock.set("2026-09-15T00:30:00+02:00");
    let query = "query Day($school: ID!, $date: LocalDate) { node(id: $school) { ... on School {
        dayMenu(date: $date) { date meals { dishes { name meal { id school { name } } } } } } } }";
    let school = json!(format!("school:{}", lunch.school.id));
    let answer = app.ask(query, json!({ "school": school })).await.ok();
    assert_eq!(answer.text("/node/dayMenu/date"), "2026-09-15");
    assert_eq!(answer.text("/node/dayMenu/meals/0/dishes/0/meal/id"), lunch.id());
    assert_eq!(answer.text("/node/dayMenu/meals/0/dishes/0/meal/school/name"), "Ekskolan");
    let answer = app.ask(query, json!({ "school": school, "date": "2026-09-14" })).await.ok();
    assert_eq!(answer.list("/node/dayMenu/meals").len(), 0);
}

#[both_engines]
async fn meals_and_dishes_are_nodes_and_the_neighbours_are_not_there(app: TestApp) {
    let here = Lunch::at(&app.home).await;
    let there = Lunch::at(&app.neighbour).await;
    let query =
        "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id ... on Meal { name } ... on Dish { name } } }";
    let ids = |lunch: &Lunch| {
        json!([format!("school:{}", lunch.school.id), lunch.id(), format!("dish:{}", lunch.tofu.id)])
    };
    let answer = app.ask(query, json!({ "ids": ids(&here) })).await.ok();
    assert_eq!((answer.text("/nodes/1/name"), answer.text("/nodes/2/name")), ("Lunch", "Tofu med dillsås"));
    let answer = app.ask(query, json!({ "ids": ids(&there) })).await.ok();
    assert_eq!(answer.at("/nodes"), &json!([null, null, null]));
}
