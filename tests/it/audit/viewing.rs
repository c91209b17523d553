//! Every answer that holds something about a child leaves an entry: once for each child and request, whoever looks.

use std::collections::{BTreeMap, BTreeSet};

use entity::{AuditAction, IdentityProtection, audit_entry};
use harness::builders::a_placement;
use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};
use uuid::Uuid;

use super::log;
use crate::preschool::{Blasippan, id, publish};

/// Types that a child leads to and that are not about the child.
const BEYOND: [&str; 1] = ["PreschoolGroup"];

/// Who was shown which child, in the request of that id.
async fn seen(app: &TestApp, request: &str) -> Vec<(Option<Uuid>, Option<Uuid>)> {
    let entries = log(app).await;
    let of_request =
        |entry: &audit_entry::Model| entry.action == AuditAction::ChildViewed && entry.request_id == request;
    entries.into_iter().filter(of_request).map(|entry| (entry.actor_id, entry.subject_id)).collect()
}

/// A selection for each field of the types that are about a child, from `Child` on: `guardians { displayName }`.
async fn selections(app: &TestApp) -> BTreeSet<String> {
    let query = "{ __schema { types { name kind fields { name type { kind name ofType { kind name ofType { kind name ofType \
                 { kind name } } } } } } } }";
    let answer = app.ask(query, Value::Null).await.ok();
    let types: BTreeMap<_, _> =
        answer.list("/__schema/types").iter().map(|each| (each["name"].as_str().unwrap(), each)).collect();
    let mut found = BTreeSet::new();
    let mut walked = BTreeSet::new();
    let mut ahead = vec![("Child", String::from("SELECTION"))];
    while let Some((name, path)) = ahead.pop() {
        walked.insert(name);
        for field in types[name]["fields"].as_array().unwrap() {
            let mut inner = &field["type"];
            while !inner["ofType"].is_null() {
                inner = &inner["ofType"];
            }
            let (field, target) = (field["name"].as_str().unwrap(), inner["name"].as_str().unwrap());
            if inner["kind"] != "OBJECT" && inner["kind"] != "INTERFACE" {
                found.insert(path.replace("SELECTION", field));
                continue;
            }
            found.insert(path.replace("SELECTION", &format!("{field} {{ __typename }}")));
            if !BEYOND.contains(&target) && !walked.contains(target) {
                ahead.push((target, path.replace("SELECTION", &format!("{field} {{ SELECTION }}"))));
            }
        }
    }
    assert!(found.contains("guardians { displayName }") && found.contains("displayName"), "{found:?}");
    found
}

#[both_engines]
async fn every_field_about_a_child_leaves_an_entry_on_every_way_to_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let child = id("child", here.child.id);
    let ways = [
        (&here.gun, "{ viewer { children { SELECTION } } }".to_owned()),
        (&here.eva, "{ viewer { groups { children { SELECTION } } } }".to_owned()),
        (&here.per, format!("{{ node(id: \"{child}\") {{ ... on Child {{ SELECTION }} }} }}")),
        (&here.eva, format!("{{ nodes(ids: [\"{child}\"]) {{ ... on Child {{ SELECTION }} }} }}")),
    ];
    let mut expected = Vec::new();
    for (n, selection) in selections(&app).await.iter().enumerate() {
        for (m, (actor, way)) in ways.iter().enumerate() {
            let request = format!("r-{n}-{m}");
            let query = way.replace("SELECTION", selection);
            app.ask(&query, Value::Null).by(actor).header("X-Request-Id", &request).await.assert_ok();
            expected.push((request, actor.id(), query));
        }
    }
    let entries = log(&app).await;
    for (request, actor, query) in expected {
        let found: Vec<_> = entries.iter().filter(|entry| entry.request_id == request).collect();
        let [entry] = found.as_slice() else { panic!("not one entry but {found:?} for {query}") };
        let told = (entry.action, entry.actor_id, entry.subject_id);
        assert_eq!(told, (AuditAction::ChildViewed, Some(actor), Some(here.child.id)), "{query}");
    }
}

