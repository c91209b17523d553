//! Groups. Only a preschool's department (avdelning) has a place here.

use uuid::Uuid;

use super::super::faults::{Fault, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::{Period, checking::Checking};

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The register's id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// What it is for.
    pub kind: GroupType,
    /// The unit that it belongs to.
    pub organisation: Option<Uuid>,
    /// Type of schooling: "FS", "FTH".
    pub school_type: Option<String>,
    /// When it is in use.
    pub period: Period,
    /// Who is in it. Places in a department come from placements, which alone say from when to when.
    pub memberships: Vec<Membership>,
}

/// `groupType`, written in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupType {
    /// A department of a preschool or a leisure-time centre.
    Avdelning,
    /// A class.
    Klass,
    /// Another of the standard's types, or one that it does not know.
    Other,
}

/// Somebody in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: Uuid,
    /// From when to when.
    pub period: Period,
}

pub(super) fn read(object: &Object, at: &Position, notes: &mut Notes) -> Result<Group, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let id = checking.id(object);
    let name = checking.need_name(object, "displayName");
    let kind = match checking.word(object, "groupType").as_deref() {
        Some("avdelning") => GroupType::Avdelning,
        Some("klass") => GroupType::Klass,
        Some("undervisning" | "mentor" | "provgrupp" | "schema" | "personalgrupp" | "ovrigt") => {
            GroupType::Other
        }
        _ => {
            checking.note(NoteCode::UnknownValue, "groupType");
            GroupType::Other
        }
    };
    let organisation = checking.reference(object, "organisation");
    let school_type = checking.word(object, "schoolType").map(|word| word.to_uppercase());
    let period = checking.period(object);
    let mut memberships = Vec::new();
    for membership in checking.objects(object, "groupMemberships") {
        let Some(person) = checking.reference(&membership, "person") else {
            checking.note(NoteCode::ValueLeftOut, "groupMemberships");
            continue;
        };
        let period = checking.period(&membership);
        memberships.push(Membership { person, period });
    }
    checking.end(Group { id, name, kind, organisation, school_type, period, memberships })
}

/// Whether a record is a group.
pub(super) fn is_one(object: &Object) -> bool {
    object.value("grouptype").is_some() || object.value("groupmemberships").is_some()
}
