//! Skolmaten: a feed per week whose dishes are parted by line breaks, and a JSON API in two generations.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::Value;

use super::super::faults::{Fault, FaultCode};
use super::super::json::{self, Level, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::text::{decode, one_line};
use super::feed::{self, Use};
use super::{Menu, MenuEntry, Vendor, captured_from, day_of, said, take_dishes, words};

/// Reads what Skolmaten answers: a feed in XML, the same as feedparser's JSON, or the JSON API's weeks.
///
/// # Errors
/// As for every document, or that it holds neither days nor items.
pub fn parse(bytes: &[u8], reference: NaiveDate) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = json::text_of(bytes, &mut entries.notes)?;
    let is_feed = text.trim_start().starts_with('<')
        || matches!(json::document(&text)?, Level::Object(members) if members.contains_key("entries"));
    if is_feed {
        return feed::parse(bytes, reference, &Use { vendor: Vendor::Skolmaten, split, place });
    }
    let document: Value = serde_json::from_str(&text).map_err(|error| Unusable::Json(error.to_string()))?;
    let mut days = Vec::new();
    find_days(&document, "$", None, &mut days);
    if days.is_empty() && !is_answer(&document) {
        return Err(Unusable::NoRecords("days"));
    }
    for day in days {
        take_day(&day, &mut entries);
    }
    let school = ["school", "School"].iter().find_map(|name| document.get(*name)?.get("name")?.as_str());
    let address = captured_from(&decode(bytes, &mut super::Notes::default()));
    Ok(Menu { vendor: Vendor::Skolmaten, place: school.map(one_line), address, entries })
}

/// Parts a day's text at its line breaks, keeping the pieces as they stand.
fn split(summary: &str) -> Vec<&str> {
    let mut dishes = Vec::new();
    let mut rest = summary;
    let mut from = 0;
    while let Some(open) = rest.get(from..).and_then(|tail| tail.find('<')).map(|found| found + from) {
        let tag = rest.get(open..).unwrap_or_default();
        let name: String = tag.chars().skip(1).take(2).flat_map(char::to_lowercase).collect();
        let ends = tag.chars().nth(3).is_some_and(|c| c == '>' || c == '/' || c.is_whitespace());
        if name != "br" || !ends {
            from = open + 1;
            continue;
        }
        let Some(close) = tag.find('>') else { break };
        dishes.push(rest.get(..open).unwrap_or_default());
        rest = tag.get(close + 1..).unwrap_or_default();
        from = 0;
    }
    dishes.push(rest);
    dishes
}

/// The title is "Skolmaten - Skutehagens skolan F-3, 4-6".
fn place(title: Option<&str>, _subtitle: Option<&str>) -> Option<String> {
    let title = one_line(title?);
    let name =
        title.strip_prefix("Skolmaten - ").or_else(|| title.strip_prefix("Skolmaten – ")).unwrap_or(&title);
    (!name.is_empty() && name != "Skolmaten").then(|| name.to_owned())
}

/// A day somewhere in the document, with the week that it stands in.
struct Day<'a> {
    at: String,
    value: &'a Value,
    monday: Option<NaiveDate>,
    index: usize,
}

fn is_answer(document: &Value) -> bool {
    ["weeks", "menu", "WeekState", "feedbackAllowed"].iter().any(|name| document.get(*name).is_some())
}

/// Days stand under `weeks[].days`, `menu.weeks[].days` or `WeekState.Days`; the nesting is four levels at most.
fn find_days<'a>(value: &'a Value, at: &str, monday: Option<NaiveDate>, found: &mut Vec<Day<'a>>) {
    if let Value::Array(weeks) = value {
        for (index, week) in weeks.iter().enumerate() {
            find_days(week, &format!("{at}[{index}]"), None, found);
        }
        return;
    }
    let Value::Object(members) = value else { return };
    let number = |name: &str| members.get(name).and_then(Value::as_i64);
    let week = number("number").or_else(|| number("weekOfYear")).or_else(|| number("week"));
    let monday = number("year").zip(week).map_or(monday, |(year, week)| {
        NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, u32::try_from(week).ok()?, Weekday::Mon)
    });
    for (name, inner) in members {
        let at = format!("{at}.{name}");
        match (name.as_str(), inner) {
            ("days" | "Days", Value::Array(days)) => {
                found.extend(days.iter().enumerate().map(|(index, value)| Day {
                    at: format!("{at}[{index}]"),
                    value,
                    monday,
                    index,
                }));
            }
            ("days" | "Days", Value::Null) => {}
            // What should be a list of days is looked at as a day, so that it is refused and not lost.
            ("days" | "Days", value) => found.push(Day { at, value, monday, index: 0 }),
            ("weeks" | "Weeks" | "menu" | "WeekState" | "weekState", _) => {
                find_days(inner, &at, monday, found);
            }
            _ => {}
        }
    }
}

