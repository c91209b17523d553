//! The first stage compared with what an independent tool made of the same captures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::real_data;
use super::{Menu, Role, foodit, mateo, matilda, skolmaten};

const FOLDER: &str = "03-school-menus/vendor-captures-2026-01";

fn reference() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date")
}

/// Day → lines, in the form of the expected result.
fn neutral(menu: &Menu) -> Value {
    let mut days: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for e in menu.entries.values().filter(|e| e.role == Role::Dish) {
        days.entry(e.date.to_string()).or_default().push(json!({
            "meal_raw": e.meal_raw, "meal": e.meal, "dish_raw": e.dish_raw, "dish": e.dish, "label": e.label, "order": e.order,
        }));
    }
    json!(days)
}

fn expected(name: &str) -> Option<Value> {
    let bytes = real_data::read(&format!("{FOLDER}/EXPECTED_dev.json"))?;
    let all: Value = serde_json::from_slice(&bytes).expect("JSON");
    let tests = all["tests"].as_array().expect("a list");
    Some(tests.iter().find(|test| test["name"] == name).expect("the test")["data"].clone())
}

fn capture(file: &str) -> Option<Vec<u8>> {
    real_data::read(&format!("{FOLDER}/{file}"))
}

#[test]
fn foodit_is_read_as_the_independent_tool_reads_it() {
    let (Some(bytes), Some(expected)) = (capture("data_FoodItMenu.json"), expected("foodit")) else { return };
    let menu = foodit::parse(&bytes, reference()).expect("a menu");
    assert_eq!(neutral(&menu), expected);
    assert!(menu.entries.refused.is_empty());
    assert_eq!(menu.place.as_deref(), Some("Blåsut/Dalen förskolor"));
}

#[test]
fn mateo_is_read_as_the_independent_tool_reads_it() {
    let (Some(bytes), Some(expected)) = (capture("data_MateoMenu.json"), expected("mateo2")) else { return };
    let menu = mateo::parse(&bytes).expect("a menu");
    assert_eq!(neutral(&menu), expected);
    assert!(menu.entries.refused.is_empty());
}

#[test]
fn matilda_is_read_as_the_independent_tool_reads_it() {
    let (Some(bytes), Some(expected)) = (capture("data_debug.json"), expected("matilda1")) else { return };
    let menu = matilda::parse(&bytes).expect("a menu");
    let days = neutral(&menu);
    // The capture is a week older than the expected result: the days they share must be equal.
    let mut shared = 0;
    for (day, lines) in days.as_object().expect("days") {
        if let Some(theirs) = expected.get(day) {
            assert_eq!(lines, theirs, "{day}");
            shared += 1;
        }
    }
    assert_eq!(shared, 5);
}

/// Rebuilds the feeds whose captures are not at hand from the raw lines of the expected result, as feedparser's
/// JSON and as RSS, and reads them back.
#[test]
fn skolmatens_feeds_are_read_as_the_independent_tool_reads_them() {
    for name in ["skolmaten1", "skolmaten2", "skolmaten3"] {
        let Some(expected) = expected(name) else { return };
        let days: Vec<(NaiveDate, String)> = expected
            .as_object()
            .expect("days")
            .iter()
            .map(|(day, lines)| {
                let raw: Vec<_> =
                    lines.as_array().expect("lines").iter().filter_map(|l| l["dish_raw"].as_str()).collect();
                (day.parse().expect("a date"), raw.join("<br />"))
            })
            .collect();
        let entries: Vec<Value> = days
            .iter()
            .map(|(day, summary)| {
                json!({"title": day.format("%A - Vecka %V").to_string(), "summary": summary,
                "published": day.format("%a, %d %b %Y 00:00:00 GMT").to_string()})
            })
            .collect();
        let parsed = json!({"feed": {"title": "Skolmaten - Ask"}, "entries": entries});
        let menu = skolmaten::parse(parsed.to_string().as_bytes(), reference()).expect("a menu");
        assert_eq!(neutral(&menu), expected, "{name}");
        let items: Vec<String> = days
            .iter()
            .map(|(day, summary)| {
                let escaped = summary.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let date = day.format("%a, %d %b %Y 00:00:00 GMT");
                format!("<item><title>Vecka {}</title><description>{escaped}</description><pubDate>{date}</pubDate></item>", day.format("%V"))
            })
            .collect();
        let items = items.concat();
        let rss = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Skolmaten - Ask</title>{items}</channel></rss>"
        );
        let menu = skolmaten::parse(rss.as_bytes(), reference()).expect("a menu");
        assert_eq!(neutral(&menu), expected, "{name} as RSS");
    }
}

#[test]
fn the_skolmaten_capture_itself_is_read_without_a_loss() {
    let Some(bytes) = capture("data_SkolmatenMenu.json") else { return };
    let menu = skolmaten::parse(&bytes, reference()).expect("a menu");
    assert_eq!((menu.entries.rows.len(), menu.entries.refused.len()), (6, 0));
    assert_eq!(menu.entries.notes.count(super::NoteCode::EmptyDay), 2);
    assert_eq!(menu.entries.notes.count(super::NoteCode::WeekdayDiffers), 0);
    assert_eq!(menu.place.as_deref(), Some("Skutehagens skolan F-3, 4-6"));
    assert_eq!(menu.entries.rows[0].value.dish_raw, "Kökets val, ");
}

/// The tool's second reading of the same feed parts the labels from the dishes: so does the second stage.
#[test]
fn the_second_stage_parts_labels_from_dishes() {
    let (Some(plain), Some(parted)) = (expected("skolmaten1"), expected("skolmaten1b")) else { return };
    for (day, lines) in plain.as_object().expect("days") {
        for (line, theirs) in
            lines.as_array().expect("lines").iter().zip(parted[day].as_array().expect("lines"))
        {
            let raw = line["dish_raw"].as_str().expect("a text");
            let entry = super::MenuEntry::dish(reference(), "Lunch", raw, None, 1);
            let name = match super::served(&entry) {
                super::Served::Dish(dish) => {
                    assert_eq!(dish.diets.is_empty(), theirs["label"].is_null());
                    dish.name
                }
                super::Served::Notice(notice) => notice.text,
            };
            assert_eq!(name, theirs["dish"].as_str().expect("a text"));
        }
    }
}
