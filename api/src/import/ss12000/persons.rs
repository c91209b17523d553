//! Persons: who they are, who is responsible for them, where they are pupils.

use std::fmt;

use uuid::Uuid;

use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::super::reading::Record as _;
use super::super::text::key;
use super::{Period, checking::Checking};

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The register's id.
    pub id: Uuid,
    /// Given name. May be empty: the standard has no shortest length, and people have one name only.
    pub given_name: String,
    /// Middle name (mellannamn). Not kept: people are called by the other two.
    pub middle_name: Option<String>,
    /// Family name. May be empty.
    pub family_name: String,
    /// Personal identity number, coordination number or a temporary one, if it is Swedish.
    pub civic_no: Option<CivicNo>,
    /// The names by which the person logs in at work or at school (EPPN).
    pub principal_names: Vec<String>,
    /// Whether the identity is protected.
    pub marking: Marking,
    /// Guardians and others.
    pub responsibles: Vec<Responsible>,
    /// Where the person is a pupil.
    pub enrolments: Vec<Enrolment>,
}

/// A number that a person is known by. It shows itself to nobody who does not ask for it.
#[derive(Clone, PartialEq, Eq)]
pub struct CivicNo(String);

impl CivicNo {
    /// The number as the register has it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CivicNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CivicNo(…)")
    }
}

/// `securityMarking`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// The register says nothing.
    Unsaid,
    /// Not protected.
    Nothing,
    /// Sekretessmarkering.
    SecrecyMarking,
    /// Skyddad folkbokföring, and every marking that the standard does not know.
    ProtectedRegistration,
}

/// Somebody who is responsible for a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Responsible {
    /// Who.
    pub person: Uuid,
    /// Whether that is a guardian (vårdnadshavare). A contact person, a god man or somebody of unsaid relation is none.
    pub is_guardian: bool,
    /// From when to when; the standard has no such dates, some registers do.
    pub period: Period,
}

/// A pupil's place at a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolment {
    /// Where.
    pub at: Uuid,
    /// From when to when.
    pub period: Period,
    /// Whether it was broken off ahead of time.
    pub cancelled: bool,
}

impl Marking {
    /// Whether anything must be hidden.
    #[must_use]
    pub fn is_protected(self) -> bool {
        matches!(self, Self::SecrecyMarking | Self::ProtectedRegistration)
    }
}

pub(super) fn read(object: &Object, at: &Position, notes: &mut Notes) -> Result<Person, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let id = checking.id(object);
    let marking = marking(object, &mut checking);
    let responsibles = responsibles(object, &mut checking);
    let enrolments = enrolments(object, &mut checking);
    // Nobody is refused for a name: what else the record says of guardians and places must not wait for it.
    let given_name = checking.name(object, "givenName").unwrap_or_default();
    let family_name = checking.name(object, "familyName").unwrap_or_default();
    let middle_name = checking.name(object, "middleName").filter(|_| !marking.is_protected());
    let civic_no = civic_no(object, &mut checking);
    let principal_names = principal_names(object, &mut checking);
    if !marking.is_protected() {
        status(object, &mut checking);
    }
    checking.end(Person {
        id,
        given_name,
        middle_name,
        family_name,
        civic_no,
        principal_names,
        marking,
        responsibles,
        enrolments,
    })
}

pub(super) fn marking(object: &Object, checking: &mut Checking<'_>) -> Marking {
    match object.value("securitymarking") {
        None | Some(serde_json::Value::Null) => Marking::Unsaid,
        Some(serde_json::Value::String(text)) => match key(text).as_str() {
            "" => Marking::Unsaid,
            "ingen" => Marking::Nothing,
            "sekretessmarkering" => Marking::SecrecyMarking,
            "skyddadfolkbokforing" => Marking::ProtectedRegistration,
            _ => {
                checking.note(NoteCode::UnknownValue, "securityMarking");
                Marking::ProtectedRegistration
            }
        },
        Some(_) => {
            checking.note(NoteCode::UnknownValue, "securityMarking");
            Marking::ProtectedRegistration
        }
    }
}

