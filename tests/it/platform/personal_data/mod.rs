//! Which fields can carry personal data, and behind which door each is (P1-P4, M6, S8). The contract is walked by
//! introspection: a field without a line in the table fails, so that nobody adds one without deciding who reads it. Then
//! the doors are tried: what nobody in particular is told, following the contract everywhere it leads, stands behind
//! doors that are open to all.

use std::collections::{BTreeMap, BTreeSet};

use harness::{TestApp, both_engines};
use serde_json::{Value, json};

use super::whole::{Thing, Whole};

const TABLE: &str = include_str!("table.txt");

/// The doors, and whether anybody may pass.
const DOORS: [(&str, bool); 15] = [
    ("open", true),
    ("hidden5", true),
    ("voter", true),
    ("remark", true),
    ("classroom", false),
    ("viewer", false),
    ("child", false),
    ("staff", false),
    ("published", true),
    ("sender", false),
    ("officer", false),
    ("family", false),
    ("kitchen", false),
    ("roles", false),
    ("audit", false),
];

/// What the table says, by `Type.field`.
fn doors() -> BTreeMap<String, &'static str> {
    let mut doors = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(object), Some(door)) = (words.next(), words.next()) else { continue };
        assert!(DOORS.iter().any(|(name, _)| *name == door), "no such door: {line}");
        for field in words {
            assert_eq!(
                doors.insert(format!("{object}.{field}"), door),
                None,
                "{object}.{field} stands twice"
            );
        }
    }
    doors
}

/// The objects of the contract with their fields. Connections, edges and payloads hold nothing but other objects; what can
/// be asked first of all has a table of its own, `authorization_coverage`.
pub struct Contract {
    pub fields: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Contract {
    pub async fn of(app: &TestApp) -> Self {
        let query =
            "{ __schema { types { kind name fields { name args { name type { kind } } type { kind name
            ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
        let answer = app.ask(query, Value::Null).await.ok();
        let types = answer.list("/__schema/types").iter();
        let objects = types.filter(|kind| kind["kind"] == "OBJECT");
        let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
        let fields = objects
            .filter(|object| !name(object).starts_with("__"))
            .map(|object| {
                let fields = object["fields"].as_array().into_iter().flatten();
                (name(object), fields.map(|field| (name(field), field.clone())).collect())
            })
            .collect();
        Self { fields }
    }

    /// The object that a field leads to, if it is one.
    pub fn target(&self, field: &Value) -> Option<String> {
        let mut kind = &field["type"];
        while !kind["ofType"].is_null() {
            kind = &kind["ofType"];
        }
        let name = kind["name"].as_str()?;
        self.fields.contains_key(name).then(|| name.to_owned())
    }

    /// Everything that can be asked of the object without arguments, so deep.
    pub fn selection(&self, object: &str, depth: usize) -> String {
        let mut selected = vec!["__typename".to_owned()];
        for (name, field) in &self.fields[object] {
            let demands = |argument: &Value| argument["type"]["kind"] == "NON_NULL";
            if field["args"].as_array().into_iter().flatten().any(demands) {
                continue;
            }
            match self.target(field) {
                None => selected.push(name.clone()),
                Some(target) if depth > 0 && !["edges", "pageInfo"].contains(&name.as_str()) => {
                    let takes_first =
                        field["args"].as_array().into_iter().flatten().any(|it| it["name"] == "first");
                    let page = if takes_first { "(first: 2)" } else { "" };
                    selected.push(format!("{name}{page} {{ {} }}", self.selection(&target, depth - 1)));
                }
                Some(_) => {}
            }
        }
        selected.join(" ")
    }
}

const HOLDERS: [&str; 4] = ["Connection", "Edge", "Payload", "Error"];

#[both_engines]
async fn every_field_has_a_door(app: TestApp) {
    let contract = Contract::of(&app).await;
    let mut declared = BTreeSet::new();
    for (object, fields) in &contract.fields {
        let is_root = ["Query", "Mutation", "Subscription"].contains(&object.as_str());
        if is_root || HOLDERS.iter().any(|holder| object.ends_with(holder)) {
            continue;
        }
        declared.extend(fields.keys().map(|field| format!("{object}.{field}")));
    }
    let listed: BTreeSet<_> = doors().into_keys().collect();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty(), "behind which door are these? tests/it/platform/personal_data: {missing:?}");
    assert!(gone.is_empty(), "these are no longer in the contract: {gone:?}");
}

