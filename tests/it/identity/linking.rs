//! Which person a login is: one that the municipality knows by number or name, or somebody new (T5, T8).

use api::identity::{Accounts, IdentityNumber, PrincipalName};
use entity::{AuditAction, IdentityProtection, identity_number, login, person, principal_name};
use futures_util::future::join_all;
use harness::app::SECRET;
use harness::oidc::LOA3;
use harness::process::Program;
use harness::{Fixture, TestApp, TestDatabase, both_engines};
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ask, assert_refused, trusting, who};
use crate::audit::log;

const NUMBER: &str = "198211059954";
const OTHER_NUMBER: &str = "200012099891";
const COORDINATION_NUMBER: &str = "195705749959";

const PERSONAL: &str = "https://id.oidc.se/claim/personalIdentityNumber";
const COORDINATION: &str = "https://id.oidc.se/claim/coordinationNumber";
const PREVIOUS: &str = "https://id.oidc.se/claim/previousCoordinationNumber";

/// Says whose a number and a name are, as an import of persons does.
async fn import(app: &TestApp, person: Uuid, number: Option<&str>, name: Option<&str>) {
    let (foundation, now) = (app.foundation(), app.clock.now());
    let work = async |connection: &_| {
        let keys = foundation.key.number_keys();
        let accounts = Accounts { connection, keys, municipality_id: app.home.id, code: &app.home.code, now };
        if let Some(number) = number {
            let number = IdentityNumber::parse(number, now.date_naive()).unwrap();
            accounts.attach_number(person, &number).await?;
        }
        if let Some(name) = name {
            let name = PrincipalName::parse(name).unwrap();
            accounts.attach_principal_name(person, &name).await?;
        }
        Ok::<_, DbErr>(())
    };
    foundation.platform.write(work).await.unwrap();
}

fn id_of(person: &person::Model) -> String {
    format!("person:{}", person.id)
}

#[both_engines]
async fn whoever_is_new_becomes_a_resident_and_is_known_by_number_from_then_on(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let first = who(&app, &provider.guardian("gun@bankid", NUMBER)).await;
    assert_eq!(who(&app, &provider.guardian("gun@bankid", NUMBER)).await, first);
    assert_eq!(who(&app, &provider.guardian("gun@freja", NUMBER)).await, first, "another login of hers");
    assert_eq!(who(&app, &provider.sign(&provider.claims("gun@freja"))).await, first, "without the number");
    assert_ne!(who(&app, &provider.guardian("nils@bankid", OTHER_NUMBER)).await, first);
    assert_eq!(app.home.rows(login::Entity).await.len(), 3);
    assert_eq!(app.home.rows(identity_number::Entity).await.len(), 2);
    assert_eq!(app.neighbour.rows(person::Entity).await.len(), 0);
    app.finish().await;
}

#[both_engines]
async fn whom_the_municipality_knows_by_number_is_recognised_at_the_first_login(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let gun = app.home.person("Gunborg", IdentityProtection::SecrecyMarking).await;
    import(&app, gun.id, Some("821105-9954"), None).await;
    let answer = ask(&app, "9901", &provider.guardian("gun@bankid", NUMBER)).await.ok();
    assert_eq!(answer.text("/viewer/person/id"), id_of(&gun));
    assert_eq!(answer.text("/viewer/displayName"), "Gunborg Testsson", "the register's name stays");
    assert_eq!(*answer.at("/viewer/isStronglyAuthenticated"), json!(true));
    assert_eq!(app.home.rows(person::Entity).await, [gun], "and so does the protection");
    app.finish().await;
}

#[both_engines]
async fn staff_log_in_by_affiliation_and_pupils_by_principal_name(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let siv = app.home.person("Siv", IdentityProtection::None).await;
    let pia = app.home.person("Pia", IdentityProtection::None).await;
    import(&app, siv.id, None, Some("SE2120002411-4KX@2120002411")).await;
    import(&app, pia.id, None, Some("pia.lund@edu.example.se")).await;

    let answer = ask(&app, "9901", &provider.staff("siths-1", "se2120002411-4kx@2120002411")).await.ok();
    assert_eq!(answer.text("/viewer/person/id"), id_of(&siv));
    assert_eq!(*answer.at("/viewer/isStronglyAuthenticated"), json!(true));

    let answer = ask(&app, "9901", &provider.pupil("school-1", "Pia.Lund@EDU.example.se")).await.ok();
    assert_eq!(answer.text("/viewer/person/id"), id_of(&pia));
    assert_eq!(
        *answer.at("/viewer/isStronglyAuthenticated"),
        json!(false),
        "a password is no e-identification"
    );

    let stranger = who(&app, &provider.pupil("school-2", "nils@edu.example.se")).await;
    assert_eq!(who(&app, &provider.pupil("school-3", "NILS@edu.example.se")).await, stranger);
    assert_eq!(app.home.rows(principal_name::Entity).await.len(), 3);
    app.finish().await;
}