/// The number, if it is of this country. One without a country is, by the standard.
fn civic_no(object: &Object, checking: &mut Checking<'_>) -> Option<CivicNo> {
    if let Some(serde_json::Value::String(_)) = object.value("civicno") {
        return number_in(&object.get("civicno")?);
    }
    let civic = object.object("civicno")?;
    let country = checking.word(&civic, "nationality");
    if !matches!(country.as_deref(), None | Some("se" | "swe" | "sverige" | "sweden")) {
        checking.note(NoteCode::ValueLeftOut, "civicNo");
        return None;
    }
    number_in(&civic.get("value")?)
}

/// Whether it is a valid one is for those to say who make it a key to a person.
fn number_in(text: &str) -> Option<CivicNo> {
    let number = text.trim();
    (!number.is_empty() && number.len() <= 40).then(|| CivicNo(number.to_owned()))
}

fn principal_names(object: &Object, checking: &mut Checking<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let items = match object.value("edupersonprincipalnames") {
        // One where a list should be.
        Some(serde_json::Value::String(text)) => vec![serde_json::Value::String(text.clone())],
        _ => checking.list(object, "eduPersonPrincipalNames").to_vec(),
    };
    for item in items {
        match item.as_str().map(str::trim) {
            Some("") => {}
            Some(name) if name.len() <= 320 && name.contains('@') && !name.contains(char::is_whitespace) => {
                if !names.iter().any(|known: &String| known.eq_ignore_ascii_case(name)) {
                    names.push(name.to_owned());
                }
            }
            _ => checking.note(NoteCode::ValueLeftOut, "eduPersonPrincipalNames"),
        }
    }
    names
}

fn responsibles(object: &Object, checking: &mut Checking<'_>) -> Vec<Responsible> {
    let mut found: Vec<Responsible> = Vec::new();
    for responsible in checking.objects(object, "responsibles") {
        let Some(person) = checking.reference(&responsible, "person") else {
            checking.note(NoteCode::ValueLeftOut, "responsibles");
            continue;
        };
        let relation = checking.word(&responsible, "relationType");
        let is_guardian = match relation.as_deref() {
            Some("vardnadshavare") => true,
            Some("annanansvarig" | "godman" | "utseddbehorig") => false,
            _ => {
                checking.note(NoteCode::UnknownValue, "relationType");
                false
            }
        };
        let period = checking.period(&responsible);
        // Somebody can be named twice, as guardian and as contact.
        match found.iter_mut().find(|known| known.person == person) {
            Some(known) if is_guardian && !known.is_guardian => {
                *known = Responsible { person, is_guardian, period };
            }
            Some(_) => {}
            None => found.push(Responsible { person, is_guardian, period }),
        }
    }
    found
}

fn enrolments(object: &Object, checking: &mut Checking<'_>) -> Vec<Enrolment> {
    let mut found: Vec<Enrolment> = Vec::new();
    for enrolment in checking.objects(object, "enrolments") {
        let Some(at) = checking.reference(&enrolment, "enroledAt") else {
            checking.note(NoteCode::ValueLeftOut, "enrolments");
            continue;
        };
        let period = checking.period(&enrolment);
        let cancelled = enrolment.get("cancelled").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        found.push(Enrolment { at, period, cancelled });
    }
    found
}

/// Kept by nobody, but a word that nobody knows is worth a note.
fn status(object: &Object, checking: &mut Checking<'_>) {
    let status = checking.word(object, "personStatus");
    if !matches!(status.as_deref(), None | Some("aktiv" | "utvandrad" | "avliden")) {
        checking.note(NoteCode::UnknownValue, "personStatus");
    }
}

/// Whether a record is a person.
pub(super) fn is_one(object: &Object) -> bool {
    ["givenname", "familyname", "civicno", "securitymarking", "edupersonprincipalnames"]
        .iter()
        .any(|name| object.value(name).is_some())
}

/// A fault that says that the record is of no kind.
pub(super) fn of_no_kind() -> Fault {
    Fault { field: "record", code: FaultCode::WrongShape, found: None }
}