#[both_engines]
async fn connections_edges_payloads_and_errors_hold_nothing_of_their_own(app: TestApp) {
    let contract = Contract::of(&app).await;
    // The objects of a search have several types; they have lines of their own.
    let plain: BTreeSet<_> = [
        "node",
        "nodes",
        "cursor",
        "totalCount",
        "code",
        "field",
        "kind",
        "message",
        "reason",
        "trackingCode",
        "wasCorrected",
        "wasRepeated",
        "votes",
        "closesAt",
        "deviceToken",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    let mut own = BTreeSet::new();
    for (object, fields) in &contract.fields {
        if HOLDERS.iter().any(|holder| object.ends_with(holder)) {
            let leaves = fields.iter().filter(|(_, field)| contract.target(field).is_none());
            own.extend(leaves.map(|(name, _)| name.clone()));
        }
    }
    let unknown: Vec<_> = own.difference(&plain).collect();
    assert!(unknown.is_empty(), "what do these tell of whom? {unknown:?}");
}

/// What is told in an answer, as `Type.field` for every value that is there.
fn told(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| told(item, into)),
        Value::Object(fields) => {
            let object = fields.get("__typename").and_then(Value::as_str).unwrap_or_default();
            for (name, inner) in fields.iter().filter(|(name, _)| *name != "__typename") {
                let nothing = inner.is_null() || inner == &json!(false) || inner == &json!([]);
                if !nothing && !is_empty_page(inner) {
                    into.insert(format!("{object}.{name}"));
                }
                told(inner, into);
            }
        }
        _ => {}
    }
}

/// A page without items tells of nobody.
fn is_empty_page(value: &Value) -> bool {
    value.get("nodes").is_some_and(|nodes| nodes == &json!([]))
}

#[both_engines]
async fn nobody_in_particular_is_told_anything_that_has_a_closed_door(app: TestApp) {
    let whole = Whole::found(&app).await;
    let contract = Contract::of(&app).await;
    let mut seen = BTreeSet::new();
    for (field, definition) in &contract.fields["Municipality"] {
        let Some(target) = contract.target(definition) else { continue };
        let demands = |argument: &Value| argument["type"]["kind"] == "NON_NULL";
        if definition["args"].as_array().into_iter().flatten().any(demands) {
            continue;
        }
        // As deep as one operation may go.
        let mut answer = None;
        for depth in (1..=3).rev() {
            let query =
                format!("{{ municipality {{ {field} {{ {} }} }} }}", contract.selection(&target, depth));
            answer = Some(app.ask(&query, Value::Null).await).filter(|it| it.body.get("data").is_some());
            if answer.is_some() {
                break;
            }
        }
        let answer = answer.unwrap_or_else(|| panic!("{field} cannot be asked for"));
        told(&answer.body["data"]["municipality"], &mut seen);
    }
    for Thing { kind, id, .. } in
        [&whole.public_things, &whole.preschool_things, &whole.submission_things].into_iter().flatten()
    {
        let selection = contract.selection(kind, 2);
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}");
        let answer = app.ask(&query, json!({ "id": id })).await;
        assert!(answer.body.get("data").is_some(), "{answer}");
        told(&answer.body["data"]["node"], &mut seen);
    }
    let doors = doors();
    let closed = |field: &&String| {
        let door = doors.get(*field).copied().unwrap_or("open");
        DOORS.iter().any(|(name, is_open)| *name == door && !is_open)
    };
    let leaked: Vec<_> = seen.iter().filter(closed).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    assert!(seen.len() > 100, "the contract was not followed far: {seen:?}");
}
