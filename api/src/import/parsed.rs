//! What every parser hands back: the rows it understood, the rows it refused and what it noticed on the way.
//!
//! The one promise: nothing that was read disappears. A record either becomes a [`Row`] or a [`Refusal`] that
//! quotes it and names what was wrong with it; a repair that changed a value is counted as a note.

use std::fmt;

use super::faults::{Fault, Notes};

/// Where in its file a record stood, in the words a person would look it up with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The line on which the record began, counted from 1.
    Line(u64),
    /// The way to the record in a JSON document, such as `$.Flows[3]`, or in an XML one: `request[3]`.
    Path(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Path(path) => f.write_str(path),
        }
    }
}

/// A record that was understood, and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T> {
    /// Where it stood.
    pub at: Position,
    /// What it says.
    pub value: T,
}

/// A record that was not understood. All faults found in it are named together.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Where it stood.
    pub at: Position,
    /// What was wrong; never empty.
    pub faults: Vec<Fault>,
    /// The record as it stood, cut at [`EXCERPT`] characters.
    pub raw: String,
}

/// How much of a refused record is quoted, in characters.
pub const EXCERPT: usize = 2000;

/// Cuts a text for quoting, at a character boundary, and shows that it was cut.
#[must_use]
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The outcome of reading one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<T> {
    /// What was understood, in the order of the file.
    pub rows: Vec<Row<T>>,
    /// What was not, in the order of the file.
    pub refused: Vec<Refusal>,
    /// Repairs and oddities that do not refuse a row, counted.
    pub notes: Notes,
}

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), refused: Vec::new(), notes: Notes::default() }
    }
}

impl<T> Parsed<T> {
    /// How many records the file held: each was either accepted or refused.
    #[must_use]
    pub fn read(&self) -> usize {
        self.rows.len() + self.refused.len()
    }

    /// Takes the outcome of one record in.
    pub(super) fn push(
        &mut self,
        at: Position,
        outcome: Result<T, Vec<Fault>>,
        raw: impl FnOnce() -> String,
    ) {
        match outcome {
            Ok(value) => self.rows.push(Row { at, value }),
            Err(faults) => self.refused.push(Refusal { at, faults, raw: excerpt(&raw()) }),
        }
    }

    /// The understood values without their positions.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|row| &row.value)
    }

    /// The same outcome with each understood value turned into another.
    pub fn map<U>(self, mut turn: impl FnMut(T) -> U) -> Parsed<U> {
        let rows = self.rows.into_iter().map(|row| Row { at: row.at, value: turn(row.value) }).collect();
        Parsed { rows, refused: self.refused, notes: self.notes }
    }
}

/// Why a whole file could not be read. Nothing of it is imported then: half a document would look complete.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There was nothing in it.
    #[error("the file is empty")]
    Empty,
    /// None of the known kinds, and none was named.
    #[error("the file is of no kind that can be imported; name one with --kind")]
    UnknownKind,
    /// Not well-formed JSON.
    #[error("not readable as JSON: {0}")]
    Json(String),
    /// Not well-formed XML.
    #[error("not readable as XML: {0}")]
    Xml(String),
    /// Well-formed, but without the part that would hold the records.
    #[error("the file holds no {0}")]
    NoRecords(&'static str),
    /// A table whose head lacks columns without which no row can be understood.
    #[error("the table has no column for {}", .0.join(", "))]
    MissingColumns(Vec<&'static str>),
}

impl Unusable {
    /// The same in Swedish.
    #[must_use]
    pub fn swedish(&self) -> String {
        match self {
            Self::Empty => "filen är tom".to_owned(),
            Self::UnknownKind => "filen är av ingen sort som kan läsas in; ange en med --kind".to_owned(),
            Self::Json(why) => format!("går inte att läsa som JSON: {why}"),
            Self::Xml(why) => format!("går inte att läsa som XML: {why}"),
            Self::NoRecords(what) => format!("filen innehåller inga {what}"),
            Self::MissingColumns(columns) => format!("tabellen saknar kolumn för {}", columns.join(", ")),
        }
    }
}
