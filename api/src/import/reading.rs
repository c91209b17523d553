//! One record under examination: its fields are asked for by name, and every fault is collected before the
//! record is refused, so that whoever mends the file mends it once.

use chrono::{DateTime, FixedOffset};

use super::codes::{self, Repaired};
use super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::parsed::Position;
use super::points::{Point, number};
use super::text::{one_line, tidy};
use super::times;

/// Something that answers a field's name with its text: a row of a table, a JSON object, an XML element.
pub trait Record {
    /// The text of the field of this name (in the form of [`super::text::key`]), as it stands.
    fn get(&self, name: &str) -> Option<String>;
}

/// A field: what it is called in reports, and the names that files give it, in the form of [`super::text::key`].
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in reports.
    pub name: &'static str,
    /// Its names in files; the first that has a value counts.
    pub known_as: &'static [&'static str],
}

/// Makes a [`Field`].
#[must_use]
pub const fn field(name: &'static str, known_as: &'static [&'static str]) -> Field {
    Field { name, known_as }
}

/// The longest name that is believed.
const LONGEST_NAME: usize = 500;

/// The fields among which a point is looked for, in this order.
#[derive(Debug, Clone, Copy)]
pub struct PointFields {
    /// Degrees north.
    pub latitude: Field,
    /// Degrees east.
    pub longitude: Field,
    /// Hexadecimal EWKB.
    pub ewkb: Option<Field>,
    /// SWEREF 99 TM north and east.
    pub sweref: Option<(Field, Field)>,
}

/// A record under examination.
pub struct Reading<'a> {
    record: &'a dyn Record,
    at: &'a Position,
    notes: &'a mut Notes,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// Begins to examine a record.
    pub fn new(record: &'a dyn Record, at: &'a Position, notes: &'a mut Notes) -> Self {
        Self { record, at, notes, faults: Vec::new() }
    }

    /// The text of a field, or none if it is absent or blank.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<String> {
        field
            .known_as
            .iter()
            .filter_map(|name| self.record.get(name))
            .map(|raw| tidy(&raw))
            .find(|t| !t.is_empty())
    }

    /// The text of a field exactly as it stands, even if it is blank.
    #[must_use]
    pub fn raw(&self, field: Field) -> Option<String> {
        field.known_as.iter().find_map(|name| self.record.get(name))
    }

    /// A name on one line, if there is one.
    pub fn name(&mut self, field: Field) -> Option<String> {
        let name = self.text(field).map(|text| one_line(&text))?;
        if name.chars().count() > LONGEST_NAME {
            self.fault(field, FaultCode::TooLong, &name);
        }
        Some(name)
    }

    /// A name on one line without which the record means nothing.
    pub fn need_name(&mut self, field: Field) -> String {
        if let Some(name) = self.name(field) {
            return name;
        }
        self.missing(field);
        String::new()
    }

    fn repaired(&mut self, field: Field, found: &str, outcome: Result<Repaired, FaultCode>) -> String {
        match outcome {
            Ok(Repaired { code, repair }) => {
                if let Some(repair) = repair {
                    self.note(repair, field);
                }
                code
            }
            Err(fault) => {
                self.fault(field, fault, found);
                String::new()
            }
        }
    }

    /// A code that may be absent but not wrong.
    pub fn code(&mut self, field: Field, parse: fn(&str) -> Result<Repaired, FaultCode>) -> Option<String> {
        let found = self.text(field)?;
        Some(self.repaired(field, &found, parse(&found)))
    }

    /// A code without which the record means nothing.
    pub fn need_code(&mut self, field: Field, parse: fn(&str) -> Result<Repaired, FaultCode>) -> String {
        if let Some(code) = self.code(field, parse) {
            return code;
        }
        self.missing(field);
        String::new()
    }

    /// A postal code, which is a convenience: a wrong one is left out and noted.
    pub fn postal_code(&mut self, field: Field) -> Option<String> {
        let found = self.text(field)?;
        let Ok(Repaired { code, repair }) = codes::postal_code(&found) else {
            self.note(NoteCode::ValueLeftOut, field);
            return None;
        };
        if let Some(repair) = repair {
            self.note(repair, field);
        }
        Some(code)
    }

    /// A number that is a convenience: what is none is left out and noted.
    pub fn number(&mut self, field: Field) -> Option<f64> {
        let found = self.text(field)?;
        let parsed = number(&found);
        if parsed.is_none() {
            self.note(NoteCode::ValueLeftOut, field);
        }
        parsed
    }

    /// A count that is a convenience: whole, not negative, below two thousand million.
    pub fn count(&mut self, field: Field) -> Option<i32> {
        let number = self.number(field)?;
        if number.fract() != 0.0 || !(0.0..=f64::from(i32::MAX)).contains(&number) {
            self.note(NoteCode::ValueLeftOut, field);
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and inside the range of i32, as just checked"
        )]
        let count = number as i32;
        Some(count)
    }

    /// A yes or no, in the words that registers use. Other words are none.
    #[must_use]
    pub fn flag(&self, field: Field) -> Option<bool> {
        match super::text::key(&self.text(field)?).as_str() {
            "ja" | "j" | "true" | "1" | "x" | "yes" | "y" => Some(true),
            "nej" | "n" | "false" | "0" | "no" => Some(false),
            _ => None,
        }
    }

    /// A time that may be absent; one that cannot be read is left out and noted.
    pub fn time(&mut self, field: Field) -> Option<DateTime<FixedOffset>> {
        let found = self.text(field)?;
        let Some(instant) = times::instant(&found) else {
            self.note(NoteCode::ValueLeftOut, field);
            return None;
        };
        if instant.assumed {
            self.note(NoteCode::OffsetAssumed, field);
        }
        Some(instant.at)
    }

    /// A time without which the record means nothing.
    pub fn need_time(&mut self, field: Field) -> Option<DateTime<FixedOffset>> {
        let Some(found) = self.text(field) else {
            self.missing(field);
            return None;
        };
        let Some(instant) = times::instant(&found) else {
            self.fault(field, FaultCode::NotATime, &found);
            return None;
        };
        if instant.assumed {
            self.note(NoteCode::OffsetAssumed, field);
        }
        Some(instant.at)
    }

    /// A point on the earth. It may be absent, and one that is wrong is left out: a school without a point on the
    /// map is still a school. Both are noted.
    pub fn point(&mut self, fields: PointFields, swedish: bool) -> Option<Point> {
        let written = (self.text(fields.latitude), self.text(fields.longitude));
        let mut tried = written.0.is_some() || written.1.is_some();
        if let (Some(latitude), Some(longitude)) = &written
            && let (Some(latitude), Some(longitude)) = (number(latitude), number(longitude))
        {
            let point = Point::new(latitude, longitude);
            let turned = Point::new(longitude, latitude).filter(|p| swedish && p.in_sweden());
            match (point, turned) {
                (Some(point), None) => return Some(point),
                (Some(point), Some(_)) if point.in_sweden() => return Some(point),
                (_, Some(turned)) => {
                    self.note(NoteCode::PointSwapped, fields.latitude);
                    return Some(turned);
                }
                (None, None) => {}
            }
        }
        if let Some(hex) = fields.ewkb.and_then(|field| self.text(field)) {
            tried = true;
            if let Some(point) = Point::from_ewkb(&hex) {
                return Some(point);
            }
        }
        if let Some((north, east)) = fields.sweref
            && let (Some(north), Some(east)) = (self.text(north), self.text(east))
        {
            if let (Some(north), Some(east)) = (number(&north), number(&east)) {
                if let Some(point) = Point::from_sweref(north, east) {
                    self.note(NoteCode::PointFromSweref, fields.latitude);
                    return Some(point);
                }
                // Skolverket writes 0, 0 for "unknown".
                tried |= north != 0.0 || east != 0.0;
            } else {
                tried = true;
            }
        }
        self.note(if tried { NoteCode::PointLeftOut } else { NoteCode::NoPoint }, fields.latitude);
        None
    }

    /// Adds a fault of a field that was found.
    pub fn fault(&mut self, field: Field, code: FaultCode, found: &str) {
        self.faults.push(Fault::of(field.name, code, found));
    }

    /// Adds the fault that a field is missing.
    pub fn missing(&mut self, field: Field) {
        self.faults.push(Fault::missing(field.name));
    }

    /// Notes something about a field.
    pub fn note(&mut self, code: NoteCode, field: Field) {
        self.notes.take(code, field.name, self.at);
    }

    /// Ends the examination: the value if no fault was found, else all faults.
    ///
    /// # Errors
    /// The faults, at least one.
    pub fn end<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }
}
