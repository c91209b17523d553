//! Units and groups: what has a place here and what has none.

use entity::{preschool, preschool_group, school};
use harness::builders::{a_group, a_preschool};
use harness::ss12000::records::{department, id, unit};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{Office, assert_said};

#[both_engines]
async fn types_of_schooling_tell_preschools_from_schools(app: TestApp) {
    let office = Office::open(&app);
    for (number, name, types) in [
        (1, "Granen", vec!["FS"]),
        (2, "Asken", vec!["GR", "FTH"]),
        (3, "Båda", vec!["FS", "FKLASS"]),
        (4, "Varken", vec![]),
    ] {
        office.register.put("organisations", unit(number, name, &types));
    }
    office.register.put(
        "organisations",
        json!({ "id": id(5), "displayName": "Kommunen", "organisationType": "Huvudman" }),
    );
    // As the reference client of Skolverket's provisioning sends them.
    office
        .register
        .put("organisations", json!({ "id": id(6), "displayName": "Gustaf Test", "schoolUnitCode": "TEST" }));
    let said = office.syncs(&[]);
    assert_said(
        &said,
        &[
            "organisations: 6 read, 4 created, 0 changed, 0 unchanged, 2 skipped",
            "1 because nothing of this kind is kept",
            "1 because the source does not say whether it is a preschool or a school",
        ],
    );
    let names = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let preschools = app.home.rows(preschool::Entity).await;
    assert_eq!(names(preschools.into_iter().map(|row| row.name).collect()), ["Båda", "Granen"]);
    let schools = app.home.rows(school::Entity).await;
    assert_eq!(names(schools.into_iter().map(|row| row.name).collect()), ["Asken", "Båda", "Gustaf Test"]);
}

#[both_engines]
async fn a_preschool_and_its_groups_that_a_list_has_brought_are_the_same(app: TestApp) {
    let office = Office::open(&app);
    let here = app.home.insert(a_preschool("Granens Förskola")).await;
    let frog = app.home.insert(a_group(&here, "Grodan")).await;
    office.register.put("organisations", unit(1, "Granens förskola", &["FS"]));
    office.register.put("groups", department(10, "Grodan", 1));
    office.register.put("groups", department(11, "Grodan", 1));
    office.syncs(&[]);
    assert_eq!(app.home.rows(preschool::Entity).await.len(), 1);
    let mut groups = app.home.rows(preschool_group::Entity).await;
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!((groups.len(), groups[0].id, groups[1].name.as_str()), (2, frog.id, "Grodan (2)"));
    // A name that is given up can be taken in the same run.
    office.register.change("groups", &id(11), |group| group["displayName"] = json!("Paddan"));
    office.register.put("groups", department(12, "Grodan (2)", 1));
    office.syncs(&[]);
    let mut names: Vec<_> =
        app.home.rows(preschool_group::Entity).await.into_iter().map(|row| row.name).collect();
    names.sort();
    assert_eq!(names, ["Grodan", "Grodan (2)", "Paddan"]);
}

#[both_engines]
async fn classes_and_leisure_time_centres_are_passed_over_and_told(app: TestApp) {
    let office = Office::open(&app);
    office.register.put("organisations", unit(2, "Asken", &["GR", "FTH"]));
    for (number, kind) in [(10, "Klass"), (11, "UNDERVISNING"), (12, "avdelning"), (13, "Kör")] {
        let mut group = department(number, kind, 2);
        group["groupType"] = json!(kind);
        office.register.put("groups", group);
    }
    let said = office.syncs(&[]);
    assert_said(
        &said,
        &[
            "groups: 4 read, 0 created, 0 changed, 0 unchanged, 4 skipped (4 because nothing of this kind is kept)",
        ],
    );
    assert!(app.home.rows(preschool_group::Entity).await.is_empty());
}

#[both_engines]
async fn a_units_new_name_is_taken_where_the_register_brought_the_unit(app: TestApp) {
    let office = Office::open(&app);
    office.register.put("organisations", unit(1, "Granen", &["FS"]));
    office.register.put("organisations", unit(2, "Asken", &["GR"]));
    office.syncs(&[]);
    office.register.change("organisations", &id(1), |unit| unit["displayName"] = json!("Tallen"));
    office.register.change("organisations", &id(2), |unit| unit["endDate"] = json!("2025-06-30"));
    office.syncs(&[]);
    assert_eq!(app.home.rows(preschool::Entity).await[0].search_name, "tallen");
    assert_eq!(app.home.rows(school::Entity).await[0].status, entity::SchoolStatus::Ceased);
}
