//! The importers of menus against broken input: bytes changed at random, JSON with members that are something else, lines of
//! calendars in another order. What must hold: no panic, and every dish that stands in the input comes out as a row, as a
//! refusal that quotes it, or as a note.
//!
//! `MITTKOMMUN_FUZZ=500` makes it a million inputs for each importer.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::fuzz_tests::{Random, mutate};
use super::super::json::Object;
use super::super::real_data;
use super::super::text::{decode, without_leading_comments};
use super::{Menu, NoteCode, Notes, Role, Served, Vendor, read, served};

/// How many inputs each importer is given.
const INPUTS: usize = 2_000;

/// What stands where something else should.
fn odd_value(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(i64::MAX),
        4 => json!(1_767_567_600_000_i64),
        5 => json!(0.58),
        6 => json!(""),
        7 => json!(" , "),
        8 => json!("<b></b>"),
        9 => json!("Kökets val"),
        10 => json!("2026-13-45"),
        11 => json!([]),
        12 => json!({}),
        _ => json!([{"name": "Fisk"}, 7, null]),
    }
}

/// Changes one place of a document: another value, none, or the same twice.
fn reshape(value: &mut Value, random: &mut Random) {
    let goes_on = random.below(8) > 0;
    match value {
        Value::Array(elements) if goes_on && !elements.is_empty() => {
            let at = random.below(elements.len());
            match random.below(6) {
                0 => {
                    elements.remove(at);
                }
                1 if elements.len() < 40 => elements.push(elements[at].clone()),
                _ => reshape(&mut elements[at], random),
            }
        }
        Value::Object(members) if goes_on && !members.is_empty() => {
            let name = members.keys().nth(random.below(members.len())).expect("a member").clone();
            if random.below(8) == 0 {
                members.remove(&name);
            } else {
                reshape(&mut members[&name], random);
            }
        }
        other => *other = odd_value(random),
    }
}

/// Lines that mean something to calendars, whether they belong where they land or not.
const LINES: [&str; 14] = [
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VALARM",
    "END:VCALENDAR",
    "DTSTART;VALUE=DATE:20260105",
    "DTSTART;TZID=Europe/Stockholm:20260329T023000",
    "DTEND:99991231T235959Z",
    "DTEND;VALUE=DATE:20260107",
    "DURATION:P99999999999999999999D",
    "RRULE:FREQ=DAILY",
    "STATUS:CANCELLED",
    "DESCRIPTION:Måndag: Fisk\\nLunch\\n\\nhttps://x.se",
    " folded",
    "Veg: Tofu",
];

fn reorder(text: &str, random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<&str> = text.lines().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(lines.len() + 1);
        match random.below(4) {
            0 => lines.insert(at, LINES[random.below(LINES.len())]),
            1 if at < lines.len() => {
                lines.remove(at);
            }
            2 if at < lines.len() => {
                let line = lines.remove(at);
                lines.insert(random.below(lines.len() + 1), line);
            }
            _ => lines.extend_from_within(at..lines.len().min(at + 6)),
        }
    }
    lines.join(if random.below(2) == 0 { "\n" } else { "\r\n" }).into_bytes()
}