fn take_day(day: &Day<'_>, entries: &mut Parsed<MenuEntry>) {
    let at = Position::Path(day.at.clone());
    let Some(object) = Object::of_value(day.value.clone()) else {
        let fault = Fault::of("day", FaultCode::WrongShape, &day.value.to_string());
        entries.push(at, Err(vec![fault]), || day.value.to_string());
        return;
    };
    let date = match date_of(&object, day) {
        Ok(date) => date,
        Err(faults) => {
            entries.push(at, Err(faults), || day.value.to_string());
            return;
        }
    };
    let reason = ["reason", "comment", "info"].iter().find_map(|name| said(&object, name));
    let lists = ["items", "meals", "dishes"].map(|name| object.records(name)).into_iter().collect();
    let lists: Vec<&[Value]> = match lists {
        Ok(lists) => lists,
        Err(faults) => {
            entries.push(at, Err(faults), || day.value.to_string());
            return;
        }
    };
    let mut lines: Vec<MenuEntry> = reason.iter().map(|text| MenuEntry::note(date, text)).collect();
    for (index, dish) in lists.into_iter().flatten().enumerate() {
        let dish_at = Position::Path(format!("{}[{index}]", day.at));
        match dish_of(date, dish, index + 1) {
            Some(entry) => lines.push(entry),
            None => {
                entries.push(dish_at, Err(vec![Fault::missing("name")]), || dish.to_string());
            }
        }
    }
    take_dishes(entries, &at, lines);
}

fn date_of(object: &Object, day: &Day<'_>) -> Result<NaiveDate, Vec<Fault>> {
    if object.value("date").is_some_and(|value| !value.is_null()) {
        return day_of(object, &["date"]);
    }
    let part = |name: &str| object.value(name).and_then(Value::as_i64);
    let written = part("year").zip(part("month")).zip(part("day")).and_then(|((year, month), day)| {
        NaiveDate::from_ymd_opt(
            i32::try_from(year).ok()?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )
    });
    let counted = || {
        let days = u64::try_from(day.index).ok().filter(|days| *days < 7)?;
        day.monday.and_then(|monday| monday.checked_add_days(Days::new(days)))
    };
    let found = written.or_else(counted).filter(|date| (1900..=2200).contains(&date.year()));
    found.ok_or_else(|| vec![Fault::missing("date")])
}

fn dish_of(date: NaiveDate, dish: &Value, order: usize) -> Option<MenuEntry> {
    let label = Some(format!("Alt {order}"));
    match dish {
        Value::String(name) => Some(MenuEntry::dish(date, "Lunch", name, label, order)),
        Value::Object(_) => {
            let object = Object::of_value(dish.clone())?;
            let name = super::dish_name(&object, &["name", "value", "title", "text"]).ok()?;
            let tags =
                ["mealattributes", "attributes", "tags"].iter().flat_map(|name| words(object.list(name)));
            Some(MenuEntry { tags: tags.collect(), ..MenuEntry::dish(date, "Lunch", &name, label, order) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dishes_are_parted_at_line_breaks_however_they_are_written() {
        assert_eq!(split("a, <br />b"), ["a, ", "b"]);
        assert_eq!(split("a<br>b<BR/>c<br class='x'>d"), ["a", "b", "c", "d"]);
        assert_eq!(split("5 < 6 <b>x</b> <bra>"), ["5 < 6 <b>x</b> <bra>"]);
        assert_eq!(split("<br"), ["<br"]);
        assert_eq!(split(""), [""]);
    }

    fn lines(menu: &Menu) -> Vec<(String, u32, String)> {
        menu.entries.values().map(|e| (e.date.to_string(), e.order, e.dish.clone())).collect()
    }

    #[test]
    fn the_json_api_for_registered_apps_is_read() {
        let text = r#"{"feedbackAllowed":false,"weeks":[{"year":2026,"number":2,"days":[
            {"date":1767567600,"items":["Fisk, ","Tofu"]},{"date":1767654000,"items":[],"reason":"Trettondedag jul"},
            {"date":"snart","items":["x"]},7]}],"school":{"id":1,"name":"Ask skola"},"bulletIns":[]}"#;
        let menu =
            parse(text.as_bytes(), NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date")).expect("a menu");
        assert_eq!(menu.place.as_deref(), Some("Ask skola"));
        assert_eq!(
            lines(&menu),
            [
                ("2026-01-05".into(), 1, "Fisk".into()),
                ("2026-01-05".into(), 2, "Tofu".into()),
                ("2026-01-06".into(), 0, "Trettondedag jul".into()),
            ]
        );
        assert_eq!((menu.entries.refused.len(), menu.entries.read()), (2, 5));
    }

    #[test]
    fn the_json_behind_the_web_page_is_read() {
        let text = r#"{"WeekState":{"Days":[{"date":"2026-02-09T00:00:00.000Z","Meals":[{"name":"Fisk","MealAttributes":[{"sv":"Fisk"}]}]}]}}"#;
        let menu =
            parse(text.as_bytes(), NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date")).expect("a menu");
        assert_eq!(lines(&menu), [("2026-02-09".into(), 1, "Fisk".into())]);
        assert_eq!(menu.entries.rows[0].value.tags, ["Fisk"]);
    }

    #[test]
    fn days_without_a_date_are_counted_from_their_weeks_monday() {
        let text = r#"{"weeks":[{"year":2026,"number":1,"days":[{"items":["A"]},{"items":["B"]}]}]}"#;
        let menu =
            parse(text.as_bytes(), NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date")).expect("a menu");
        assert_eq!(
            lines(&menu),
            [("2025-12-29".into(), 1, "A".into()), ("2025-12-30".into(), 1, "B".into())]
        );
    }
}
