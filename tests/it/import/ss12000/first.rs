//! The first run: everything arrives, and whoever logs in is whom the register means.

use entity::{enrolment, guardianship, placement};
use harness::ss12000::records::{
    department, id, known_as, person, placement as a_place, unit, with_guardians,
};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{ANNA, BO, GUARDIAN, Office, WORK, assert_said};

#[both_engines]
async fn a_guardian_sees_the_childs_group_after_the_first_run(app: TestApp) {
    let office = Office::with_a_family(&app);
    let said = office.syncs(&[]);
    assert_said(
        &said,
        &[
            "everything was read",
            "organisations: 2 read, 2 created",
            "groups: 1 read, 1 created",
            "persons: 3 read, 3 created",
            "placements: 1 read, 1 created",
            "duties: 1 read, 1 created",
        ],
    );
    let anna = office.login("Anna").await;
    assert_eq!(office.holder(GUARDIAN).await, Some(anna.id()), "the number leads to her");
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    let eva = office.login("Eva").await;
    assert_eq!(office.groups_of_work(&eva).await, ["Grodan"]);
    let names = app.home.rows(entity::principal_name::Entity).await;
    assert_eq!(
        (names.len(), names[0].name.as_str(), names[0].person_id),
        (1, "eva.ek@edu.example.se", eva.id())
    );
    assert_eq!(app.home.rows(enrolment::Entity).await.len(), 1);
}

#[both_engines]
async fn the_same_run_again_changes_nothing(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let rows = || async {
        let references = app.home.rows(entity::external_reference::Entity).await;
        (app.home.rows(guardianship::Entity).await, app.home.rows(placement::Entity).await, references.len())
    };
    let before = rows().await;
    let changes = office.syncs(&[]);
    assert!(!changes.contains("created"), "nothing has changed there: {changes}");
    let full = office.syncs(&["--full"]);
    assert_said(
        &full,
        &[
            "persons: 3 read, 0 created, 0 changed, 3 unchanged, 0 skipped",
            "duties: 1 read, 0 created, 0 changed, 1 unchanged",
        ],
    );
    assert_eq!(rows().await, before);
}

#[both_engines]
async fn guardians_are_found_whatever_page_they_are_on(app: TestApp) {
    let office = Office::with_a_family(&app);
    // One record a page: every child comes before its guardian or after.
    office.register.put("persons", with_guardians(person(110, "Cia"), &[111, ANNA]));
    office.register.put("persons", person(111, "Dan"));
    office.register.put("placements", a_place(201, 110, super::GROUP, super::PRESCHOOL));
    office.syncs(&["--page-size", "1"]);
    assert_eq!(app.home.rows(guardianship::Entity).await.len(), 3);
    assert!(app.home.rows(entity::awaited_guardian::Entity).await.is_empty());
    let dan = office.login("Dan").await;
    assert_eq!(office.groups_of_children(&dan).await, ["Grodan"]);
}

#[both_engines]
async fn who_logged_in_before_the_register_was_read_is_the_same_person(app: TestApp) {
    let office = Office::with_a_family(&app);
    let before = app.home.resident("Anna Maria").await;
    office.knows(before.id(), GUARDIAN).await;
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&before).await, ["Grodan"]);
    assert_eq!(
        office.person("Anna").await.map(|anna| anna.id),
        Some(before.id()),
        "named as the register names her"
    );
}

#[both_engines]
async fn only_guardians_are_guardians(app: TestApp) {
    let office = Office::with_a_family(&app);
    for (number, name, relation) in [
        (120, "Annan", json!("Annan ansvarig")),
        (121, "Godman", json!("God man")),
        (122, "Utsedd", json!("Utsedd behörig")),
        (123, "Okänd", json!("Kontaktperson")),
        (124, "Osagd", json!(null)),
    ] {
        office.register.put("persons", person(number, name));
        office.register.change("persons", &id(BO), |bo| {
            let entry = json!({ "person": { "id": id(number) }, "relationType": relation });
            bo["responsibles"].as_array_mut().unwrap().push(entry);
        });
    }
    // Owning a place is no guardianship either.
    office
        .register
        .change("placements", &id(super::PLACE), |place| place["owners"] = json!([{ "id": id(120) }]));
    let said = office.syncs(&[]);
    assert_said(&said, &["note: relationType: a value that the format does not know"]);
    let rows = app.home.rows(guardianship::Entity).await;
    let anna = office.person("Anna").await.unwrap();
    assert_eq!(rows.iter().map(|row| row.guardian_id).collect::<Vec<_>>(), [anna.id]);
}