#[both_engines]
async fn a_child_is_noted_once_in_a_request_and_again_in_the_next(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (other, _) = here.family(&app).await;
    let query =
        "{ viewer { groups { children { displayName } again: children { guardians { displayName } } } } }";
    for request in ["first", "second"] {
        app.ask(query, Value::Null).by(&here.eva).header("X-Request-Id", request).await.assert_ok();
        let mut children: Vec<_> = seen(&app, request).await.into_iter().map(|(_, child)| child).collect();
        children.sort();
        let mut expected = vec![Some(here.child.id), Some(other.id)];
        expected.sort();
        assert_eq!(children, expected);
    }
}

#[both_engines]
async fn a_batch_is_one_request(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let operation = json!({ "query": "{ viewer { children { id } } }" });
    let path = format!("/{}/graphql", app.home.code);
    let request = app.request(reqwest::Method::POST, &path).header("X-Request-Id", "batch");
    let token = here.gun.token.as_deref().unwrap();
    let sent = request.bearer_auth(token).json(&json!([operation, operation])).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    assert_eq!(seen(&app, "batch").await, [(Some(here.gun.id()), Some(here.child.id))]);
}

#[both_engines]
async fn a_protected_child_is_noted_for_its_own_guardian_and_for_nobody_who_is_not_shown_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let tuva = app.home.person("Tuva", IdentityProtection::ProtectedRegistration).await;
    app.home.insert(a_placement(&tuva, &here.group)).await;
    let tora = app.home.guardian(&tuva).await;
    let children = "{ viewer { children { displayName } groups { children { displayName } } } }";
    app.ask(children, Value::Null).by(&tora).header("X-Request-Id", "own").await.assert_ok();
    app.ask(children, Value::Null).by(&here.eva).header("X-Request-Id", "staff").await.assert_ok();
    assert_eq!(seen(&app, "own").await, [(Some(tora.id()), Some(tuva.id))]);
    assert_eq!(seen(&app, "staff").await, [(Some(here.eva.id()), Some(here.child.id))]);
}

#[both_engines]
async fn what_is_about_no_child_leaves_no_entry(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let group = id("preschool-group", here.group.id);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { feed { nodes { title author { displayName } } } } }";
    for actor in [&here.gun, &here.eva, &app.home.resident("Rut").await, &Actor::anonymous()] {
        app.ask(query, json!({ "ids": [group, id("post", post.id)] })).by(actor).await.assert_ok();
    }
    let stranger = app.home.resident("Rut").await;
    let child = "query($id: ID!) { node(id: $id) { id } }";
    app.ask(child, json!({ "id": id("child", here.child.id) })).by(&stranger).await.assert_ok();
    assert_eq!(log(&app).await, []);
}

#[both_engines]
async fn each_event_of_a_subscription_is_a_looking_of_its_own(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let mut socket = app.connect_as(&app.home.code, &here.eva).await;
    let query = "subscription { postPublished { title group { children { displayName } } } }";
    socket.subscribe("s", query, Value::Null).await;
    // An early post is missed by right: sent until the first is heard, and then once more.
    loop {
        publish(&app, &here.per, &here.group, "Är du där?").await;
        app.settle().await;
        let heard = tokio::time::timeout(std::time::Duration::from_millis(50), socket.next("s")).await;
        if heard.is_ok() {
            break;
        }
    }
    let before = log(&app).await.len();
    publish(&app, &here.per, &here.group, "Hej!").await;
    app.settle().await;
    while socket.next("s").await["data"]["postPublished"]["title"] != "Hej!" {}
    let entries = log(&app).await;
    assert!(entries.len() > before && before > 0, "{entries:?}");
    for entry in entries {
        assert_eq!((entry.actor_id, entry.subject_id), (Some(here.eva.id()), Some(here.child.id)));
    }
}
