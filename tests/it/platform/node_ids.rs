//! What a cache that keeps objects by their id relies on: an id is that of one object of one type, whatever the way to it,
//! and `node` finds it.

use std::collections::BTreeMap;

use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::personal_data::Contract;
use super::whole::Whole;

/// An object as it was answered: its type, and what its plain fields said.
type Seen = BTreeMap<String, (String, BTreeMap<String, Value>)>;

/// Keeps every object with an id, and fails where it differs from what is kept of that id.
fn keep(value: &Value, seen: &mut Seen) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keep(item, seen)),
        Value::Object(fields) => {
            if let (Some(id), Some(kind)) = (value["id"].as_str(), value["__typename"].as_str()) {
                let (known, plain) =
                    seen.entry(id.to_owned()).or_insert_with(|| (kind.to_owned(), BTreeMap::new()));
                assert_eq!(known, kind, "{id} is of two types");
                for (name, value) in
                    fields.iter().filter(|(_, value)| !value.is_object() && !value.is_array())
                {
                    let known = plain.entry(name.clone()).or_insert_with(|| value.clone());
                    assert_eq!(known, value, "{kind}.{name} of {id} differs by the way to it");
                }
            }
            fields.values().for_each(|inner| keep(inner, seen));
        }
        _ => {}
    }
}

/// Everything that the actor reaches from a root's field.
async fn follow(app: &TestApp, contract: &Contract, actor: &Actor, root: &str, seen: &mut Seen) {
    let parent = &contract.fields[if root == "viewer" { "Viewer" } else { "Municipality" }];
    for (field, definition) in parent {
        let demands = |argument: &Value| argument["type"]["kind"] == "NON_NULL";
        let arguments = definition["args"].as_array();
        if arguments.into_iter().flatten().any(demands) {
            continue;
        }
        let Some(target) = contract.target(definition) else { continue };
        for depth in (1..=3).rev() {
            let selection = contract.selection(&target, depth);
            let query = format!("{{ {root} {{ id __typename {field} {{ {selection} }} }} }}");
            let answer = app.ask(&query, Value::Null).by(actor).await;
            if answer.body["data"].is_object() {
                keep(&answer.body["data"], seen);
                break;
            }
        }
    }
}

#[both_engines]
async fn an_id_is_that_of_one_object_and_node_finds_it(app: TestApp) {
    let whole = Whole::found(&app).await;
    let contract = Contract::of(&app).await;
    let people = &whole.people;
    let everything = whole.everything().await;
    let mut kinds = BTreeMap::new();
    for actor in [&everything, &people.guardian, &people.principal, &people.officer, &people.administrator] {
        let mut seen = Seen::new();
        follow(&app, &contract, actor, "viewer", &mut seen).await;
        follow(&app, &contract, actor, "municipality", &mut seen).await;
        let ids: Vec<_> = seen.keys().cloned().collect();
        for ids in ids.chunks(100) {
            let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
            let answer = app.ask(query, json!({ "ids": ids })).by(actor).await.ok();
            for (id, node) in ids.iter().zip(answer.list("/nodes")) {
                let (kind, _) = &seen[id];
                assert_eq!(node, &json!({ "__typename": kind, "id": id }));
                kinds.insert(kind.clone(), id.clone());
            }
        }
    }
    for kind in ["Viewer", "Person", "Municipality", "Child", "School", "RoleAssignment", "Submission"] {
        assert!(kinds.contains_key(kind), "{kind} was not reached: {kinds:?}");
    }
}

#[both_engines]
async fn what_the_log_names_is_found_by_its_id(app: TestApp) {
    let whole = Whole::found(&app).await;
    let administrator = &whole.people.administrator;
    let person = format!("person:{}", whole.people.resident.id());
    let grant =
        "mutation($input: GrantRoleInput!) { grantRole(input: $input) { assignment { id person { id } } } }";
    let input = json!({ "personId": person, "role": "COMMUNICATOR" });
    let granted = app.ask(grant, json!({ "input": input })).by(administrator).await.ok();
    assert_eq!(granted.text("/grantRole/assignment/person/id"), person);
    app.settle().await;
    let query = "{ viewer { auditTrail { nodes { action actor { id } subject object } } } }";
    let answer = app.ask(query, Value::Null).by(&whole.people.protection_officer).await.ok();
    let entries = answer.list("/viewer/auditTrail/nodes");
    let entry = entries.iter().find(|entry| entry["action"] == "ROLE_GRANTED").expect("an entry");
    assert_eq!(entry["subject"], person);
    assert_eq!(entry["object"], *granted.at("/grantRole/assignment/id"));
    assert_eq!(entry["actor"]["id"], format!("person:{}", administrator.id()));
}

#[both_engines]
async fn who_is_beside_a_child_is_found_with_a_strong_login_only(app: TestApp) {
    let whole = Whole::found(&app).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Person { displayName } } }";
    let family = json!({ "id": format!("person:{}", whole.people.family_member.id()) });
    let guardian = &whole.people.guardian;
    let strongly = app.ask(query, family.clone()).by(guardian).await.ok();
    assert_eq!(strongly.text("/node/displayName"), "Fia Testsson");
    let weakly = app.ask(query, family.clone()).by(&app.home.weakly(guardian)).await.ok();
    assert!(weakly.at("/node").is_null(), "{weakly}");
    let query = "query($id: ID!) { viewer { children { id } } node(id: $id) { id } }";
    let after_children = app.ask(query, family).by(&app.home.weakly(guardian)).await;
    assert!(after_children.at("/node").is_null(), "{after_children}");
}
