//! Organisational units. Only two kinds have a place here: schools and preschools.

use uuid::Uuid;

use super::super::codes;
use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::super::text::key;
use super::{Period, checking::Checking};

/// An organisational unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// The register's id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Whether children or pupils are at it, and which.
    pub kind: UnitKind,
    /// Skolverket's school unit code, eight digits.
    pub code: Option<String>,
    /// Codes of the types of schooling, as the standard spells them: "FS", "GR".
    pub school_types: Vec<String>,
    /// When it is in use.
    pub period: Period,
}

/// What a unit is here. The standard has one type for both, `Skolenhet`: the types of schooling tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// It has preschool and nothing else.
    Preschool,
    /// It has schooling other than preschool, or a code of Skolverket's register, in which no preschool is.
    School,
    /// Both in one unit.
    Both,
    /// A unit of which nobody says which of the two it is.
    Unsaid,
    /// No unit: the authority, an administration, an area, a school as the sum of its units.
    Other,
}

pub(super) fn read(object: &Object, at: &Position, notes: &mut Notes) -> Result<Organisation, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let id = checking.id(object);
    let name = checking.need_name(object, "displayName");
    let kind = checking.word(object, "organisationType");
    let code = checking.name(object, "schoolUnitCode");
    let has_code = code.is_some();
    // The reference data of Skolverket's own project has "TEST": the unit is still one.
    let code = code.and_then(|found| {
        let repaired = codes::school_unit_code(&found).ok();
        if repaired.is_none() {
            checking.note(NoteCode::ValueLeftOut, "schoolUnitCode");
        }
        repaired.map(|repaired| repaired.code)
    });
    let mut school_types = Vec::new();
    for value in checking.list(object, "schoolTypes") {
        match value.as_str().map(str::trim) {
            Some(word) if !word.is_empty() && word.len() <= 20 => school_types.push(word.to_uppercase()),
            _ => checking.fault("schoolTypes", FaultCode::WrongShape, ""),
        }
    }
    let period = checking.period(object);
    let kind = kind_of(kind.as_deref(), has_code, &school_types);
    checking.end(Organisation { id, name, kind, code, school_types, period })
}

fn kind_of(kind: Option<&str>, has_code: bool, school_types: &[String]) -> UnitKind {
    let preschool = school_types.iter().any(|word| word == "FS") || kind == Some("forskola");
    let school = has_code || school_types.iter().any(|word| word != "FS");
    let is_unit = has_code || !school_types.is_empty() || matches!(kind, Some("skolenhet" | "forskola"));
    match (preschool, school) {
        (true, true) => UnitKind::Both,
        (true, false) => UnitKind::Preschool,
        (false, true) => UnitKind::School,
        (false, false) if is_unit => UnitKind::Unsaid,
        (false, false) => UnitKind::Other,
    }
}

/// Whether a word in a file is one of an organisation.
pub(super) fn is_one(object: &Object) -> bool {
    ["organisationType", "schoolUnitCode", "organisationCode", "organisationNumber"]
        .iter()
        .any(|name| object.value(&key(name)).is_some())
}
