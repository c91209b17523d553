//! The principal keeps a guardian from a child (P2).

use std::time::Duration;

use entity::{AuditAction, IdentityProtection};
use harness::builders::{LONG_AGO, a_group, a_placement};
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::{Blasippan, id, publish, sees};
use crate::audit::log;

async fn decide(app: &TestApp, by: &Actor, mutation: &str, here: &Blasippan, guardian: &Actor) -> Answer {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {name}!) {{ {mutation}(input: $input) {{ child {{ guardians {{ person {{ id }} displayName isBlocked }} }} \
         errors {{ code field }} }} }}"
    );
    let input = json!({ "childId": id("child", here.child.id), "guardianId": id("person", guardian.id()) });
    app.ask(&query, json!({ "input": input })).by(by).await
}

#[both_engines]
async fn a_block_takes_the_child_away_at_once_and_lifting_it_gives_it_back(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let child = id("child", here.child.id);
    let post = id("post", here.post(&app).await.id);
    let gun = json!({ "person": { "id": id("person", here.gun.id()) }, "displayName": "Guardian Testsson", "isBlocked": true });
    for _twice in 0..2 {
        let answer = decide(&app, &here.per, "blockGuardian", &here, &here.gun).await.ok();
        assert_eq!(answer.at("/blockGuardian/child/guardians"), &json!([gun]));
        assert!(!sees(&app, &here.gun, &child).await && !sees(&app, &here.gun, &post).await);
    }
    for _twice in 0..2 {
        decide(&app, &here.per, "unblockGuardian", &here, &here.gun).await.assert_ok();
        assert!(sees(&app, &here.gun, &child).await && sees(&app, &here.gun, &post).await);
    }
    let entries = log(&app).await;
    let told = entries.iter().filter(|entry| entry.action != AuditAction::ChildViewed);
    let told: Vec<_> =
        told.map(|entry| (entry.action, entry.actor_id, entry.subject_id, entry.object_id)).collect();
    let entry = |action| (action, Some(here.per.id()), Some(here.child.id), Some(here.gun.id()));
    assert_eq!(told, [entry(AuditAction::GuardianBlocked), entry(AuditAction::GuardianUnblocked)]);
}

#[both_engines]
async fn who_is_blocked_is_no_contact_but_for_the_principal(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let bo = app.home.resident("Bo").await;
    app.home.make_guardian(&bo, &here.child, LONG_AGO, None).await;
    decide(&app, &here.per, "blockGuardian", &here, &bo).await.assert_ok();
    let query = "query($id: ID!) { node(id: $id) { ... on Child { guardians { displayName } } } }";
    for (actor, expected) in [
        (&here.gun, json!(["Guardian Testsson"])),
        (&here.eva, json!(["Guardian Testsson"])),
        (&here.per, json!(["Bo Testsson", "Guardian Testsson"])),
    ] {
        let answer = app.ask(query, json!({ "id": id("child", here.child.id) })).by(actor).await.ok();
        assert_eq!(json!(answer.texts("/node/guardians", "displayName")), expected);
    }
}

#[both_engines]
async fn only_the_principal_of_the_childs_preschool_decides(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let other = app.home.insert(harness::builders::a_preschool("Solrosen")).await;
    let elsewhere = app.home.principal(&other).await;
    for mutation in ["blockGuardian", "unblockGuardian"] {
        for by in [&here.gun, &here.eva] {
            decide(&app, by, mutation, &here, &here.gun).await.assert_codes(&["FORBIDDEN"]);
        }
        for by in [&elsewhere, &app.home.administrator().await] {
            let answer = decide(&app, by, mutation, &here, &here.gun).await.ok();
            answer.assert_user_errors(mutation, &["CHILD_NOT_FOUND"]);
        }
        let answer = decide(&app, &here.per, mutation, &here, &here.eva).await.ok();
        answer.assert_user_errors(mutation, &["GUARDIAN_NOT_FOUND"]);
    }
    assert!(sees(&app, &here.gun, &id("child", here.child.id)).await);
}

#[both_engines]
async fn the_principal_keeps_a_guardian_from_a_protected_child_by_its_id(app: TestApp) {
    let mut here = Blasippan::found(&app).await;
    for protection in [IdentityProtection::SecrecyMarking, IdentityProtection::ProtectedRegistration] {
        here.child = app.home.person("Tuva", protection).await;
        app.home.insert(a_placement(&here.child, &here.group)).await;
        here.gun = app.home.guardian(&here.child).await;
        let child = id("child", here.child.id);
        for (mutation, is_there) in [("blockGuardian", false), ("unblockGuardian", true)] {
            let other = app.home.insert(harness::builders::a_preschool("Solrosen")).await;
            let elsewhere = app.home.principal(&other).await;
            for by in [&here.eva, &elsewhere, &app.home.resident("Rut").await] {
                let answer = decide(&app, by, mutation, &here, &here.gun).await.ok();
                answer.assert_user_errors(mutation, &["CHILD_NOT_FOUND"]);
            }
            let answer = decide(&app, &here.per, mutation, &here, &here.gun).await.ok();
            answer.assert_user_errors(mutation, &[]);
            assert_eq!(answer.at(&format!("/{mutation}/child")), &Value::Null);
            assert_eq!(sees(&app, &here.gun, &child).await, is_there);
            assert!(!sees(&app, &here.per, &child).await);
        }
        let told: Vec<_> =
            log(&app).await.into_iter().filter(|entry| entry.object_id == Some(here.gun.id())).collect();
        let actions: Vec<_> = told.iter().map(|entry| (entry.action, entry.subject_id)).collect();
        let child = Some(here.child.id);
        assert_eq!(actions, [(AuditAction::GuardianBlocked, child), (AuditAction::GuardianUnblocked, child)]);
    }
}

#[both_engines]
async fn an_open_subscription_hears_no_more_from_the_moment_of_the_block(app: TestApp) {
    let here = Blasippan::found(&app).await;
    // A second child keeps one group open, so that silence about the first can be told from a deaf subscription.
    let hugo = app.home.person("Hugo", IdentityProtection::None).await;
    app.home.make_guardian(&here.gun, &hugo, LONG_AGO, None).await;
    let second = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    app.home.insert(a_placement(&hugo, &second)).await;
    let mut socket = app.connect_as(&app.home.code, &here.gun).await;
    socket.subscribe("s", "subscription { postPublished { title } }", Value::Null).await;
    loop {
        publish(&app, &here.eva, &here.group, "Är du där?").await;
        app.settle().await;
        if tokio::time::timeout(Duration::from_millis(50), socket.next("s")).await.is_ok() {
            break;
        }
    }
    decide(&app, &here.per, "blockGuardian", &here, &here.gun).await.assert_ok();
    publish(&app, &here.eva, &here.group, "Hemligt").await;
    publish(&app, &here.per, &second, "Öppet").await;
    app.settle().await;
    let title = loop {
        let title = socket.next("s").await["data"]["postPublished"]["title"].clone();
        if title != "Är du där?" {
            break title;
        }
    };
    assert_eq!(title, "Öppet");
}
