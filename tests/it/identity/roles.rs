//! Giving and withdrawing roles (T10): at once, never one's own, and there is always an administrator.

use entity::{AuditAction, IdentityProtection, Role, role_assignment};
use futures_util::future::join;
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use crate::audit::log;
use crate::preschool::id;

async fn grant(app: &TestApp, by: &Actor, input: Value) -> Answer {
    let query = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { assignment { role validFrom validTo person \
                 { id displayName } } errors { code field message } } }";
    app.ask(query, json!({ "input": input })).by(by).await.ok()
}

async fn withdraw(app: &TestApp, by: &Actor, whom: &Actor, role: &str) -> Answer {
    let query = "mutation($input: WithdrawRoleInput!) { withdrawRole(input: $input) { person { id } errors { code field } } }";
    app.ask(query, json!({ "input": { "personId": person(whom), "role": role } })).by(by).await
}

fn person(actor: &Actor) -> String {
    id("person", actor.id())
}

async fn roles(app: &TestApp, of: &Actor) -> Value {
    app.ask("{ viewer { roles } }", Value::Null).by(of).await.ok().at("/viewer/roles").clone()
}

#[both_engines]
async fn a_role_is_given_and_withdrawn_at_once(app: TestApp) {
    let administrator = app.home.administrator().await;
    let rut = app.home.resident("Rut").await;
    let input = json!({ "personId": person(&rut), "role": "CASE_OFFICER" });
    let answer = grant(&app, &administrator, input.clone()).await;
    assert_eq!(
        answer.at("/grantRole/assignment"),
        &json!({
            "role": "CASE_OFFICER", "validFrom": "2026-09-14", "validTo": null,
            "person": { "id": person(&rut), "displayName": "Rut Testsson" },
        })
    );
    assert_eq!(roles(&app, &rut).await, json!(["CASE_OFFICER"]));
    grant(&app, &administrator, input.clone()).await.assert_user_errors("grantRole", &[]);
    withdraw(&app, &administrator, &rut, "CASE_OFFICER").await.assert_user_errors("withdrawRole", &[]);
    assert_eq!(roles(&app, &rut).await, json!([]));
    withdraw(&app, &administrator, &rut, "CASE_OFFICER").await.assert_user_errors("withdrawRole", &[]);
    grant(&app, &administrator, input).await.assert_user_errors("grantRole", &[]);
    assert_eq!(roles(&app, &rut).await, json!(["CASE_OFFICER"]));

    let entries = log(&app).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action, entry.actor_id, entry.subject_id, entry.object_kind.as_deref()))
        .collect();
    let entry = |action| (action, Some(administrator.id()), Some(rut.id()), Some("CASE_OFFICER"));
    let granted = entry(AuditAction::RoleGranted);
    assert_eq!(
        told,
        [granted, entry(AuditAction::RoleWithdrawn), granted],
        "what changed nothing is no entry"
    );
}

#[both_engines]
async fn a_role_is_held_from_its_first_day_to_its_last(app: TestApp) {
    let administrator = app.home.administrator().await;
    let rut = app.home.resident("Rut").await;
    let input = json!({
        "personId": person(&rut), "role": "COMMUNICATOR", "validFrom": "2026-09-20", "validTo": "2026-09-30",
    });
    grant(&app, &administrator, input).await.assert_user_errors("grantRole", &[]);
    for (time, held) in [
        ("2026-09-19T23:59:59+02:00", json!([])),
        ("2026-09-20T00:00:00+02:00", json!(["COMMUNICATOR"])),
        ("2026-09-30T23:59:59+02:00", json!(["COMMUNICATOR"])),
        ("2026-10-01T00:00:00+02:00", json!([])),
    ] {
        app.clock.set(time);
        assert_eq!(roles(&app, &rut).await, held, "{time}");
    }
}

#[both_engines]
async fn a_role_that_is_held_is_kept_without_a_gap(app: TestApp) {
    let administrator = app.home.administrator().await;
    let rut = app.home.resident("Rut").await;
    let until = |from: &str, to: &str| json!({ "personId": person(&rut), "role": "COMMUNICATOR", "validFrom": from, "validTo": to });
    grant(&app, &administrator, until("2026-09-14", "2026-09-30")).await.assert_user_errors("grantRole", &[]);
    let longer = grant(&app, &administrator, until("2026-10-01", "2026-12-31")).await;
    assert_eq!(longer.text("/grantRole/assignment/validFrom"), "2026-09-14");
    let apart = grant(&app, &administrator, until("2027-02-01", "2027-12-31")).await;
    apart.assert_user_errors("grantRole", &["PERIOD_CONFLICT"]);
    // Once it is over, it begins anew.
    app.clock.set("2027-01-10T12:00:00+01:00");
    let anew = grant(&app, &administrator, until("2027-02-01", "2027-12-31")).await;
    assert_eq!(anew.text("/grantRole/assignment/validFrom"), "2027-02-01");
    withdraw(&app, &administrator, &rut, "COMMUNICATOR").await.assert_user_errors("withdrawRole", &[]);
    assert_eq!(app.home.rows(role_assignment::Entity).await.len(), 1, "what was held on no day is gone");
}