/// Gives an importer its share of inputs: the files that it is given, each changed again and again.
fn survives(vendor: Vendor, files: &[Vec<u8>]) {
    let times = std::env::var("MITTKOMMUN_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1_usize);
    let reference = NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date");
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ vendor.host().len() as u64);
    let documents: Vec<(String, Option<Value>)> = files
        .iter()
        .map(|bytes| {
            let text = decode(bytes, &mut Notes::default());
            let document = serde_json::from_str(without_leading_comments(&text)).ok();
            (text, document)
        })
        .collect();
    let (mut read_whole, mut rows, mut refused, mut noted) = (0, 0, 0, 0);
    for round in 0..INPUTS * times {
        let (text, document) = &documents[round % documents.len()];
        let broken = match document {
            Some(document) if random.below(2) == 0 => {
                let mut document = document.clone();
                (0..=random.below(3)).for_each(|_| reshape(&mut document, &mut random));
                document.to_string().into_bytes()
            }
            None if vendor == Vendor::Calendar && random.below(2) == 0 => reorder(text, &mut random),
            _ => mutate(files[round % files.len()].as_slice(), &mut random),
        };
        let Ok(menu) = read(vendor, &broken, reference) else { continue };
        read_whole += 1;
        rows += menu.entries.rows.len();
        refused += menu.entries.refused.len();
        noted += menu.entries.notes.iter().map(|(_, _, tally)| tally.count).sum::<usize>();
        for entry in menu.entries.values() {
            assert!(!entry.dish.is_empty());
            match served(entry) {
                Served::Dish(dish) => assert!(!dish.name.is_empty(), "{entry:?}"),
                Served::Notice(notice) => assert!(!notice.text.is_empty(), "{entry:?}"),
            }
        }
        assert!(menu.entries.refused.iter().all(|refusal| !refusal.faults.is_empty()));
        if let Some(lost) = lost(vendor, &broken, &menu) {
            panic!("{lost}\n{menu:?}\n{}", String::from_utf8_lossy(&broken));
        }
    }
    println!(
        "{}: {} inputs, {read_whole} readable, {rows} rows, {refused} refused, {noted} noted, none lost",
        vendor.host(),
        INPUTS * times
    );
}

/// What stands in the input and did not come out, if anything.
fn lost(vendor: Vendor, bytes: &[u8], menu: &Menu) -> Option<String> {
    let text = decode(bytes, &mut Notes::default());
    let text = without_leading_comments(&text);
    let noted = |code, wanted: &str| {
        menu.entries
            .notes
            .iter()
            .filter(|(c, field, _)| *c == code && *field == wanted)
            .map(|(.., t)| t.count)
            .sum::<usize>()
    };
    let places = || {
        let rows = menu.entries.rows.iter().map(|row| row.at.to_string());
        rows.chain(menu.entries.refused.iter().map(|refusal| refusal.at.to_string())).collect::<HashSet<_>>()
    };
    if vendor == Vendor::Calendar {
        let events = text.replace("\r\n", "\n").replace('\r', "\n").replace("\n ", "").replace("\n\t", "");
        let events = events.lines().filter(|line| line.eq_ignore_ascii_case("BEGIN:VEVENT")).count();
        let passed = [NoteCode::EmptyDay, NoteCode::Cancelled, NoteCode::Repeated]
            .map(|code| menu.entries.notes.count(code));
        let told = places().len() + passed.iter().sum::<usize>();
        return (told < events).then(|| format!("{told} of {events} events"));
    }
    let Ok(document) = serde_json::from_str::<Value>(text) else { return None };
    let (ways, levels): (&[&[&str]], &[&str]) = match vendor {
        Vendor::Mateo => (&[&["days"], &["data"]], &["meals"]),
        Vendor::Matilda | Vendor::OpenMeal => (&[&["meals"]], &["courses"]),
        Vendor::MenuGo => (&[&["CacheObjekt", "DatumObjekt"], &["DatumObjekt"]], &["Maträtt"]),
        Vendor::Mashie => (&[&["Weeks"]], &["Days", "DayMenus"]),
        Vendor::FoodIt | Vendor::Skolmaten | Vendor::Calendar => {
            // An item, or a day, has one place for all its dishes.
            let items = ["entries", "items"].iter().find_map(|name| document.get(*name)?.as_array())?.len();
            let told = places().len() + menu.entries.notes.count(NoteCode::EmptyDay);
            return (told < items).then(|| format!("{told} of {items} items"));
        }
    };
    let top = if document.is_array() {
        Some(&document)
    } else {
        ways.iter().find_map(|way| {
            way.iter().try_fold(&document, |value, name| value.get(*name)).filter(|v| v.is_array())
        })
    };
    let root = if vendor == Vendor::Mashie { "$.Weeks" } else { "$" };
    let mut slots = Vec::new();
    enter(top?, root, levels, &mut slots);
    let refused: HashSet<_> = menu.entries.refused.iter().map(|refusal| refusal.at.to_string()).collect();
    let is_refused = |slot: &String| {
        refused.iter().any(|at| slot == at || slot.strip_prefix(at).is_some_and(|rest| rest.starts_with('.')))
    };
    let open = slots.iter().filter(|slot| !is_refused(slot)).count();
    let dishes = menu.entries.values().filter(|entry| entry.role == Role::Dish).count();
    let told = dishes + noted(NoteCode::EmptyDish, "dish");
    (told != open).then(|| format!("{told} of {open} dishes"))
}