#[both_engines]
async fn who_gets_a_personal_number_keeps_the_account(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let before = json!({ "acr": LOA3, COORDINATION: COORDINATION_NUMBER });
    let after = json!({ "acr": LOA3, PERSONAL: NUMBER, PREVIOUS: COORDINATION_NUMBER });
    let person = who(&app, &provider.token("bankid-1", &before)).await;
    assert_eq!(who(&app, &provider.token("bankid-2", &after)).await, person, "by a new login");
    assert_eq!(who(&app, &provider.token("bankid-1", &after)).await, person, "by the old login");
    assert_eq!(who(&app, &provider.guardian("bankid-3", NUMBER)).await, person, "by the new number alone");
    assert_eq!(who(&app, &provider.token("bankid-4", &before)).await, person, "by the old number alone");
    assert_eq!(app.home.rows(identity_number::Entity).await.len(), 2);
    assert_eq!(app.home.rows(person::Entity).await.len(), 1);
    app.finish().await;
}

#[both_engines]
async fn a_known_login_gets_the_new_number_when_it_comes(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let person =
        who(&app, &provider.token("bankid-1", &json!({ "acr": LOA3, COORDINATION: COORDINATION_NUMBER })))
            .await;
    let after = json!({ "acr": LOA3, PERSONAL: NUMBER, PREVIOUS: COORDINATION_NUMBER });
    assert_eq!(who(&app, &provider.token("bankid-1", &after)).await, person);
    assert_eq!(who(&app, &provider.guardian("bankid-2", NUMBER)).await, person);
    app.finish().await;
}

#[both_engines]
async fn nobody_is_merged_unasked(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let gun = who(&app, &provider.guardian("gun", NUMBER)).await;
    let nils = who(&app, &provider.guardian("nils", OTHER_NUMBER)).await;
    let pupil = who(&app, &provider.pupil("pia", "pia@edu.example.se")).await;
    let without = who(&app, &provider.sign(&provider.claims("old login"))).await;
    let rows = async || {
        let logins = app.home.rows(login::Entity).await.len();
        let numbers = app.home.rows(identity_number::Entity).await.len();
        (
            logins,
            numbers,
            app.home.rows(principal_name::Entity).await.len(),
            app.home.rows(person::Entity).await.len(),
        )
    };
    let before = rows().await;
    let eppn = "eduPersonPrincipalName";
    for (subject, more) in [
        ("nils", json!({ PERSONAL: NUMBER })),
        ("old login", json!({ PERSONAL: NUMBER })),
        ("old login", json!({ eppn: "pia@edu.example.se" })),
        ("new login", json!({ PERSONAL: NUMBER, eppn: "pia@edu.example.se" })),
        ("pia", json!({ PERSONAL: NUMBER, eppn: "pia@edu.example.se" })),
    ] {
        let answer = ask(&app, "9901", &provider.token(subject, &more)).await;
        assert_refused(&answer, "IDENTITY_CONFLICT");
        assert!(!answer.body.to_string().contains("person:"), "{answer}");
    }
    assert_eq!(rows().await, before, "something was written");
    assert_eq!(who(&app, &provider.guardian("gun", NUMBER)).await, gun);
    assert_eq!(who(&app, &provider.guardian("nils", OTHER_NUMBER)).await, nils);
    assert_eq!(who(&app, &provider.pupil("pia", "pia@edu.example.se")).await, pupil);
    assert_eq!(who(&app, &provider.sign(&provider.claims("old login"))).await, without);
    app.finish().await;
}

#[both_engines]
async fn first_logins_at_the_same_time_are_one_person(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    for round in 0..3 {
        let number = ["198211059954", "200012099891", "197306749982"][round];
        let claim = if round == 2 { COORDINATION } else { PERSONAL };
        let logins = (0..8).map(|login| {
            let subject = format!("login-{round}-{}", login % 4);
            let eppn = format!("person{round}@edu.example.se");
            let more = json!({ claim: number, "eduPersonPrincipalName": eppn });
            let (app, token) = (app.clone(), provider.token(&subject, &more));
            async move { who(&app, &token).await }
        });
        let mut ids = join_all(logins).await;
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }
    assert_eq!(app.home.rows(person::Entity).await.len(), 3);
    assert_eq!(app.home.rows(login::Entity).await.len(), 12);
    app.finish().await;
}

