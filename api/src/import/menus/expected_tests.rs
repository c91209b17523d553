//! The first stage compared with what an independent tool made of the same captures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::real_data;
use super::{Menu, Role, Vendor, courses, foodit, mashie, mateo, skolmaten};

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
    let menu = courses::parse(&bytes, Vendor::Matilda).expect("a menu");
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

/// The answers of the vendors whose captures are not at hand, built from the raw lines of the expected result in the shape
/// that the vendor sends.
#[test]
fn mateos_and_matildas_other_menus_are_read_as_the_independent_tool_reads_them() {
    for name in ["mateo1", "mateo2", "mateo3"] {
        let Some(expected) = expected(name) else { return };
        let days: Vec<_> = expected
            .as_object()
            .expect("days")
            .iter()
            .map(|(day, lines)| {
                let meal = |line: &Value| json!({"name": line["dish_raw"], "type": "Lunch 1", "categories": [], "allergens": []});
                let meals: Vec<_> = lines.as_array().expect("lines").iter().map(meal).collect();
                json!({"date": format!("{day}T00:00:00.000Z"), "deviation": null, "meals": meals})
            })
            .collect();
        let menu = mateo::parse(json!(days).to_string().as_bytes()).expect("a menu");
        assert_eq!(neutral(&menu), expected, "{name}");
    }
    for name in ["matilda1", "matilda2"] {
        let Some(expected) = expected(name) else { return };
        let mut meals: Vec<Value> = Vec::new();
        for (day, lines) in expected.as_object().expect("days") {
            let mut of_day: Vec<(Value, Vec<Value>)> = Vec::new();
            for line in lines.as_array().expect("lines") {
                let course = json!({"name": line["dish_raw"], "optionName": line["label"], "tags": [], "knownAllergens": []});
                match of_day.last_mut() {
                    Some((meal, courses)) if *meal == line["meal_raw"] => courses.push(course),
                    _ => of_day.push((line["meal_raw"].clone(), vec![course])),
                }
            }
            meals.extend(of_day.into_iter().map(|(meal, courses)| {
                let name = meal.as_str().filter(|name| !name.starts_with("Måltid "));
                json!({"name": name, "date": format!("{day}T00:00:00"), "distributor": {"name": "Ask"}, "courses": courses})
            }));
        }
        let data = json!(meals).to_string();
        let page = format!(
            r#"<html><script id="__NEXT_DATA__">{{"props":{{"pageProps":{{"meals":{data}}}}}}}</script></html>"#
        );
        for text in [data, page] {
            let menu = courses::parse(text.as_bytes(), Vendor::Matilda).expect("a menu");
            assert_eq!(neutral(&menu), expected, "{name}");
        }
    }
}

/// There is no expected result for this capture: its own structure is walked instead, with the offset of Swedish winter.
#[test]
fn mashie_is_read_as_its_own_structure_says() {
    let Some(bytes) = capture("mashie_debug.json") else { return };
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    let list = |value: &Value, name: &str| value[name].as_array().expect("a list").clone();
    let mut days: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for day in list(&document, "Weeks").iter().flat_map(|week| list(week, "Days")) {
        let midnight = day["DayMenuDate"].as_i64().expect("milliseconds") / 1000 + 3600;
        let date = chrono::DateTime::from_timestamp(midnight, 0).expect("a time").date_naive();
        for (index, dish) in list(&day, "DayMenus").iter().enumerate() {
            let (meal, raw) =
                (dish["MenuAlternativeName"].as_str(), dish["DayMenuName"].as_str().expect("a text"));
            if !super::dish_text(raw).is_empty() {
                days.entry(date.to_string()).or_default().push(json!({
                    "meal_raw": meal, "meal": meal, "dish_raw": raw, "dish": super::dish_text(raw), "label": null, "order": index + 1,
                }));
            }
        }
    }
    let page = String::from_utf8(bytes.clone()).expect("UTF-8");
    let page =
        page.replace("\"DayMenuDate\": 17", "\"DayMenuDate\": new Date(17").replace("00000,", "00000),");
    let page = format!("<!DOCTYPE html><html><script>var weekMenues = {page};</script></html>");
    for bytes in [bytes, page.into_bytes()] {
        let menu = mashie::parse(&bytes).expect("a menu");
        assert_eq!(neutral(&menu), json!(days));
        assert!(menu.entries.refused.is_empty());
    }
}

/// The shapes that a day can have, from one meal to many: what is a dish keeps its meal and its label, and a holiday is
/// none.
#[test]
fn the_use_cases_come_through_the_second_stage() {
    let Some(bytes) = capture("usecases.json") else { return };
    let cases: BTreeMap<String, Value> = serde_json::from_slice(&bytes).expect("JSON");
    for (name, case) in &cases {
        for line in case["entries"].as_array().expect("lines") {
            let text = |member: &str| line[member].as_str().map(str::to_owned);
            let dish = text("dish_raw").expect("a text");
            let entry = super::MenuEntry {
                meal_raw: text("meal_raw"),
                meal: text("meal"),
                ..super::MenuEntry::dish(reference(), "", &dish, text("label"), 1)
            };
            assert_eq!(Some(&entry.dish), text("dish").as_ref(), "{name}");
            match super::served(&entry) {
                super::Served::Dish(dish) => {
                    assert_eq!((Some(dish.meal), dish.label), (text("meal"), text("label")), "{name}");
                }
                super::Served::Notice(notice) => {
                    assert_eq!((notice.text.as_str(), notice.kind), ("Julafton", super::NoticeKind::Holiday));
                }
            }
        }
    }
    assert_eq!(cases.len(), 14);
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
