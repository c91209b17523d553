//! JSON documents, split into records one at a time so that a refused one can be quoted as it stood.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::faults::{Fault, FaultCode, Notes};
use super::parsed::Unusable;
use super::reading::Record;
use super::text::{decode, key, without_leading_comments};

/// The text of a JSON file: decoded, without the comment lines that captures start with.
///
/// # Errors
/// [`Unusable::Empty`].
pub fn text_of(bytes: &[u8], notes: &mut Notes) -> Result<String, Unusable> {
    let text = decode(bytes, notes);
    let body = without_leading_comments(&text);
    if body.trim().is_empty() {
        return Err(Unusable::Empty);
    }
    Ok(if body.len() == text.len() { text } else { body.to_owned() })
}

/// One level of a document, its parts left as they are.
#[derive(Debug)]
pub enum Level<'a> {
    /// An object's members.
    Object(HashMap<String, &'a RawValue>),
    /// An array's elements.
    Array(Vec<&'a RawValue>),
    /// A text, a number, true, false or null.
    Scalar,
}

/// Opens one level of a document.
///
/// # Errors
/// What is wrong with it, with line and column.
pub fn open(text: &str) -> Result<Level<'_>, serde_json::Error> {
    match text.trim_start().bytes().next() {
        Some(b'{') => serde_json::from_str(text).map(Level::Object),
        Some(b'[') => serde_json::from_str(text).map(Level::Array),
        _ => serde_json::from_str::<serde::de::IgnoredAny>(text).map(|_| Level::Scalar),
    }
}

/// Opens a whole document.
///
/// # Errors
/// [`Unusable::Json`].
pub fn document(text: &str) -> Result<Level<'_>, Unusable> {
    open(text).map_err(|error| Unusable::Json(error.to_string()))
}

impl<'a> Level<'a> {
    /// The elements of the array that is this level or stands at the end of one of these ways through its members.
    #[must_use]
    pub fn array_at(self, ways: &[&[&str]]) -> Option<Vec<&'a RawValue>> {
        match self {
            Level::Array(elements) => Some(elements),
            Level::Object(members) => ways.iter().find_map(|way| {
                let (first, rest) = way.split_first()?;
                let mut raw = *members.get(*first)?;
                for name in rest {
                    match open(raw.get()).ok()? {
                        Level::Object(inner) => raw = *inner.get(*name)?,
                        _ => return None,
                    }
                }
                match open(raw.get()).ok()? {
                    Level::Array(elements) => Some(elements),
                    _ => None,
                }
            }),
            Level::Scalar => None,
        }
    }
}

/// A JSON object as a record: members by name, scalars as text.
#[derive(Debug, Clone)]
pub struct Object {
    members: HashMap<String, Value>,
}

impl Record for Object {
    fn get(&self, name: &str) -> Option<String> {
        match self.members.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl Object {
    /// The object that a raw value is.
    ///
    /// # Errors
    /// [`FaultCode::WrongShape`] if it is something else, [`FaultCode::Malformed`] if it is nested too deeply.
    pub fn of(raw: &RawValue) -> Result<Self, Vec<Fault>> {
        match serde_json::from_str::<Value>(raw.get()) {
            Ok(value) => Self::of_value(value)
                .ok_or_else(|| vec![Fault::of("record", FaultCode::WrongShape, raw.get())]),
            Err(_) => Err(vec![Fault::of("record", FaultCode::Malformed, raw.get())]),
        }
    }

    /// The object that a value is.
    #[must_use]
    pub fn of_value(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => {
                Some(Self { members: members.into_iter().map(|(name, value)| (key(&name), value)).collect() })
            }
            _ => None,
        }
    }

    /// A member as it is.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// A member that is an array; empty if it is absent or something else.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Value] {
        self.members.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A member that should be an array: empty if it is absent or null.
    ///
    /// # Errors
    /// [`FaultCode::WrongShape`] if it is something else, so that what stands there is not lost.
    pub fn records(&self, name: &'static str) -> Result<&[Value], Vec<Fault>> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(elements)) => Ok(elements),
            Some(other) => Err(vec![Fault::of(name, FaultCode::WrongShape, &other.to_string())]),
        }
    }

    /// A member that is an object.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<Self> {
        self.members.get(name).cloned().and_then(Self::of_value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_array_of_records_is_found_under_its_wrappers() {
        let text = r#"{"status":"OK","body":{"_embedded":{"units":[{"a":1},2]}}}"#;
        let found = document(text).expect("a document").array_at(&[&["x"], &["body", "_embedded", "units"]]);
        assert_eq!(found.map(|units| units.len()), Some(2));
    }

    #[test]
    fn a_document_nested_beyond_measure_is_an_error_and_no_crash() {
        let deep = "[".repeat(200_000);
        assert!(matches!(document(&deep), Err(Unusable::Json(_))));
        let closed = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(document(&closed).is_err() || Object::of_value(Value::Null).is_none());
    }

    #[test]
    fn numbers_and_texts_are_both_text() {
        let object = Object::of_value(serde_json::json!({"Id": 7, "Lat": 1.5, "Name": "x", "none": null}))
            .expect("an object");
        assert_eq!(object.get("id").as_deref(), Some("7"));
        assert_eq!(object.get("lat").as_deref(), Some("1.5"));
        assert_eq!(object.get("none"), None);
    }
}