#[both_engines]
async fn a_number_that_is_none_is_refused_without_being_repeated(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    for (more, reason) in [
        (json!({ PERSONAL: "198211059955" }), "IDENTITY_NUMBER_INVALID"),
        (json!({ PERSONAL: "201509160006" }), "IDENTITY_NUMBER_INVALID"),
        (json!({ PERSONAL: COORDINATION_NUMBER }), "IDENTITY_NUMBER_INVALID"),
        (json!({ COORDINATION: NUMBER }), "IDENTITY_NUMBER_INVALID"),
        (json!({ PERSONAL: 198_211_059_954_i64 }), "IDENTITY_NUMBER_INVALID"),
        (json!({ PERSONAL: NUMBER, COORDINATION: COORDINATION_NUMBER }), "TWO_IDENTITY_NUMBERS"),
        (json!({ "eduPersonPrincipalName": "pia" }), "PRINCIPAL_NAME_INVALID"),
        (json!({ "eduPersonPrincipalName": format!("{NUMBER}@edu.example.se") }), "PRINCIPAL_NAME_INVALID"),
    ] {
        let answer = ask(&app, "9901", &provider.token("somebody", &more)).await;
        assert_refused(&answer, reason);
        let digits: String = answer.body.to_string().chars().filter(char::is_ascii_digit).collect();
        assert!(digits.len() < 8, "{answer}");
    }
    assert_eq!(app.home.rows(person::Entity).await.len(), 0);
    app.finish().await;
}

#[both_engines]
async fn a_subject_that_tells_a_number_is_not_kept(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let subject = format!("f:0b1c:{NUMBER}");
    let person = who(&app, &provider.sign(&provider.claims(&subject))).await;
    assert_eq!(who(&app, &provider.sign(&provider.claims(&subject))).await, person);
    let logins = app.home.rows(login::Entity).await;
    assert_eq!(logins.len(), 1);
    assert!(!logins[0].subject.contains("9954"), "{}", logins[0].subject);
    app.finish().await;
}

#[both_engines]
async fn a_known_login_costs_one_statement_whatever_it_proves(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let more = json!({ "acr": LOA3, PERSONAL: NUMBER, PREVIOUS: COORDINATION_NUMBER, "eduPersonPrincipalName": ["a@b", "c@d"] });
    let token = provider.token("gun", &more);
    who(&app, &token).await;
    drop(app.take_statements());
    let operation = app.ask("{ viewer { id } }", Value::Null);
    operation.header("authorization", &format!("Bearer {token}")).await.assert_ok();
    let statements = app.take_statements();
    assert_eq!(statements.len(), 1, "{statements:#?}");
    app.finish().await;
}

#[both_engines]
async fn names_in_tokens_never_override_what_is_known(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let token = |name: &str| provider.token("anna", &json!({ "given_name": name, "family_name": null }));
    for (name, expected) in [("Anna", "Anna"), ("Beda", "Anna"), ("", "Anna")] {
        let answer = ask(&app, "9901", &token(name)).await.ok();
        assert_eq!(*answer.at("/viewer/displayName"), Value::from(expected));
    }
    app.finish().await;
}

#[both_engines]
async fn a_subject_that_is_given_to_somebody_else_does_not_open_the_account(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let gun = who(&app, &provider.guardian("anna", NUMBER)).await;
    for more in [
        json!({ "acr": LOA3, PERSONAL: OTHER_NUMBER }),
        json!({ PERSONAL: OTHER_NUMBER }),
        json!({ "acr": LOA3, PERSONAL: OTHER_NUMBER, PREVIOUS: COORDINATION_NUMBER }),
    ] {
        assert_refused(&ask(&app, "9901", &provider.token("anna", &more)).await, "IDENTITY_CONFLICT");
    }
    let other = who(&app, &provider.guardian("bertil", OTHER_NUMBER)).await;
    assert_ne!(other, gun);
    assert_eq!(who(&app, &provider.guardian("anna", NUMBER)).await, gun);
    app.finish().await;
}