#[both_engines]
async fn what_is_wrong_is_told_at_once(app: TestApp) {
    let administrator = app.home.administrator().await;
    let nobody = id("person", uuid::Uuid::from_u128(7));
    for (input, expected) in [
        (
            json!({ "personId": nobody, "role": "COMMUNICATOR", "validTo": "2026-09-13" }),
            vec!["PERSON_NOT_FOUND", "PERIOD_INVALID"],
        ),
        (
            json!({
                "personId": person(&administrator), "role": "CASE_OFFICER", "validFrom": "2026-10-02", "validTo": "2026-10-01",
            }),
            vec!["PERSON_NOT_ALLOWED", "PERIOD_INVALID"],
        ),
    ] {
        grant(&app, &administrator, input).await.assert_user_errors("grantRole", &expected);
    }
    let own = withdraw(&app, &administrator, &administrator, "ADMINISTRATOR").await;
    own.assert_user_errors("withdrawRole", &["PERSON_NOT_ALLOWED"]);
    assert_eq!(log(&app).await, []);
}

#[both_engines]
async fn two_administrators_cannot_withdraw_each_other(app: TestApp) {
    let (adam, alva) = (app.home.administrator().await, app.home.administrator().await);
    let (one, other) =
        join(withdraw(&app, &adam, &alva, "ADMINISTRATOR"), withdraw(&app, &alva, &adam, "ADMINISTRATOR"))
            .await;
    let refused = [one, other].iter().filter(|answer| answer.body.get("errors").is_some()).count();
    assert_eq!(refused, 1, "exactly one of them is an administrator no more, and refused");
    let left = app.home.rows(role_assignment::Entity).await;
    assert_eq!(
        left.iter().filter(|row| row.valid_to.is_none() && row.role == Role::Administrator).count(),
        1
    );
}

#[both_engines]
async fn the_last_administrator_is_not_given_an_end(app: TestApp) {
    let (adam, alva) = (app.home.administrator().await, app.home.administrator().await);
    let until =
        |whom: &Actor, to: &str| json!({ "personId": person(whom), "role": "ADMINISTRATOR", "validTo": to });
    grant(&app, &adam, until(&alva, "2026-12-31")).await.assert_user_errors("grantRole", &[]);
    for to in ["2026-09-30", "2026-12-31", "2027-12-31"] {
        let refused = grant(&app, &alva, until(&adam, to)).await;
        refused.assert_user_errors("grantRole", &["ADMINISTRATOR_MISSING"]);
    }
    let open = json!({ "personId": person(&alva), "role": "ADMINISTRATOR" });
    grant(&app, &adam, open).await.assert_user_errors("grantRole", &[]);
    grant(&app, &alva, until(&adam, "2026-09-30")).await.assert_user_errors("grantRole", &[]);
}

#[both_engines]
async fn administrators_see_who_holds_which_role_and_everybody_else_their_own(app: TestApp) {
    let administrator = app.home.administrator().await;
    let officer = app.home.case_officer().await;
    let siv = app.home.person("Siv", IdentityProtection::ProtectedRegistration).await;
    let siv = app.home.actor(siv).await;
    let input = json!({ "personId": person(&siv), "role": "CASE_OFFICER" });
    let given = grant(&app, &administrator, input).await;
    assert_eq!(given.at("/grantRole/assignment/person"), &json!({ "id": person(&siv), "displayName": null }));
    let query = "query($role: Role) { municipality { roleAssignments(role: $role) { totalCount nodes { role person { \
                 displayName } } } } }";
    let answer = app.ask(query, json!({})).by(&administrator).await.ok();
    assert_eq!(
        answer.at("/municipality/roleAssignments"),
        &json!({ "totalCount": 3, "nodes": [
            { "role": "ADMINISTRATOR", "person": { "displayName": "Administrator Testsson" } },
            { "role": "CASE_OFFICER", "person": { "displayName": "CaseOfficer Testsson" } },
            { "role": "CASE_OFFICER", "person": { "displayName": null } },
        ] })
    );
    let own = app.ask(query, json!({})).by(&officer).await.ok();
    assert_eq!(own.at("/municipality/roleAssignments/totalCount"), 1);
    let entries = log(&app).await;
    let noted = entries.iter().filter(|entry| entry.action == AuditAction::ProtectedPersonViewed);
    let noted: Vec<_> = noted.map(|entry| (entry.actor_id, entry.subject_id)).collect();
    assert_eq!(noted, [(Some(administrator.id()), Some(siv.id())); 2], "at giving and at listing");
}

#[both_engines]
async fn roles_are_given_and_withdrawn_with_a_strong_login_only(app: TestApp) {
    let weak = app.home.weakly(&app.home.administrator().await);
    let rut = app.home.resident("Rut").await;
    let query = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { errors { code } } }";
    let input = json!({ "personId": person(&rut), "role": "CASE_OFFICER" });
    app.ask(query, json!({ "input": input })).by(&weak).await.assert_codes(&["STEP_UP_REQUIRED"]);
    withdraw(&app, &weak, &rut, "CASE_OFFICER").await.assert_codes(&["STEP_UP_REQUIRED"]);
    assert_eq!(roles(&app, &rut).await, json!([]));
}

#[both_engines]
async fn nobody_held_a_role_yesterday_that_is_given_today(app: TestApp) {
    let administrator = app.home.administrator().await;
    let rut = app.home.resident("Rut").await;
    let input = json!({ "personId": person(&rut), "role": "CASE_OFFICER", "validFrom": "1900-01-01" });
    let answer = grant(&app, &administrator, input).await;
    assert_eq!(answer.texts("/grantRole/errors", "code"), ["PERIOD_INVALID"]);
}
