//! The same from files.

use std::fs;

use harness::ss12000::records::{department, duty, known_as, person, placement, unit, with_guardians};
use harness::{TestApp, both_engines, real_file};
use serde_json::{Value, json};

use super::{BO, CHILD, GROUP, GUARDIAN, Office, PLACE, PRESCHOOL, assert_said, said};

#[both_engines]
async fn a_folder_of_files_is_read_in_the_right_order_whatever_wraps_the_lists(app: TestApp) {
    let office = Office::open(&app);
    let folder = office.program.folder.path().join("export");
    fs::create_dir(&folder).unwrap();
    let file = |name: &str, content: &Value| fs::write(folder.join(name), content.to_string()).unwrap();
    file(
        "1.json",
        &json!([placement(PLACE, BO, GROUP, PRESCHOOL), duty(300, 102, PRESCHOOL, "Barnskötare")]),
    );
    file("2.json", &json!({ "data": [with_guardians(person(BO, "Bo"), &[101])], "pageToken": null }));
    file(
        "3.json",
        &json!({ "persons": [known_as(person(101, "Anna"), GUARDIAN), person(102, "Eva")], "activities": [{}] }),
    );
    file("groups.json", &json!([department(GROUP, "Grodan", PRESCHOOL)]));
    file("z.json", &json!({ "organisations": [unit(PRESCHOOL, "Granen", &["FS"])] }));
    let output = office.reads(&["export"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_said(
        &said(&output),
        &[
            "persons: 3 read, 3 created",
            "placements: 1 read, 1 created",
            "duties: 1 read, 1 created",
            "activities: 1 read, none kept",
        ],
    );
    let anna = office.login("Anna").await;
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    let again = said(&office.reads(&["export"]));
    assert_said(
        &again,
        &[
            "persons: 3 read, 0 created, 0 changed, 3 unchanged",
            "duties: 1 read, 0 created, 0 changed, 1 unchanged",
        ],
    );
    file(
        "deleted.json",
        &json!({ "data": { "persons": [harness::ss12000::records::id(BO)] }, "pageToken": null }),
    );
    assert_said(
        &said(&office.reads(&["export/deleted.json"])),
        &["deletedEntities: 1 read, 0 created, 1 changed"],
    );
    assert!(office.groups_of_children(&anna).await.is_empty());
}

#[both_engines]
async fn a_full_export_in_files_ends_what_it_names_no_more(app: TestApp) {
    let office = Office::open(&app);
    let folder = office.program.folder.path().join("export");
    fs::create_dir(&folder).unwrap();
    let file = |name: &str, content: &Value| fs::write(folder.join(name), content.to_string()).unwrap();
    let persons = |also: Vec<Value>| {
        let family = vec![
            with_guardians(known_as(person(BO, "Bo"), CHILD), &[101]),
            known_as(person(101, "Anna"), GUARDIAN),
            person(103, "Per"),
        ];
        Value::from([family, also].concat())
    };
    file("organisations.json", &json!([unit(PRESCHOOL, "Granen", &["FS"])]));
    file("groups.json", &json!([department(GROUP, "Grodan", PRESCHOOL)]));
    file("persons.json", &persons(vec![person(102, "Eva")]));
    file("placements.json", &json!([placement(PLACE, BO, GROUP, PRESCHOOL)]));
    let work = |who: usize| duty(200 + who, who, PRESCHOOL, "Barnskötare");
    file("duties.json", &json!([work(102), work(103)]));
    assert!(office.reads(&["export"]).status.success());
    let (anna, eva, per) = (office.login("Anna").await, office.login("Eva").await, office.login("Per").await);

    // Eva has left, and the file of places is not there: without --full nobody can tell.
    file("persons.json", &persons(Vec::new()));
    file("duties.json", &json!([work(103)]));
    fs::remove_file(folder.join("placements.json")).unwrap();
    assert!(office.reads(&["export"]).status.success());
    assert_eq!(office.groups_of_work(&eva).await, ["Grodan"]);
    let output = office.reads(&["export", "--full"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_said(
        &said(&output),
        &[
            "persons: 1 no longer listed, ended",
            "placements: none in the files, so nothing of them was ended",
        ],
    );
    assert!(office.groups_of_work(&eva).await.is_empty());
    assert_eq!(office.groups_of_work(&per).await, ["Grodan"]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"], "a list that is not there ends nothing");

    // A place that the list of places does not name ends.
    file("placements.json", &json!([placement(299, 103, GROUP, PRESCHOOL)]));
    assert_said(&said(&office.reads(&["export", "--full"])), &["placements: 1 no longer listed, ended"]);
    assert!(office.groups_of_children(&anna).await.is_empty());
}

#[both_engines]
async fn files_that_cannot_be_all_are_no_full_export(app: TestApp) {
    let office = Office::open(&app);
    let folder = office.program.folder.path();
    let file = |name: &str, content: &Value| fs::write(folder.join(name), content.to_string()).unwrap();
    file("organisations.json", &json!([unit(PRESCHOOL, "Granen", &["FS"])]));
    file("groups.json", &json!({ "data": [department(GROUP, "Grodan", PRESCHOOL)], "pageToken": "2" }));
    file("activities.json", &json!({ "activities": [{}] }));
    for (files, expected) in [
        (
            &["organisations.json", "groups.json", "--full"][..],
            "the files hold pages of groups but not the last",
        ),
        (&["activities.json", "--full"], "no list of which anything is kept"),
        (&["organisations.json", "none.json", "--full"], "1 of 2 files could not be read"),
    ] {
        let output = office.reads(files);
        assert!(!output.status.success());
        assert_said(&said(&output), &[expected, "nothing was read"]);
        assert!(app.home.rows(entity::preschool::Entity).await.is_empty());
    }
}

#[both_engines]
async fn a_file_that_is_none_fails_and_the_others_are_read(app: TestApp) {
    let office = Office::open(&app);
    let folder = office.program.folder.path();
    fs::write(folder.join("a.json"), json!([unit(1, "Granen", &["FS"])]).to_string()).unwrap();
    fs::write(folder.join("b.json"), "{\"data\": [{\"civicNo\": {\"value\": \"198211059954\"").unwrap();
    let output = office.reads(&["a.json", "b.json", "c.json"]);
    assert!(!output.status.success());
    let said = said(&output);
    assert_said(
        &said,
        &[
            "organisations: 1 read, 1 created",
            "b.json: not readable as JSON",
            "c.json: ",
            "2 of 3 files could not be read",
        ],
    );
    assert!(!said.contains("9954"), "{said}");
    assert_eq!(app.home.rows(entity::preschool::Entity).await.len(), 1);
}

#[both_engines]
async fn the_reference_clients_payloads_are_taken(app: TestApp) {
    let Some(bytes) = real_file("07-edu-standards/ss12000", "dnp_example_payloads_derived.json") else {
        return;
    };
    let office = Office::open(&app);
    let payloads: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let mut files = Vec::new();
    for (index, payload) in payloads.iter().enumerate() {
        let is_first = payload["source"] == "dnp_ref-api.postman_collection.json";
        if !is_first || !matches!(payload["method"].as_str(), Some("POST" | "PUT")) {
            continue;
        }
        let name = format!("{index:02}.json");
        fs::write(office.program.folder.path().join(&name), payload["payload"].to_string()).unwrap();
        files.push(name);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = office.reads(&files);
    let said = said(&output);
    // Three persons, one of them twice; two units; the groups are for teaching; the principal is at a school that is not
    // among the units. The messages of its logging and subscriptions are of no kind that is read.
    assert_said(
        &said,
        &[
            "organisations: 2 read, 2 created",
            "persons: 3 read, 2 created, 1 changed",
            "groups: 2 read, 0 created",
            "activities: 2 read, none kept",
        ],
    );
    assert!(office.person("Uppdaterad Pippilotta Viktualia Rullgardina Krusmynta").await.is_some(), "{said}");
    assert!(!said.contains("200112240123"));
}