#[both_engines]
async fn a_weak_login_makes_no_number_known(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let weak = provider.token("low", &json!({ "acr": "urn:low", PERSONAL: NUMBER }));
    let somebody = who(&app, &weak).await;
    assert_eq!(app.home.rows(identity_number::Entity).await.len(), 0);
    let gun = who(&app, &provider.guardian("gun", NUMBER)).await;
    assert_ne!(gun, somebody, "who said the number first is not who proved it");
    let again = provider.token("low too", &json!({ "acr": "urn:low", PERSONAL: NUMBER }));
    assert_eq!(who(&app, &again).await, gun, "a number that is known is recognised");
    app.finish().await;
}

#[both_engines]
async fn a_name_that_is_a_number_is_no_name(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let named = json!({ "given_name": "19811218-9876", "family_name": "Berg" });
    let query = "{ viewer { displayName } }";
    let operation = app.post("9901", query, Value::Null);
    let token = provider.token("numbered", &named);
    let answer = operation.header("authorization", &format!("Bearer {token}")).await.ok();
    assert_eq!(answer.text("/viewer/displayName"), "Berg");
    app.finish().await;
}

#[both_engines]
async fn an_operator_lets_go_of_the_account_that_is_a_mistake_and_the_login_is_the_other(
    database: TestDatabase,
) {
    let (app, provider) = trusting(database).await;
    let stray = who(&app, &provider.sign(&provider.claims("gun@bankid"))).await;
    let gun = app.home.person("Gun", IdentityProtection::None).await;
    import(&app, gun.id, Some(NUMBER), None).await;
    assert_refused(&ask(&app, "9901", &provider.guardian("gun@bankid", NUMBER)).await, "IDENTITY_CONFLICT");

    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let release = |person: &str| {
        let about = ["account", "release", "--municipality", "9901", "--person", person];
        let flags = [&about[..], &["--database-url", app.database_url()]].concat();
        program.run(&flags, &[("MITTKOMMUN_IDENTITY__SECRET_KEY", SECRET)])
    };
    let nobody = release("person:0199aaaa-0000-7000-8000-000000000000");
    assert!(!nobody.status.success(), "{nobody:?}");
    let done = release(&stray);
    assert!(done.status.success(), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(said, format!("{stray} is released: 1 logins, 0 numbers, 0 principal names\n"));

    assert_eq!(who(&app, &provider.guardian("gun@bankid", NUMBER)).await, id_of(&gun));
    assert_eq!(who(&app, &provider.sign(&provider.claims("gun@bankid"))).await, id_of(&gun));
    let entries = log(&app).await;
    let told: Vec<_> = entries.iter().map(|entry| (entry.action, entry.actor_id, entry.subject_id)).collect();
    let stray = stray.trim_start_matches("person:").parse().ok();
    assert_eq!(told, [(AuditAction::AccountReleased, None, stray)]);
    app.finish().await;
}

#[both_engines]
async fn a_temporary_number_refuses_nobody_and_is_kept_of_nobody(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    for (subject, number) in [("elsa", "20130101TF01"), ("nils", "20130101T123")] {
        let eppn = format!("{subject}@edu.example.se");
        let more = json!({ "acr": LOA3, PERSONAL: number, "eduPersonPrincipalName": eppn });
        let first = who(&app, &provider.token(subject, &more)).await;
        assert_eq!(who(&app, &provider.pupil(&format!("{subject}-again"), &eppn)).await, first);
    }
    assert_eq!(app.home.rows(identity_number::Entity).await.len(), 0);
    app.finish().await;
}

#[both_engines]
async fn a_coordination_number_without_month_is_a_number_like_others(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let more = json!({ "acr": LOA3, COORDINATION: "191500722390" });
    let first = who(&app, &provider.token("rut@bankid", &more)).await;
    assert_eq!(who(&app, &provider.token("rut@freja", &more)).await, first);
    app.finish().await;
}

#[both_engines]
async fn a_name_in_one_piece_is_the_name_that_is_shown(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let named = async |subject: &str, more: Value| {
        let mut claims = provider.claims(subject);
        for gone in ["given_name", "family_name", "name"] {
            claims.as_object_mut().unwrap().remove(gone);
        }
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask(&app, "9901", &provider.sign(&claims)).await.ok().text("/viewer/displayName").to_owned()
    };
    assert_eq!(named("rut", json!({ "name": "Rut von Lund" })).await, "Rut von Lund");
    assert_eq!(named("bo", json!({ "preferred_username": "bolund" })).await, "bolund");
    assert_eq!(named("ada", json!({})).await, "Namn saknas");
    app.finish().await;
}
