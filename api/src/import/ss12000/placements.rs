//! Children's places at preschools and leisure-time centres.

use uuid::Uuid;

use super::super::faults::{Fault, NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::{Period, checking::Checking};

/// A child's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The register's id.
    pub id: Uuid,
    /// The child.
    pub child: Uuid,
    /// The unit.
    pub placed_at: Option<Uuid>,
    /// The department.
    pub group: Option<Uuid>,
    /// Whether it is at a leisure-time centre (FTH, OPPFTH), of which nothing is kept.
    pub is_leisure: bool,
    /// Who may lay the child's schedule. It makes nobody a guardian.
    pub owners: Vec<Uuid>,
    /// From when to when.
    pub period: Period,
}

pub(super) fn read(object: &Object, at: &Position, notes: &mut Notes) -> Result<Placement, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let id = checking.id(object);
    let child = checking.need_reference(object, "child");
    let placed_at = checking.reference(object, "placedAt");
    let group = checking.reference(object, "group");
    let period = checking.period(object);
    let school_type = checking.word(object, "schoolType");
    let is_leisure = matches!(school_type.as_deref(), Some("fth" | "oppfth"));
    let mut owners = Vec::new();
    for value in checking.list(object, "owners") {
        let id = value.as_str().or_else(|| value.get("id")?.as_str());
        match id.and_then(|id| Uuid::try_parse(id).ok()) {
            Some(owner) => owners.push(owner),
            None => checking.note(NoteCode::ValueLeftOut, "owners"),
        }
    }
    checking.end(Placement { id, child, placed_at, group, is_leisure, owners, period })
}

/// Whether a record is a placement.
pub(super) fn is_one(object: &Object) -> bool {
    object.value("child").is_some() || object.value("placedat").is_some()
}
