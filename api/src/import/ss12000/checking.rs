//! One record under examination: what it says is asked for by name, and every fault is collected.

use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;
use uuid::Uuid;

use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::super::reading::Record as _;
use super::super::text::{key, one_line};
use super::super::times;
use super::{Period, quoting::shown_text};

/// The longest name that is believed.
const LONGEST_NAME: usize = 500;
/// Registers write "always" and "for ever" as days outside these years.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// A record, or an object inside one.
pub(super) struct Checking<'a> {
    at: &'a Position,
    notes: &'a mut Notes,
    faults: Vec<Fault>,
}

impl<'a> Checking<'a> {
    pub(super) fn new(at: &'a Position, notes: &'a mut Notes) -> Self {
        Self { at, notes, faults: Vec::new() }
    }

    /// The record's own id.
    pub(super) fn id(&mut self, object: &Object) -> Uuid {
        match object.value("id") {
            Some(Value::String(text)) => self.uuid("id", text).unwrap_or_default(),
            None | Some(Value::Null) => {
                self.faults.push(Fault::missing("id"));
                Uuid::nil()
            }
            Some(_) => {
                self.fault("id", FaultCode::NotAUuid, "");
                Uuid::nil()
            }
        }
    }

    fn uuid(&mut self, field: &'static str, text: &str) -> Option<Uuid> {
        match Uuid::try_parse(text.trim()) {
            Ok(id) if !id.is_nil() => Some(id),
            _ => {
                self.fault(field, FaultCode::NotAUuid, text);
                None
            }
        }
    }

    /// The id of the object that a member refers to, if it refers to one. One that is no UUID is a fault.
    pub(super) fn reference(&mut self, object: &Object, name: &'static str) -> Option<Uuid> {
        match object.value(&key(name))? {
            Value::Null => None,
            // Some servers give the bare id.
            Value::String(text) => self.uuid(name, text),
            Value::Object(members) => {
                match members.iter().find(|(member, _)| key(member) == "id").map(|(_, id)| id) {
                    Some(Value::String(text)) => self.uuid(name, text),
                    None | Some(Value::Null) => None,
                    Some(_) => {
                        self.fault(name, FaultCode::NotAUuid, "");
                        None
                    }
                }
            }
            _ => {
                self.fault(name, FaultCode::WrongShape, "");
                None
            }
        }
    }

    /// The same where the record means nothing without it.
    pub(super) fn need_reference(&mut self, object: &Object, name: &'static str) -> Uuid {
        let before = self.faults.len();
        let found = self.reference(object, name);
        if found.is_none() && self.faults.len() == before {
            self.faults.push(Fault::missing(name));
        }
        found.unwrap_or_default()
    }

    /// A name on one line, if there is one. It may be a person's: a fault does not quote it.
    pub(super) fn name(&mut self, object: &Object, name: &'static str) -> Option<String> {
        let text = one_line(&object.get(&key(name))?);
        let text = if text.chars().count() > LONGEST_NAME {
            self.note(NoteCode::ValueLeftOut, name);
            text.chars().take(LONGEST_NAME).collect()
        } else {
            text
        };
        (!text.is_empty()).then_some(text)
    }

    /// A name without which the record means nothing.
    pub(super) fn need_name(&mut self, object: &Object, name: &'static str) -> String {
        self.name(object, name).unwrap_or_else(|| {
            self.faults.push(Fault::missing(name));
            String::new()
        })
    }

    /// A word of the standard, brought down to what matters of it. A list in its place is noted and left out.
    pub(super) fn word(&mut self, object: &Object, name: &'static str) -> Option<String> {
        match object.value(&key(name))? {
            Value::Null => None,
            Value::String(text) => Some(key(text)).filter(|word| !word.is_empty()),
            _ => {
                self.note(NoteCode::ValueLeftOut, name);
                None
            }
        }
    }

    /// From when to when. A day that cannot be read is a fault: an end that is overlooked would leave a door open.
    pub(super) fn period(&mut self, object: &Object) -> Period {
        Period { start: self.day(object, "startDate"), end: self.day(object, "endDate") }
    }

    fn day(&mut self, object: &Object, name: &'static str) -> Option<NaiveDate> {
        let text = object.get(&key(name)).filter(|text| !text.trim().is_empty())?;
        // 9999-12-31 means for ever, 0001-01-01 since always.
        let leading: Option<i32> = text.get(..4).and_then(|year| year.parse().ok());
        if leading.is_some_and(|year| !YEARS.contains(&year)) && text.trim().len() >= 10 {
            self.note(NoteCode::ValueLeftOut, name);
            return None;
        }
        let day = times::day(&text).filter(|day| YEARS.contains(&day.year()));
        if day.is_none() {
            self.fault(name, FaultCode::NotADate, &text);
        }
        day
    }

    /// A list; absent and null are the empty one.
    pub(super) fn list<'o>(&mut self, object: &'o Object, name: &'static str) -> &'o [Value] {
        match object.value(&key(name)) {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) => &[],
            Some(_) => {
                self.fault(name, FaultCode::WrongShape, "");
                &[]
            }
        }
    }

    /// The objects of a list. What is none is a fault.
    pub(super) fn objects(&mut self, object: &Object, name: &'static str) -> Vec<Object> {
        let items = self.list(object, name).to_vec();
        let mut objects = Vec::with_capacity(items.len());
        for item in items {
            match Object::of_value(item) {
                Some(object) => objects.push(object),
                None => self.fault(name, FaultCode::WrongShape, ""),
            }
        }
        objects
    }

    /// Adds a fault. What was found is shown only if it can be no person's.
    pub(super) fn fault(&mut self, field: &'static str, code: FaultCode, found: &str) {
        let fault = match found {
            "" => Fault { field, code, found: None },
            found => Fault::of(field, code, &shown_text(found, false)),
        };
        self.faults.push(fault);
    }

    pub(super) fn note(&mut self, code: NoteCode, field: &'static str) {
        self.notes.take(code, field, self.at);
    }

    pub(super) fn end<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }
}
