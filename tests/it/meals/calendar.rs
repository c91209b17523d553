//! A school's menu as a calendar (M4): a library that is not ours reads it.

use chrono::{Days, NaiveDate};
use entity::{Notice, NoticeKind, Notices, dish, meal, school};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component as _, DatePerhapsTime, Event, EventLike as _,
};
use reqwest::{Method, Response, StatusCode};
use sea_orm::Set;
use serde_json::json;

use super::{MONDAY, fed, import, lunch_of, only_meal};

async fn get(app: &TestApp, school: &school::Model) -> Response {
    let path = format!("/{}/schools/{}/menu.ics", app.home.code, school.id);
    app.request(Method::GET, &path).send().await.unwrap()
}

/// The text, and what a library reads in it.
async fn calendar(app: &TestApp, school: &school::Model) -> (String, Vec<Event>) {
    let answer = get(app, school).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    let text = answer.text().await.unwrap();
    let read: Calendar = text.parse().unwrap();
    let events = read.components.into_iter().filter_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    });
    (text, events.collect())
}

fn day_of(event: &Event) -> NaiveDate {
    match event.get_start() {
        Some(DatePerhapsTime::Date(day)) => day,
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Floating(_) | CalendarDateTime::Utc(_)) | _)
        | None => {
            panic!("not over the day: {event:?}")
        }
    }
}

fn value<'a>(event: &'a Event, name: &str) -> &'a str {
    event.property_value(name).unwrap_or_else(|| panic!("no {name}: {event:?}"))
}

async fn served(app: &TestApp, school: &school::Model, date: NaiveDate, dish: &str) -> meal::Model {
    let meal = app.home.insert(a_meal(school, date)).await;
    app.home.insert(a_dish(&meal, dish)).await;
    meal
}

