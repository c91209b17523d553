//! Administrators and the data-protection officer find people, and each look-up is in the log (P10).

use api::identity::{Accounts, IdentityNumber};
use entity::{AuditAction, IdentityProtection};
use harness::{Actor, Answer, TestApp, both_engines};
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::log;
use crate::preschool::{Blasippan, id};

const NUMBER: &str = "198211059954";
const PEOPLE: &str = "query($filter: PeopleFilter!) { municipality { people(filter: $filter) { nodes { principalNames \
    newestLoginAt person { id displayName } } } } }";

async fn find(app: &TestApp, by: &Actor, filter: Value) -> Answer {
    app.settle().await;
    app.ask(PEOPLE, json!({ "filter": filter })).by(by).await
}

fn ids(answer: &Answer) -> Vec<String> {
    let nodes = answer.list("/municipality/people/nodes");
    nodes.iter().map(|node| node["person"]["id"].as_str().unwrap().to_owned()).collect()
}

async fn has_number(app: &TestApp, person: Uuid) {
    let (foundation, now) = (app.foundation(), app.clock.now());
    let work = async |connection: &_| {
        let keys = foundation.key.number_keys();
        let accounts = Accounts { connection, keys, municipality_id: app.home.id, code: &app.home.code, now };
        let number = IdentityNumber::parse(NUMBER, now.date_naive()).unwrap();
        accounts.attach_number(person, &number).await?;
        Ok::<_, DbErr>(())
    };
    foundation.platform.write(work).await.unwrap();
}

#[both_engines]
async fn an_administrator_finds_a_colleague_by_name_and_no_child(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let administrator = app.home.administrator().await;
    let rut = app.home.resident("Åsa").await;
    for name in ["åsa", "Ås tes", "ÅSA TESTSSON"] {
        let answer = find(&app, &administrator, json!({ "name": name })).await.ok();
        assert_eq!(ids(&answer), [id("person", rut.id())], "{name}");
    }
    let child = id("person", here.child.id);
    let all = json!({ "name": "testsson" });
    assert!(!ids(&find(&app, &administrator, all.clone()).await.ok()).contains(&child));
    let officer = app.home.data_protection_officer().await;
    assert!(ids(&find(&app, &officer, all).await.ok()).contains(&child));
    for by in [&here.gun, &here.eva, &here.per] {
        find(&app, by, json!({ "name": "åsa" })).await.assert_codes(&["FORBIDDEN"]);
    }
    find(&app, &administrator, json!({ "name": " %" })).await.assert_ok();
    find(&app, &administrator, json!({})).await.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn the_officer_finds_somebody_by_number_which_is_told_nowhere(app: TestApp) {
    let (officer, administrator) = (app.home.data_protection_officer().await, app.home.administrator().await);
    let rut = app.home.resident("Rut").await;
    has_number(&app, rut.id()).await;
    let answer = find(&app, &officer, json!({ "identityNumber": "821105-9954" })).await.ok();
    assert_eq!(ids(&answer), [id("person", rut.id())]);
    app.settle().await;
    let entries = log(&app).await;
    let told: Vec<_> = entries.iter().map(|entry| (entry.action, entry.subject_id)).collect();
    let searched = AuditAction::PersonSearched;
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(searched, None)) && told.contains(&(searched, Some(rut.id()))), "{told:?}");
    assert!(!format!("{entries:?}").contains("9954"));
    let of_nobody = find(&app, &officer, json!({ "identityNumber": "200012099891" })).await.ok();
    assert_eq!(ids(&of_nobody), [""; 0]);
    let refused = find(&app, &officer, json!({ "identityNumber": "821105-9955" })).await;
    refused.assert_codes(&["BAD_USER_INPUT"]);
    assert!(!refused.body.to_string().contains("9955"));
    let number = json!({ "identityNumber": "821105-9954" });
    find(&app, &administrator, number).await.assert_codes(&["FORBIDDEN"]);
}

#[both_engines]
async fn the_officer_finds_the_trail_of_a_child_that_is_here_no_longer(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    let look = "{ viewer { children { id displayName } } }";
    let answer = app.ask(look, Value::Null).by(&here.gun).await.ok();
    let (child, name) = (answer.text("/viewer/children/0/id"), answer.text("/viewer/children/0/displayName"));
    app.clock.set("2027-09-14T10:00:00Z");
    let query = "query($id: ID!) { node(id: $id) { ... on Child { displayName guardians { displayName } } } \
        viewer { auditTrail(childId: $id) { nodes { action subjectPerson { displayName } } } \
        auditTrailExport(childId: $id) { csv entryCount isComplete } } }";
    app.settle().await;
    let answer = app.ask(query, json!({ "id": child })).by(&officer).await.ok();
    assert_eq!(answer.text("/node/displayName"), name);
    assert!(answer.list("/node/guardians").is_empty());
    assert_eq!(answer.text("/viewer/auditTrail/nodes/0/subjectPerson/displayName"), name);
    let csv = answer.text("/viewer/auditTrailExport/csv");
    assert!(csv.starts_with("number,at,action,actorId,actor,"), "{csv}");
    assert!(csv.contains("CHILD_VIEWED") && csv.contains(name), "{csv}");
    assert_eq!(answer.at("/viewer/auditTrailExport/isComplete"), true);
    app.settle().await;
    let exported =
        log(&app).await.into_iter().filter(|entry| entry.action == AuditAction::AuditTrailExported);
    assert_eq!(exported.map(|entry| entry.subject_id).collect::<Vec<_>>(), [Some(here.child.id)]);
}

#[both_engines]
async fn a_protected_person_is_found_by_number_only_and_has_no_name(app: TestApp) {
    let officer = app.home.data_protection_officer().await;
    let tuva = app.home.person("Tuva", IdentityProtection::SecrecyMarking).await;
    has_number(&app, tuva.id).await;
    assert_eq!(ids(&find(&app, &officer, json!({ "name": "tuva" })).await.ok()), [""; 0]);
    let answer = find(&app, &officer, json!({ "identityNumber": NUMBER })).await.ok();
    assert_eq!(ids(&answer), [id("person", tuva.id)]);
    assert_eq!(answer.at("/municipality/people/nodes/0/person/displayName"), &Value::Null);
}
