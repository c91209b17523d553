//! Who works where, and as what.

use serde_json::Value;
use uuid::Uuid;

use super::super::faults::{Fault, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::{Period, checking::Checking};

/// Work at a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// The register's id.
    pub id: Uuid,
    /// Who; a post can be vacant.
    pub person: Option<Uuid>,
    /// Where.
    pub duty_at: Uuid,
    /// As what.
    pub role: DutyRole,
    /// In which groups; none means that the register does not say.
    pub assignments: Vec<Assignment>,
    /// From when to when.
    pub period: Period,
}

/// `dutyRole`, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyRole {
    /// Rektor, and förskolechef, which it was called before.
    Principal,
    /// Works with the children of a preschool: förskollärare, barnskötare, övrig pedagogisk personal.
    PreschoolStaff,
    /// Another role of the standard.
    OtherStaff,
    /// A word that the standard does not know, or none.
    Unknown,
}

/// Work in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// The group.
    pub group: Uuid,
    /// From when to when.
    pub period: Period,
}

pub(super) fn read(object: &Object, at: &Position, notes: &mut Notes) -> Result<Duty, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let id = checking.id(object);
    let person = checking.reference(object, "person");
    let duty_at = checking.need_reference(object, "dutyAt");
    let role = role(checking.word(object, "dutyRole").as_deref());
    if role == DutyRole::Unknown {
        checking.note(NoteCode::UnknownValue, "dutyRole");
    }
    let period = checking.period(object);
    let assignments = assignments(object, &mut checking);
    checking.end(Duty { id, person, duty_at, role, assignments, period })
}

fn role(word: Option<&str>) -> DutyRole {
    match word {
        Some("rektor" | "forskolechef") => DutyRole::Principal,
        Some("forskollarare" | "barnskotare" | "ovrigpedagogiskpersonal" | "ovrigapedagogiskpersonal") => {
            DutyRole::PreschoolStaff
        }
        Some(
            "larare"
            | "bibliotekarie"
            | "lararassistent"
            | "fritidspedagog"
            | "annanpersonal"
            | "studieochyrkesvagledare"
            | "forstelarare"
            | "kurator"
            | "skolskoterska"
            | "skollakare"
            | "skolpsykolog"
            | "speciallararespecialpedagog"
            | "skoladministrator"
            | "ovrigarbetsledning",
        ) => DutyRole::OtherStaff,
        _ => DutyRole::Unknown,
    }
}

/// The groups. The standard has a list of objects; one real client sends the bare word "REKTOR", which names no group.
fn assignments(object: &Object, checking: &mut Checking<'_>) -> Vec<Assignment> {
    if matches!(object.value("assignmentrole"), Some(Value::String(_))) {
        checking.note(NoteCode::ValueLeftOut, "assignmentRole");
        return Vec::new();
    }
    let mut found = Vec::new();
    for item in checking.list(object, "assignmentRole").to_vec() {
        let Some(assignment) = Object::of_value(item) else {
            checking.note(NoteCode::ValueLeftOut, "assignmentRole");
            continue;
        };
        let Some(group) = checking.reference(&assignment, "group") else {
            checking.note(NoteCode::ValueLeftOut, "assignmentRole");
            continue;
        };
        let period = checking.period(&assignment);
        found.push(Assignment { group, period });
    }
    found
}

/// Whether a record is a duty.
pub(super) fn is_one(object: &Object) -> bool {
    object.value("dutyrole").is_some() || object.value("dutyat").is_some()
}
