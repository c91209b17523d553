//! Protected identities (P3).

use entity::{IdentityProtection, enrolment, guardianship, placement};
use harness::ss12000::records::{id, known_as, person, placement as a_place, with_guardians};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{ANNA, BO, EVA, GROUP, Office, PLACE, PRESCHOOL, WORK, assert_said};

#[both_engines]
async fn nothing_of_a_protected_person_is_taken_unless_somebody_asks(app: TestApp) {
    let office = Office::with_a_family(&app);
    let mut hidden = with_guardians(known_as(person(160, "Hemlig"), "195705749959"), &[ANNA]);
    hidden["securityMarking"] = json!("Skyddad folkbokföring");
    hidden["eduPersonPrincipalNames"] = json!(["hemlig@edu.example.se"]);
    office.register.put("persons", hidden);
    office.register.put("placements", a_place(260, 160, GROUP, PRESCHOOL));
    let said = office.syncs(&[]);
    assert_said(
        &said,
        &[
            "persons: 4 read, 3 created, 0 changed, 0 unchanged, 1 skipped (1 because the identity is protected)",
        ],
    );
    assert!(office.person("Hemlig").await.is_none());
    assert_eq!(office.holder("195705749959").await, None);
    let report =
        std::fs::read_to_string(office.program.folder.path().join("mittkommun-import-report.jsonl")).unwrap();
    assert!(
        report.contains("\"PROTECTED\"") && !report.contains(&id(160)),
        "no list of the protected: {report}"
    );

    office.syncs(&["--full", "--include-protected"]);
    let hidden = office.person("Hemlig").await.unwrap();
    assert_eq!(hidden.protection, IdentityProtection::ProtectedRegistration);
    assert_eq!(app.home.rows(placement::Entity).await.len(), 2);
    assert_eq!(office.holder("195705749959").await, Some(hidden.id));
}

#[both_engines]
async fn who_becomes_protected_is_marked_at_once_and_what_ends_still_ends(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.put("persons", person(161, "Per"));
    office.register.change("persons", &id(BO), |bo| *bo = with_guardians(bo.clone(), &[ANNA, 161]));
    office.syncs(&[]);
    let per = office.login("Per").await;
    assert_eq!(office.groups_of_children(&per).await, ["Grodan"]);
    // The marking comes with a new name, a new guardian, and without the one from whom the child is hidden.
    office.register.put("persons", person(162, "Ny"));
    office.register.change("persons", &id(BO), |bo| {
        *bo = with_guardians(bo.clone(), &[ANNA, 162]);
        bo["securityMarking"] = json!("Sekretessmarkering");
        bo["givenName"] = json!("Nytt");
    });
    office.syncs(&[]);
    let bo = office.person("Bo").await.unwrap();
    assert_eq!(bo.protection, IdentityProtection::SecrecyMarking);
    assert!(office.groups_of_children(&per).await.is_empty(), "who is named no more sees nothing");
    assert_eq!(app.home.rows(guardianship::Entity).await.len(), 2, "and nobody new does");
    assert_eq!(office.groups_of_children(&office.login("Anna").await).await, ["Grodan"]);
    assert!(office.groups_of_children(&office.login("Ny").await).await.is_empty());
    // A place's end is told although nothing else of the child is taken.
    office.register.change("placements", &id(PLACE), |place| place["endDate"] = json!("2025-06-30"));
    office.syncs(&[]);
    assert!(app.home.rows(placement::Entity).await[0].valid_to.is_some());
    assert_eq!(app.home.rows(enrolment::Entity).await[0].valid_to, None);
}

#[both_engines]
async fn a_mark_that_is_gone_there_stays_here_until_somebody_asks(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let marking = |text: &'static str| {
        office.register.change("persons", &id(BO), |bo| bo["securityMarking"] = json!(text));
    };
    let protection = || async { office.person("Bo").await.unwrap().protection };
    marking("Skyddad identitet");
    office.syncs(&[]);
    assert_eq!(
        protection().await,
        IdentityProtection::ProtectedRegistration,
        "a marking that nobody knows protects"
    );
    marking("Ingen");
    office.syncs(&[]);
    assert_eq!(protection().await, IdentityProtection::ProtectedRegistration);
    office.register.change("persons", &id(BO), |bo| bo["securityMarking"] = json!(null));
    office.syncs(&["--full", "--include-protected"]);
    assert_eq!(protection().await, IdentityProtection::ProtectedRegistration, "silence takes no mark away");
    marking("Ingen");
    office.syncs(&["--include-protected"]);
    assert_eq!(protection().await, IdentityProtection::None);
}

#[both_engines]
async fn a_protected_educators_duty_stays_and_ends_in_time(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let eva = office.login("Eva").await;
    office.register.change("persons", &id(EVA), |eva| eva["securityMarking"] = json!("Sekretessmarkering"));
    office.register.change("duties", &id(WORK), |work| work["dutyRole"] = json!("Rektor"));
    office.syncs(&[]);
    assert_eq!(office.groups_of_work(&eva).await, ["Grodan"]);
    assert_eq!(
        app.home.rows(entity::duty::Entity).await[0].role,
        entity::DutyRole::Educator,
        "nothing new is taken"
    );
    office.register.change("duties", &id(WORK), |work| work["endDate"] = json!("2026-01-31"));
    office.syncs(&[]);
    assert!(office.groups_of_work(&eva).await.is_empty());
}

#[both_engines]
async fn a_resident_whom_the_register_protects_is_marked_though_nothing_else_is_taken(app: TestApp) {
    let office = Office::with_a_family(&app);
    let anna = app.home.resident("Ann-Marie").await;
    office.knows(anna.id(), super::GUARDIAN).await;
    office
        .register
        .change("persons", &id(ANNA), |anna| anna["securityMarking"] = json!("Sekretessmarkering"));
    office.syncs(&[]);
    let row = office.person("Ann-Marie").await.unwrap();
    assert_eq!(row.protection, IdentityProtection::SecrecyMarking);
    // Marked here, and not there: the mark stays.
    office.register.change("persons", &id(ANNA), |anna| anna["securityMarking"] = json!("Ingen"));
    office.syncs(&["--full"]);
    let row = office.person("Ann-Marie").await.unwrap();
    assert_eq!(row.protection, IdentityProtection::SecrecyMarking);
    assert!(app.home.rows(guardianship::Entity).await.is_empty());
}