#[both_engines]
async fn each_meal_is_an_event_over_its_day(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan, Björkhamn")).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    for (order, (label, name)) in (1..).zip([("Alt 1", "Fisk, potatis; sås"), ("Alt 2", "Tofu")]) {
        let label = Set(Some(label.to_owned()));
        let row = dish::ActiveModel { option_label: label, sort_order: Set(order), ..a_dish(&meal, name) };
        app.home.insert(row).await;
    }
    let (text, events) = calendar(&app, &school).await;
    assert_eq!(events.len(), 1);
    assert_eq!(day_of(&events[0]), MONDAY);
    assert_eq!(events[0].get_end(), Some(DatePerhapsTime::Date(MONDAY + Days::new(1))));
    assert_eq!(value(&events[0], "UID"), format!("{}@meal.mittkommun", meal.id));
    assert_eq!(value(&events[0], "SEQUENCE"), "1");
    assert_eq!(events[0].get_summary(), Some("Alt 1: Fisk, potatis; sås\nAlt 2: Tofu"));
    assert_eq!(events[0].get_location(), Some("Ekskolan, Björkhamn"));

    assert!(text.contains("\r\nX-WR-CALNAME:Ekskolan\\, Björkhamn matsedel\r\n"), "{text}");
    assert!(text.contains("SUMMARY:Alt 1: Fisk\\, potatis\\; sås\\nAlt 2: Tofu\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.ends_with("END:VCALENDAR\r\n") && text.lines().all(|line| line.len() <= 75), "{text}");
}

#[both_engines]
async fn a_change_keeps_the_event_and_counts_up(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    import(&app, &school, &lunch_of(MONDAY, [fed("Fisk", None, &[])])).await;
    let (_, before) = calendar(&app, &school).await;
    let tag = get(&app, &school).await.headers()["etag"].clone();
    app.clock.advance(chrono::TimeDelta::hours(1));
    import(&app, &school, &lunch_of(MONDAY, [fed("Soppa", None, &[])])).await;
    let (_, after) = calendar(&app, &school).await;
    assert_eq!(value(&before[0], "UID"), value(&after[0], "UID"));
    assert_eq!((value(&before[0], "SEQUENCE"), value(&after[0], "SEQUENCE")), ("1", "2"));
    assert!(value(&before[0], "LAST-MODIFIED") < value(&after[0], "LAST-MODIFIED"));
    assert_eq!(after[0].get_summary(), Some("Soppa"));

    let path = format!("/{}/schools/{}/menu.ics", app.home.code, school.id);
    let asks = async |tag: &reqwest::header::HeaderValue| {
        app.request(Method::GET, &path).header("if-none-match", tag).send().await.unwrap().status()
    };
    assert_eq!(asks(&tag).await, StatusCode::OK);
    let tag = get(&app, &school).await.headers()["etag"].clone();
    assert_eq!(asks(&tag).await, StatusCode::NOT_MODIFIED);
}

#[both_engines]
async fn a_day_without_a_meal_says_why_and_a_withdrawn_meal_is_cancelled(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let noticed = |on: u64, kind, text: &str| meal::ActiveModel {
        notices: Set(Some(Notices(vec![Notice { kind, text: text.to_owned() }]))),
        ..a_meal(&school, MONDAY + Days::new(on))
    };
    app.home.insert(noticed(0, NoticeKind::Closed, "Studiedag")).await;
    app.home.insert(noticed(1, NoticeKind::KitchensChoice, "Kökets val")).await;
    let soup = app.home.insert(noticed(2, NoticeKind::Information, "Glad påsk")).await;
    app.home.insert(a_dish(&soup, "Soppa")).await;
    served(&app, &school, MONDAY + Days::new(3), "Korv").await;
    let (_, events) = calendar(&app, &school).await;
    let titles: Vec<_> = events.iter().map(|event| event.get_summary().unwrap()).collect();
    assert_eq!(titles, ["Studiedag", "Kökets val", "Soppa", "Korv"]);
    assert_eq!(events[2].get_description(), Some("Soppa\nGlad påsk"));

    let cook = app.home.kitchen().await;
    let mutation = "mutation($input: WithdrawMealInput!) { withdrawMeal(input: $input) { errors { code } } }";
    let meals = app.home.rows(meal::Entity).await;
    let sausage = meals.iter().find(|meal| meal.served_on == MONDAY + Days::new(3)).unwrap();
    let input = json!({ "mealId": format!("meal:{}", sausage.id), "expectedVersion": 1 });
    app.ask(mutation, json!({ "input": input })).by(&cook).await.ok().assert_user_errors("withdrawMeal", &[]);
    let (_, events) = calendar(&app, &school).await;
    assert_eq!(events[3].get_summary(), Some("Måltiden är inställd."));
    assert_eq!((value(&events[3], "STATUS"), value(&events[3], "SEQUENCE")), ("CANCELLED", "2"));
}

#[both_engines]
async fn it_reaches_from_thirty_days_ago_to_sixty_ahead_for_that_school_alone(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let other = app.home.insert(a_school("Alskolan")).await;
    for day in
        [MONDAY - Days::new(31), MONDAY - Days::new(30), MONDAY + Days::new(60), MONDAY + Days::new(61)]
    {
        served(&app, &school, day, "Soppa").await;
    }
    served(&app, &other, MONDAY, "Korv").await;
    let (_, events) = calendar(&app, &school).await;
    let days: Vec<_> = events.iter().map(day_of).collect();
    assert_eq!(days, [MONDAY - Days::new(30), MONDAY + Days::new(60)]);

    let theirs = app.neighbour.insert(a_school("Grannskolan")).await;
    assert_eq!(get(&app, &theirs).await.status(), StatusCode::NOT_FOUND);
    let by_id = format!("/{}/schools/school:{}/menu.ics", app.home.code, school.id);
    assert_eq!(app.request(Method::GET, &by_id).send().await.unwrap().status(), StatusCode::OK);
}

#[both_engines]
async fn the_description_has_the_lines_of_the_title_each_a_dish(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let names = [Some("Alt 1"), Some("Alt 2")];
    let dishes = ["Fisk med dillsås", "Tofu"];
    let menu = dishes.iter().zip(names).map(|(name, label)| fed(name, label, &[]));
    import(&app, &school, &lunch_of(MONDAY, menu)).await;
    let (text, _) = calendar(&app, &school).await;
    assert!(text.contains("\r\nDESCRIPTION:Alt 1: Fisk med dillsås\\nAlt 2: Tofu\r\n"), "{text}");
    assert_eq!(only_meal(&app, &school).await.version, 1);
}
