//! What a register says is no longer there: lists of ids, one for each kind.

use serde_json::Value;
use uuid::Uuid;

use super::super::faults::{Fault, FaultCode, Notes};
use super::super::json::Object;
use super::super::parsed::{Parsed, Position};
use super::super::text::key;
use super::{Resource, checking::Checking};

/// One thing that is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// What it was; none for kinds that nothing is kept of.
    pub resource: Option<Resource>,
    /// The register's id.
    pub id: Uuid,
}

/// Reads the lists of one answer.
pub(super) fn read(lists: Value, path: &str) -> Parsed<Deletion> {
    let mut parsed = Parsed::default();
    let Value::Object(lists) = lists else {
        let faults = vec![Fault { field: "data", code: FaultCode::WrongShape, found: None }];
        parsed.push(Position::Path(path.to_owned()), Err(faults), || "…".to_owned());
        return parsed;
    };
    for (name, list) in lists {
        let resource = name.parse().ok().filter(|resource| *resource != Resource::DeletedEntities);
        let ids = match list {
            Value::Array(ids) => ids,
            Value::Null => continue,
            other => vec![other],
        };
        for (index, id) in ids.into_iter().enumerate() {
            let at = Position::Path(format!("{path}.{}[{index}]", known_name(&name)));
            let outcome = one(&id, &at, &mut parsed.notes).map(|id| Deletion { resource, id });
            parsed.push(at, outcome, || super::quoting::quoted(&id));
        }
    }
    parsed
}

fn one(id: &Value, at: &Position, notes: &mut Notes) -> Result<Uuid, Vec<Fault>> {
    let mut checking = Checking::new(at, notes);
    let object = match id {
        Value::Object(_) => Object::of_value(id.clone()),
        other => Object::of_value(serde_json::json!({ "id": other })),
    };
    let id = object.map(|object| checking.id(&object)).unwrap_or_default();
    checking.end(id)
}

/// A list's name as it stands in a position, unless it is none that a standard would use.
fn known_name(name: &str) -> &str {
    let is_word = name.len() <= 30 && name.chars().all(|c| c.is_ascii_alphabetic());
    if is_word && !key(name).is_empty() { name } else { "…" }
}
