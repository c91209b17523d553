//! What the demonstration serves.

use std::collections::HashSet;

use api::demo;
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

const WEEKS: &str = "query Weeks($last: LocalDate!, $next: LocalDate!) { municipality { schools(first: 5) { nodes {
    last: weekMenu(date: $last) { ...menu } now: weekMenu { ...menu } next: weekMenu(date: $next) { ...menu } } } } }
    fragment menu on WeekMenu { days { notices { kind } meals { feedbackSummary { count } dishes {
        dietLabels feedbackSummary { isHidden } allergens { state } } } } }";

/// All values under members of this name.
fn gather<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get(name));
            members.values().for_each(|value| gather(value, name, found));
        }
        Value::Array(items) => items.iter().for_each(|value| gather(value, name, found)),
        _ => {}
    }
}

fn all<'v>(value: &'v Value, name: &str) -> HashSet<&'v Value> {
    let mut found = Vec::new();
    gather(value, name, &mut found);
    found.into_iter().collect()
}

#[both_engines]
async fn the_demonstration_shows_three_weeks_and_moves_with_the_calendar(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    for (now, last, next) in [
        ("2026-09-16T12:00:00Z", "2026-09-09", "2026-09-23"),
        ("2026-10-01T12:00:00Z", "2026-09-24", "2026-10-08"),
    ] {
        app.clock.set(now);
        demo::fill(app.foundation()).await.unwrap();
        let answer = app.ask(WEEKS, json!({ "last": last, "next": next })).await.ok();
        let schools = answer.list("/municipality/schools/nodes");
        assert_eq!(schools.len(), 4);
        for school in schools {
            for week in ["last", "now", "next"] {
                assert!(all(&school[week], "dietLabels").len() > 3, "{week} has no menu: {school:#}");
            }
        }
        let everything = answer.at("/municipality");
        assert_eq!(all(everything, "state").len(), 3, "allergens of every state");
        assert!(all(everything, "kind").len() >= 3);
        for week in schools.iter().map(|school| &school["last"]) {
            assert_eq!(all(week, "isHidden"), HashSet::from([&json!(true), &json!(false)]));
        }
        super::assert_tallies_agree(&app).await;
    }
}

#[both_engines]
async fn a_second_start_changes_nothing(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    let rows = async || {
        let mut meals = app.home.rows(entity::meal::Entity).await;
        meals.sort_by_key(|meal| meal.id);
        let votes = app.home.rows(entity::meal_feedback::Entity).await.len();
        (meals, app.home.rows(entity::dish::Entity).await.len(), votes)
    };
    let before = rows().await;
    demo::fill(app.foundation()).await.unwrap();
    assert_eq!(rows().await, before);
}
