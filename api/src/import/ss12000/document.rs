//! One answer of the API, or one file: which lists it holds, whatever they are wrapped in.
//!
//! The standard wraps a list as `{"data": […], "pageToken": …}`; the reference clients of Skolverket's provisioning send
//! `{"persons": […]}`; people save bare lists. A file may hold several lists, and a list records of several kinds.

use serde_json::value::RawValue;
use uuid::Uuid;

use super::super::faults::{Fault, FaultCode, Notes};
use super::super::json::{self, Level, Object};
use super::super::parsed::{Parsed, Position, Refusal, Unusable};
use super::super::text::key;
use super::{
    Deletion, Duty, Group, Marking, Organisation, Person, Placement, Resource, checking::Checking, deleted,
    duties, groups, organisations, persons, placements, quoting::quoted,
};

/// What an answer or a file holds.
#[derive(Debug, Default, PartialEq)]
pub struct Document {
    /// Organisational units.
    pub organisations: Parsed<Organisation>,
    /// Groups.
    pub groups: Parsed<Group>,
    /// Persons.
    pub persons: Parsed<Person>,
    /// Children's places.
    pub placements: Parsed<Placement>,
    /// Work at units.
    pub duties: Parsed<Duty>,
    /// What is no longer there.
    pub deleted: Parsed<Deletion>,
    /// Records of kinds that nothing is kept of: activities, syllabuses. By the name of their list, and where they stood.
    pub others: Vec<(String, Position)>,
    /// Records of which nobody can tell what they are.
    pub unknown: Vec<Refusal>,
    /// Records that were refused for something else than their id: they are there, whatever they say.
    pub unread: Vec<Unread>,
    /// Records of a list that were refused and have no id that could be read: nobody can tell what they would have ended.
    pub unidentified: Vec<(Resource, Position)>,
    /// Where the list goes on, by the server's own token.
    pub page_token: Option<String>,
    /// What was noticed beside the records.
    pub notes: Notes,
}

/// A record that was refused, by its id, with what must be known of it so that nothing stays open that it may have closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// What it is.
    pub resource: Resource,
    /// The register's id.
    pub id: Uuid,
    /// How far a person's identity is protected.
    pub marking: Marking,
    /// Whether a unit or a group may have a last day: it has one, or one that cannot be read.
    pub may_end: bool,
}

impl Unread {
    fn of(resource: Resource, id: Uuid, object: &Object, at: &Position) -> Self {
        let mut notes = Notes::default();
        let mut checking = Checking::new(at, &mut notes);
        let marking = match resource {
            Resource::Persons => persons::marking(object, &mut checking),
            _ => Marking::Unsaid,
        };
        let period = checking.period(object);
        let may_end = checking.end(period).map_or(true, |period| period.end.is_some());
        Self { resource, id, marking, may_end }
    }
}

/// The standard's lists of which nothing is kept.
const NOT_KEPT: [&str; 14] = [
    "activities",
    "calendarevents",
    "attendances",
    "attendanceevents",
    "attendanceschedules",
    "absences",
    "grades",
    "resources",
    "rooms",
    "programmes",
    "studyplans",
    "syllabuses",
    "schoolunitofferings",
    "subscriptions",
];

impl Document {
    /// How many records were read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.organisations.read()
            + self.groups.read()
            + self.persons.read()
            + self.placements.read()
            + self.duties.read()
            + self.deleted.read()
            + self.others.len()
            + self.unknown.len()
    }

    /// Whether it holds records of a list, understood or not.
    #[must_use]
    pub fn holds(&self, resource: Resource) -> bool {
        let read = match resource {
            Resource::Organisations => self.organisations.read(),
            Resource::Groups => self.groups.read(),
            Resource::Persons => self.persons.read(),
            Resource::Placements => self.placements.read(),
            Resource::Duties => self.duties.read(),
            Resource::DeletedEntities => self.deleted.read(),
        };
        read > 0
    }

    fn take(&mut self, raw: &RawValue, at: Position, said: Option<Resource>) {
        let object = match Object::of(raw) {
            Ok(object) => object,
            Err(faults) => {
                // The faults of `Object::of` quote the record.
                let faults = faults.into_iter().map(|fault| Fault { found: None, ..fault }).collect();
                self.unidentified.extend(said.map(|said| (said, at.clone())));
                self.unknown.push(Refusal { at, faults, raw: "…".to_owned() });
                return;
            }
        };
        let quote =
            || serde_json::from_str(raw.get()).map_or_else(|_| "…".to_owned(), |value| quoted(&value));
        let kind = said.or_else(|| told_by(&object));
        macro_rules! push {
            ($list:ident, $module:ident) => {{
                let outcome = $module::read(&object, &at, &mut self.$list.notes);
                if let (Err(_), Some(kind)) = (&outcome, kind) {
                    match id_of(&object) {
                        Some(id) => self.unread.push(Unread::of(kind, id, &object, &at)),
                        None => self.unidentified.push((kind, at.clone())),
                    }
                }
                self.$list.push(at, outcome, quote);
            }};
        }
        match kind {
            Some(Resource::Organisations) => push!(organisations, organisations),
            Some(Resource::Groups) => push!(groups, groups),
            Some(Resource::Persons) => push!(persons, persons),
            Some(Resource::Placements) => push!(placements, placements),
            Some(Resource::Duties) => push!(duties, duties),
            Some(Resource::DeletedEntities) | None => {
                self.unknown.push(Refusal { at, faults: vec![persons::of_no_kind()], raw: quote() });
            }
        }
    }

    fn take_all(&mut self, list: &RawValue, path: &str, said: Option<Resource>) {
        match json::open(list.get()) {
            Ok(Level::Array(records)) => {
                for (index, raw) in records.into_iter().enumerate() {
                    self.take(raw, Position::Path(format!("{path}[{index}]")), said);
                }
            }
            _ if list.get().trim() == "null" => {}
            _ => self.unknown.push(Refusal {
                at: Position::Path(path.to_owned()),
                faults: vec![Fault { field: "data", code: FaultCode::WrongShape, found: None }],
                raw: "…".to_owned(),
            }),
        }
    }

    fn take_deleted(&mut self, lists: &RawValue, path: &str) {
        let read = deleted::read(serde_json::from_str(lists.get()).unwrap_or_default(), path);
        // What is deleted and cannot be told stays open.
        let untold = read.refused.iter().map(|refusal| (Resource::DeletedEntities, refusal.at.clone()));
        self.unidentified.extend(untold);
        self.deleted.rows.extend(read.rows);
        self.deleted.refused.extend(read.refused);
        self.deleted.notes.absorb(read.notes);
    }
}

