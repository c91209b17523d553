//! The data-protection officer reads the log, and that is in it too (P10).

use chrono::TimeDelta;
use entity::{AuditAction, IdentityProtection};
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::log;
use crate::preschool::{Blasippan, id};

const TRAIL: &str = "query($child: ID, $person: ID, $actor: ID, $from: DateTime, $to: DateTime, $first: Int, $after: String) \
    { viewer { auditTrail(childId: $child, personId: $person, actorId: $actor, from: $from, to: $to, first: $first, after: \
    $after) { totalCount pageInfo { hasNextPage endCursor } nodes { number at action actor { id displayName } subject \
    objectKind object request } } } }";

async fn trail(app: &TestApp, by: &Actor, variables: Value) -> Answer {
    app.settle().await;
    app.ask(TRAIL, variables).by(by).await.ok()
}

fn numbers(answer: &Answer) -> Vec<String> {
    answer.texts("/viewer/auditTrail/nodes", "number").into_iter().map(str::to_owned).collect()
}

#[both_engines]
async fn the_officer_reads_who_saw_which_child_and_when(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    let child = id("child", here.child.id);
    let look = "{ viewer { children { id } groups { children { id } } } }";
    app.ask(look, Value::Null).by(&here.gun).header("X-Request-Id", "looked").await.assert_ok();
    app.clock.advance(TimeDelta::hours(1));
    app.ask(look, Value::Null).by(&here.eva).await.assert_ok();
    let answer = trail(&app, &officer, json!({ "child": child })).await;
    assert_eq!(numbers(&answer), ["2", "1"]);
    assert_eq!(
        answer.at("/viewer/auditTrail/nodes/1"),
        &json!({
            "number": "1", "at": "2026-09-14T10:00:00.000Z", "action": "CHILD_VIEWED",
            "actor": { "id": id("person", here.gun.id()), "displayName": "Guardian Testsson" },
            "subject": child, "objectKind": null, "object": null, "request": "looked",
        })
    );
    let at = "2026-09-14T10:30:00.000Z";
    for (variables, expected) in [
        (json!({ "actor": id("person", here.eva.id()) }), ["2"]),
        (json!({ "child": child, "to": at }), ["1"]),
        (json!({ "child": child, "from": at, "actor": id("person", here.eva.id()) }), ["2"]),
    ] {
        assert_eq!(numbers(&trail(&app, &officer, variables.clone()).await), expected, "{variables}");
    }
}

#[both_engines]
async fn each_reading_is_an_entry_of_its_own(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    trail(&app, &officer, json!({ "child": id("child", here.child.id) })).await;
    trail(&app, &officer, json!({ "person": id("person", here.gun.id()) })).await;
    trail(&app, &officer, json!({})).await;
    let entries = log(&app).await;
    let told: Vec<_> = entries.iter().map(|entry| (entry.action, entry.actor_id, entry.subject_id)).collect();
    let read = |subject| (AuditAction::AuditTrailRead, Some(officer.id()), subject);
    assert_eq!(told, [read(Some(here.child.id)), read(Some(here.gun.id())), read(None)]);
}

#[both_engines]
async fn pages_of_the_log_join_without_gap_or_overlap(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    for n in 0..7 {
        app.ask("{ viewer { children { id } } }", Value::Null).by(&here.gun).await.assert_ok();
        app.settle().await;
        // Some at the same time, some later.
        app.clock.advance(TimeDelta::seconds(n / 3));
    }
    let child = id("child", here.child.id);
    let (mut told, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = trail(&app, &officer, json!({ "child": child, "first": 2, "after": after })).await;
        assert_eq!(answer.at("/viewer/auditTrail/totalCount").as_u64(), Some(7 + told.len() as u64 / 2));
        let page = numbers(&answer);
        if page.is_empty() {
            break;
        }
        told.extend(page);
        after = answer.at("/viewer/auditTrail/pageInfo/endCursor").clone();
        if answer.at("/viewer/auditTrail/pageInfo/hasNextPage") == false {
            break;
        }
    }
    // The first reading is newer than the page that it answered.
    assert_eq!(told, ["7", "6", "5", "4", "3", "2", "1"]);
}

#[both_engines]
async fn a_protected_actor_has_no_name_and_that_is_noted(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    let tora = app.home.person("Tora", IdentityProtection::SecrecyMarking).await;
    let tora = app.home.actor(tora).await;
    app.home.make_guardian(&tora, &here.child, harness::builders::LONG_AGO, None).await;
    app.ask("{ viewer { children { id } } }", Value::Null).by(&tora).await.assert_ok();
    let answer = trail(&app, &officer, json!({ "child": id("child", here.child.id) })).await;
    let actor = json!({ "id": id("person", tora.id()), "displayName": null });
    assert_eq!(answer.at("/viewer/auditTrail/nodes/0/actor"), &actor);
    let entries = log(&app).await;
    let noted = entries.iter().filter(|entry| entry.action == AuditAction::ProtectedPersonViewed);
    let noted: Vec<_> = noted.map(|entry| (entry.actor_id, entry.subject_id)).collect();
    assert_eq!(noted, [(Some(officer.id()), Some(tora.id()))]);
}

#[both_engines]
async fn nobody_else_reads_it_and_a_weak_login_does_not(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    for (actor, code) in [
        (here.gun.clone(), "FORBIDDEN"),
        (here.per.clone(), "FORBIDDEN"),
        (app.home.administrator().await, "FORBIDDEN"),
        (app.home.weakly(&officer), "STEP_UP_REQUIRED"),
    ] {
        app.settle().await;
        app.ask(TRAIL, json!({})).by(&actor).await.assert_codes(&[code]);
    }
    assert_eq!(log(&app).await, []);
}

#[both_engines]
async fn of_a_child_and_a_person_only_one_is_asked_for(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    let both = json!({ "child": id("child", here.child.id), "person": id("person", here.gun.id()) });
    app.ask(TRAIL, both).by(&officer).await.assert_codes(&["BAD_USER_INPUT"]);
    let number = json!({ "actor": "19821105-9954" });
    let answer = app.ask(TRAIL, number).by(&officer).await;
    answer.assert_codes(&["BAD_USER_INPUT"]);
    assert!(!answer.body.to_string().contains("19821105"), "{answer}");
}