#[both_engines]
async fn a_role_gives_what_the_standard_says_it_is_and_an_unknown_one_nothing(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.put("groups", department(11, "Paddan", super::PRESCHOOL));
    let roles = [
        (130, "Rektor", vec!["Grodan", "Paddan"]),
        (131, "barnskötare", vec!["Grodan", "Paddan"]),
        (132, "Kurator", vec![]),
        (133, "Överrektor", vec![]),
    ];
    for (number, role, _) in &roles {
        office.register.put("persons", person(*number, role));
        office
            .register
            .put("duties", harness::ss12000::records::duty(number + 200, *number, super::PRESCHOOL, role));
    }
    office.register.change("duties", &id(WORK), |work| {
        work["assignmentRole"] =
            json!([{ "group": { "id": id(11) }, "assignmentRoleType": "Förskollärare" }]);
    });
    // Assigned to a group that nobody knows: not to all of them.
    office.register.put("persons", person(134, "Vikarie"));
    let mut elsewhere = harness::ss12000::records::duty(334, 134, super::PRESCHOOL, "Barnskötare");
    elsewhere["assignmentRole"] = json!([{ "group": { "id": id(99) }, "assignmentRoleType": "Barnskötare" }]);
    office.register.put("duties", elsewhere);
    // As one real client sends it.
    office.register.change("duties", &id(330), |rektor| rektor["assignmentRole"] = json!("REKTOR"));
    let said = office.syncs(&[]);
    assert_said(&said, &["the role is none that the format knows", "the role gives no right here"]);
    for (_, role, groups) in &roles {
        let actor = office.login(role).await;
        assert_eq!(office.groups_of_work(&actor).await, *groups, "{role}");
    }
    assert_eq!(office.groups_of_work(&office.login("Eva").await).await, ["Paddan"]);
    assert!(office.groups_of_work(&office.login("Vikarie").await).await.is_empty());
}

#[both_engines]
async fn two_records_with_one_number_stay_two_people(app: TestApp) {
    let office = Office::with_a_family(&app);
    // As in the reference client's own example: one number, two persons.
    office.register.put("persons", known_as(person(140, "Dubbel"), GUARDIAN));
    let said = office.syncs(&[]);
    assert_said(&said, &["note: civicNo: an unusable optional value was left out (1 times, first at $"]);
    let double = office.login("Dubbel").await;
    assert!(office.groups_of_children(&double).await.is_empty());
    assert_eq!(office.holder(GUARDIAN).await, office.person("Anna").await.map(|anna| anna.id));
}

#[both_engines]
async fn a_pupils_school_is_the_one_of_skolverkets_register(app: TestApp) {
    let office = Office::with_a_family(&app);
    let listed = harness::builders::a_school("Askskolan (Skolverket)");
    let listed = entity::school::ActiveModel { code: sea_orm::Set(Some("12345678".to_owned())), ..listed };
    let school = app.home.insert(listed).await;
    let mut listed = unit(super::SCHOOL, "Askskolan", &["GR"]);
    listed["schoolUnitCode"] = json!("12345678");
    office.register.put("organisations", listed);
    office.syncs(&[]);
    let pupils = app.home.rows(enrolment::Entity).await;
    assert_eq!(pupils.iter().map(|row| row.school_id).collect::<Vec<_>>(), [school.id]);
    let schools = app.home.rows(entity::school::Entity).await;
    assert_eq!((schools.len(), schools[0].name.as_str()), (1, "Askskolan (Skolverket)"));
}