/// Reads an answer or a file. `said` is what was asked for; without it, the wrapper or the record itself tells.
///
/// # Errors
/// That it is no JSON, or holds nothing of SS 12000.
pub fn parse(bytes: &[u8], said: Option<Resource>) -> Result<Document, Unusable> {
    let mut document = Document::default();
    let text = json::text_of(bytes, &mut document.notes)?;
    match json::document(&text).map_err(without_content)? {
        Level::Array(records) => {
            for (index, raw) in records.into_iter().enumerate() {
                document.take(raw, Position::Path(format!("$[{index}]")), said);
            }
        }
        Level::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            let mut found = false;
            for (name, raw) in &members {
                let name = key(name);
                if name == "pagetoken" {
                    document.page_token =
                        serde_json::from_str::<Option<String>>(raw.get()).unwrap_or_default();
                } else if name == "data" {
                    found = true;
                    let deleted =
                        said == Some(Resource::DeletedEntities) || raw.get().trim_start().starts_with('{');
                    if deleted {
                        document.take_deleted(raw, "$.data");
                    } else {
                        document.take_all(raw, "$.data", said);
                    }
                } else if name == "deletedentities" {
                    found = true;
                    document.take_deleted(raw, "$.deletedEntities");
                } else if NOT_KEPT.contains(&name.as_str()) {
                    found = true;
                    let count = json::open(raw.get())
                        .ok()
                        .and_then(|level| level.array_at(&[]))
                        .map_or(0, |l| l.len());
                    let at = |index| Position::Path(format!("$.{name}[{index}]"));
                    document.others.extend((0..count).map(|index| (name.clone(), at(index))));
                } else if let Ok(resource) = name.parse::<Resource>()
                    && !has_id(&members)
                {
                    found = true;
                    document.take_all(raw, &format!("$.{resource}"), Some(resource));
                }
            }
            if !found {
                if !has_id(&members) {
                    return Err(Unusable::NoRecords("lists of SS 12000"));
                }
                // A single record.
                let whole: &RawValue =
                    serde_json::from_str(&text).map_err(|_| Unusable::NoRecords("records"))?;
                document.take(whole, Position::Path("$".to_owned()), said);
            }
        }
        Level::Scalar => return Err(Unusable::NoRecords("lists of SS 12000")),
    }
    Ok(document)
}

fn id_of(object: &Object) -> Option<Uuid> {
    Uuid::try_parse(object.value("id")?.as_str()?.trim()).ok()
}

fn has_id(members: &[(String, &RawValue)]) -> bool {
    members.iter().any(|(name, _)| key(name) == "id")
}

/// What a record is, by what it has.
fn told_by(object: &Object) -> Option<Resource> {
    if duties::is_one(object) {
        Some(Resource::Duties)
    } else if placements::is_one(object) {
        Some(Resource::Placements)
    } else if groups::is_one(object) {
        Some(Resource::Groups)
    } else if persons::is_one(object) {
        Some(Resource::Persons)
    } else if organisations::is_one(object) {
        Some(Resource::Organisations)
    } else {
        None
    }
}

/// A complaint of the JSON reader names the place and not what stands there; where it does, it could be a number.
fn without_content(fault: Unusable) -> Unusable {
    match fault {
        Unusable::Json(why) => {
            let place = why
                .rsplit_once(" at line ")
                .map_or("somewhere".to_owned(), |(_, place)| format!("line {place}"));
            Unusable::Json(place)
        }
        other => other,
    }
}