/// The places of all dishes: the elements of the lists of these names in each other.
fn enter(list: &Value, at: &str, levels: &[&str], slots: &mut Vec<String>) {
    for (index, element) in list.as_array().into_iter().flatten().enumerate() {
        let at = format!("{at}[{index}]");
        match levels.split_first() {
            None => slots.push(at),
            Some((name, deeper)) => {
                let object = Object::of_value(element.clone());
                match object.as_ref().and_then(|object| object.value(&super::super::text::key(name)).cloned())
                {
                    Some(Value::Null) => {}
                    Some(inner) if inner.is_array() => enter(&inner, &format!("{at}.{name}"), deeper, slots),
                    // Something else stands there, or no object does: the whole must have been refused.
                    Some(_) => slots.push(at),
                    None if object.is_none() => slots.push(at),
                    None => {}
                }
            }
        }
    }
}

/// A capture, cut to what still is a whole document where it is a large one.
fn capture(file: &str) -> Option<Vec<u8>> {
    let bytes = real_data::read(&format!("03-school-menus/{file}"))?;
    let text = decode(&bytes, &mut Notes::default());
    if let Some((at, _)) = text.match_indices("BEGIN:VEVENT").nth(2) {
        return Some(format!("{}END:VCALENDAR", &text[..at]).into_bytes());
    }
    let Ok(mut document) = serde_json::from_str(without_leading_comments(&text)) else { return Some(bytes) };
    shorten(&mut document);
    Some(document.to_string().into_bytes())
}

/// Two of each are as good as forty, and much faster.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(elements) => {
            elements.truncate(2);
            elements.iter_mut().for_each(shorten);
        }
        Value::Object(members) => {
            // Mashie repeats all that it says of a dish.
            members.remove("MenuPresentation");
            members.values_mut().for_each(shorten);
        }
        _ => {}
    }
}

fn with(built: &[&str], captures: &[&str]) -> Vec<Vec<u8>> {
    let built = built.iter().map(|text| text.as_bytes().to_vec());
    built.chain(captures.iter().filter_map(|file| capture(file))).collect()
}

#[test]
fn foodit_survives_and_loses_nothing() {
    let built = "{\"entries\":[{\"title\":\"Måndag 20260105\",\"summary\":\": Fisk. : Tofu.\"},{\"title\":\"x\",\"summary\":\"y\"}],\"feed\":{\"subtitle\":\"Ask 2026-01-05\"}}";
    survives(Vendor::FoodIt, &with(&[built], &["vendor-captures-2026-01/data_FoodItMenu.json"]));
}

#[test]
fn skolmaten_survives_and_loses_nothing() {
    let rss = "<?xml version=\"1.0\"?><rss><channel><title>Skolmaten - Ask</title><item><title>Måndag - Vecka 2</title><description>Fisk, &lt;br/&gt;Tofu (Vegan)</description><pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>";
    let api = r#"{"feedbackAllowed":false,"weeks":[{"year":2026,"number":2,"days":[{"date":1767567600,"items":["Fisk",{"name":"Tofu"}]},{"year":2026,"month":1,"day":6,"reason":"Lov"}]}],"school":{"name":"Ask"}}"#;
    let web = r#"{"WeekState":{"Days":[{"date":"2026-02-09T00:00:00.000Z","Meals":[{"name":"Fisk","MealAttributes":[{"sv":"Fisk"}]}]}]}}"#;
    survives(
        Vendor::Skolmaten,
        &with(&[rss, api, web], &["vendor-captures-2026-01/data_SkolmatenMenu.json"]),
    );
}

