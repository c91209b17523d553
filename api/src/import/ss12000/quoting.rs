//! How a record that was refused is quoted. A report is read and mailed by people who look for a mistake in a feed, not
//! for a person: it shows how the record is built, with its ids, dates and words of the standard, and no name, number or
//! address (T7, P3).

use serde_json::{Map, Value};
use uuid::Uuid;

use super::super::text::key;
use super::super::times;

/// Members whose text is a word of the standard or names a unit.
const SHOWN: [&str; 13] = [
    "organisationtype",
    "schoolunitcode",
    "schooltype",
    "schooltypes",
    "grouptype",
    "dutyrole",
    "assignmentrole",
    "assignmentroletype",
    "relationtype",
    "personstatus",
    "nationality",
    "startdate",
    "enddate",
];

/// The longest word that is believed to be one.
const LONGEST_WORD: usize = 40;

/// A record with everything hidden that could tell of a person.
pub(super) fn quoted(record: &Value) -> String {
    hidden(record, false).to_string()
}

fn hidden(value: &Value, shown: bool) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (member(name), hidden(value, SHOWN.contains(&key(name).as_str()))))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(|item| hidden(item, shown)).collect()),
        Value::String(text) => Value::String(shown_text(text, shown)),
        Value::Number(_) => Value::String("…".to_owned()),
        Value::Bool(_) | Value::Null => value.clone(),
    }
}

/// The name of a member, unless it is none of a standard's: a number could stand there too.
fn member(name: &str) -> String {
    let is_word = name.len() <= LONGEST_WORD && name.chars().all(|c| c.is_ascii_alphabetic() || c == '.');
    if is_word { name.to_owned() } else { "…".to_owned() }
}

/// A value that stood where it should not: shown if it can be no person's.
pub(super) fn shown_text(text: &str, is_word: bool) -> String {
    let harmless = Uuid::try_parse(text).is_ok()
        || (text.len() == 10 && times::day(text).is_some())
        || (is_word
            && text.chars().count() <= LONGEST_WORD
            && text.chars().filter(char::is_ascii_digit).count() <= 8);
    if harmless { text.to_owned() } else { "…".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_record_shows_its_build_and_no_person() {
        let record = serde_json::json!({
            "id": "191212121212",
            "givenName": "Tolvan", "civicNo": {"value": "191212121212", "nationality": "SE"},
            "enrolments": [{"enroledAt": {"id": "3fa85f64-5717-4562-b3fc-2c963f66afa5", "displayName": "Tolvan"},
                "startDate": "2020-01-12", "schoolType": "GR", "schoolYear": 1}],
            "dutyRole": "191212-1212", "19121212-1212": "x", "n": 191_212_121_212_u64,
        });
        let text = quoted(&record);
        for shown in ["givenName", "2020-01-12", "\"SE\"", "\"GR\"", "3fa85f64-5717-4562-b3fc-2c963f66afa5"] {
            assert!(text.contains(shown), "no {shown} in {text}");
        }
        for hidden in ["Tolvan", "1212", "schoolYear\":1"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
}