#[test]
fn mateo_survives_and_loses_nothing() {
    let built = r#"[{"date":"2026-01-05T00:00:00.000Z","deviation":"Lov","meals":[{"name":"Fisk","type":"Lunch 1","categories":[{"name":"Fisk"}],"allergens":["Mjölk"]},{"name":" "}]}]"#;
    survives(Vendor::Mateo, &with(&[built], &["vendor-captures-2026-01/data_MateoMenu.json"]));
}

#[test]
fn matilda_survives_and_loses_nothing() {
    let page = r#"<html><script id="__NEXT_DATA__">{"props":{"pageProps":{"meals":[{"name":null,"date":"2026-01-05T00:00:00","dateDescription":"x","courses":[{"name":"Fisk"}]}]}}}</script></html>"#;
    survives(Vendor::Matilda, &with(&[page], &["vendor-captures-2026-01/data_debug.json"]));
}

#[test]
fn mashie_survives_and_loses_nothing() {
    let page = r#"<html><script>var m = {"Weeks":[{"MenuName":"M","Days":[{"DayMenuDate":new Date(1767567600000),"HolidayName":"x","DayMenus":[{"MenuAlternativeName":"Alt 1","DayMenuName":"Fisk","DayMenuInfo":"y"}]}]}]};</script></html>"#;
    survives(Vendor::Mashie, &with(&[page], &["vendor-captures-2026-01/mashie_debug.json"]));
}

#[test]
fn menugo_survives_and_loses_nothing() {
    let built = r#"{"CacheObjekt":{"DatumObjekt":[{"Datum":"2026-02-01","Maträtt":[{"Namn":"Meny saknad för denna dag.","Matgrupp":[]}]},{"Datum":"2026-02-03","Maträtt":[{"Namn":"Lunch: Korv ","Matgrupp":["Fläsk","Nötkött"]},{"Namn":"MIDDAG:  Soppa","Matgrupp":null}]}]}}"#;
    let alone = r#"[{"Datum":"2026-02-03","HighlightedDay":false,"Maträtt":[{"Namn":"Lunch:","Matgrupp":["Vegetarisk"]}]}]"#;
    survives(Vendor::MenuGo, &with(&[built, alone], &[]));
}

#[test]
fn open_meal_survives_and_loses_nothing() {
    let built = r#"{"meals":[{"name":"Lunch","date":"2022-06-16T00:00:00+02:00","distributor":{"id":"9","name":"Matkund 1"},"courses":[
        {"id":"1","name":"Gratäng","description":"Krämig","optionName":"Lunch 1","order":0,"ingredients":[{"name":"Fond","codes":[]}],
         "knownAllergens":[{"name":"Selleri","codes":[{"code":"BC","type":"GS1"}]}],"tags":[{"name":"Vegan"}],
         "nutrients":[{"name":"Energi","amount":1958.69,"unit":"kJ","codes":[{"code":"ENKJ"}]}],"co2Equivalents":0.58},{"name":"Soppa","order":1}]}]}"#;
    survives(Vendor::OpenMeal, &with(&[built], &[]));
}

#[test]
fn calendars_survive_and_lose_nothing() {
    let built = "BEGIN:VCALENDAR\nX-WR-CALNAME:Ask matsedel\nX-WR-TIMEZONE:Europe/Stockholm\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260107\nSUMMARY:Matsedel\nDESCRIPTION:Fisk\\, sås\\nVegetariskt: Tofu\\nLunch\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20260107T100000Z\nDTEND:20260107T110000Z\nSUMMARY:Soppa\nBEGIN:VALARM\nDESCRIPTION:Ät\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR";
    let captures = [
        "ics-gustavlund-weekly/2025-W37.ics",
        "ics-gustavlund-weekly/2025-W46.ics",
        "ics-other/jarla-skolmat_2026-W40.ics",
        "openmeal/openmeal_icalendar_example.ics",
    ];
    survives(Vendor::Calendar, &with(&[built], &captures));
}
