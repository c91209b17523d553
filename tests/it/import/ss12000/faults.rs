//! What servers, networks and power cuts do to a run.

use chrono::TimeDelta;
use harness::ss12000::Fault;
use harness::ss12000::records::{id, person, with_guardians};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{ANNA, BO, Office, assert_said, said};

/// Sixty persons, some of them children of Anna.
fn with_many(app: &TestApp) -> Office {
    let office = Office::with_a_family(app);
    let many = (0..60).map(|n| {
        let one = person(500 + n, &format!("Person {n}"));
        if n % 3 == 0 { with_guardians(one, &[ANNA, 500 + (n + 20) % 60]) } else { one }
    });
    office.register.put_all("persons", many.collect());
    office
}

async fn everything(app: &TestApp) -> [usize; 5] {
    [
        app.home.rows(entity::person::Entity).await.len(),
        app.home.rows(entity::guardianship::Entity).await.len(),
        app.home.rows(entity::placement::Entity).await.len(),
        app.home.rows(entity::duty::Entity).await.len(),
        app.home.rows(entity::identity_number::Entity).await.len(),
    ]
}

#[both_engines]
async fn a_run_that_is_killed_in_the_middle_goes_on_where_it_was(app: TestApp) {
    let office = with_many(&app);
    office.register.fail("persons?limit=10&pageToken=40|", 1, Fault::Hold);
    let url = office.register.url();
    let arguments = office.arguments(&url, &["--page-size", "10"]);
    let mut running = office.program.start(&arguments, &Office::environment());
    office.register.wait_until_held();
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(app.home.rows(entity::person::Entity).await.len(), 40);
    let _ = office.register.take_asked();
    let said = office.syncs(&["--page-size", "10"]);
    assert_said(&said, &["gone on with where the last run stopped", "persons: 23 read, 23 created"]);
    let asked = office.register.take_asked();
    assert_eq!(asked[0], "/v2.0/persons?limit=10&pageToken=40|", "nothing is read twice");
    assert_eq!(everything(&app).await, [63, 41, 1, 1, 2]);
    assert_eq!(office.groups_of_children(&office.login("Anna").await).await, ["Grodan"]);
    // What changed while the killed run was under way comes with the next.
    assert_said(&office.syncs(&["--full"]), &["persons: 63 read, 0 created, 0 changed, 63 unchanged"]);
}

#[both_engines]
async fn what_changes_during_a_run_comes_with_the_next(app: TestApp) {
    let office = with_many(&app);
    office.register.fail("placements", 10, Fault::Status(500, Some("0")));
    let failed = office.runs(&["--page-size", "10"]);
    assert!(!failed.status.success());
    assert_said(
        &said(&failed),
        &[
            "no answer after 6 attempts: the server answered 500",
            "persons: 63 read, 63 created",
            "the next run goes on from here",
        ],
    );
    office.register.recover();
    // Persons have been read; this is later than the time from which the next run asks.
    office.register.change("persons", &id(BO), |bo| bo["givenName"] = json!("Bosse"));
    office.syncs(&[]);
    assert!(office.person("Bosse").await.is_none());
    office.syncs(&[]);
    assert!(office.person("Bosse").await.is_some());
}

#[both_engines]
async fn a_busy_server_is_asked_again_when_it_says_so(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.fail("organisations", 2, Fault::Status(429, Some("0")));
    office.register.fail("groups", 1, Fault::Status(503, Some("Tue, 01 Sep 2026 06:00:00 GMT")));
    office.register.fail("duties", 3, Fault::Status(502, Some("0")));
    office.syncs(&[]);
    assert_eq!(everything(&app).await, [3, 1, 1, 1, 2]);
    office.register.fail("persons", 1, Fault::Status(429, Some("86400")));
    let failed = office.runs(&["--full"]);
    assert_said(&said(&failed), &["wants us to wait 86400 seconds"]);
}

#[both_engines]
async fn a_page_token_that_has_run_out_begins_its_list_anew(app: TestApp) {
    let office = with_many(&app);
    office.register.fail("persons?limit=25&pageToken=50|", 1, Fault::Status(400, None));
    let said = office.syncs(&["--page-size", "25"]);
    assert_said(&said, &["persons: 113 read, 63 created, 0 changed, 50 unchanged"]);
    assert_eq!(everything(&app).await, [63, 41, 1, 1, 2]);
}

#[both_engines]
async fn an_answer_that_is_none_changes_nothing_and_says_why(app: TestApp) {
    let office = Office::with_a_family(&app);
    let elsewhere = harness::ss12000::SchoolRegister::open();
    for (fault, expected) in [
        (Fault::Body("{\"data\":[{\"id\":".to_owned()), "organisations: not readable as JSON"),
        (Fault::Body("{\"data\":[],\"pageToken\":\"x\"}".to_owned()), ""),
        (Fault::Body("<html></html>".to_owned()), "organisations: not readable as JSON"),
        (Fault::Status(403, None), "the server answered 403: the token does not open this list"),
        (Fault::Status(404, None), "the server answered 404: is the address right?"),
        (
            Fault::Redirect(format!("{}/organisations", elsewhere.url())),
            "a redirect to another host is not followed",
        ),
    ] {
        office.register.fail("organisations", 1, fault);
        if expected.is_empty() {
            // A token that leads nowhere: the list begins anew, once.
            continue;
        }
        office.register.fail("pageToken=x", 9, Fault::Body("{\"data\":[],\"pageToken\":\"x\"}".to_owned()));
        let output = office.runs(&[]);
        assert!(!output.status.success(), "{}", said(&output));
        let text = said(&output);
        assert!(text.contains(expected) || text.contains("the list has no end"), "no {expected:?} in {text}");
    }
    assert!(elsewhere.take_asked().is_empty(), "the token went to another host");
    office.register.recover();
    assert_eq!(everything(&app).await, [0; 5]);
    // A redirect within the server is followed.
    let here = format!("{}/organisations?limit=500", office.register.url());
    office.register.fail("organisations", 1, Fault::Redirect(here));
    office.syncs(&["--full"]);
    assert_eq!(everything(&app).await, [3, 1, 1, 1, 2]);
}

#[both_engines]
async fn one_bad_record_is_reported_and_the_others_are_taken(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.leave_out_meta();
    let mut broken = person(170, "Trasig");
    broken["id"] = json!("198211059954");
    office.register.put("persons", broken);
    office.register.put("activities", json!({ "id": id(171) }));
    let output = office.runs(&["--strict"]);
    assert!(!output.status.success());
    assert_said(
        &said(&output),
        &[
            "persons: 4 read, 3 created, 0 changed, 0 unchanged, 1 skipped (1 not understood)",
            "1 rows were refused",
        ],
    );
    let report =
        std::fs::read_to_string(office.program.folder.path().join("mittkommun-import-report.jsonl")).unwrap();
    assert!(
        report.contains("NOT_A_UUID") && !report.contains("9954") && !report.contains("Trasig"),
        "{report}"
    );
    assert_eq!(everything(&app).await, [3, 1, 1, 1, 2]);
}

#[both_engines]
async fn what_a_record_opened_is_closed_while_it_cannot_be_read(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let (anna, eva) = (office.login("Anna").await, office.login("Eva").await);
    for run in [&["--full"][..], &[]] {
        office.register.change("placements", &id(super::PLACE), |place| place["endDate"] = json!("i juni"));
        office.register.change("duties", &id(super::WORK), |duty| duty["startDate"] = json!("i juni"));
        let closed =
            ["placements: what 1 records opened is closed", "duties: what 1 records opened is closed"];
        assert_said(&office.syncs(run), &closed);
        assert_eq!(office.groups_of_children(&anna).await, [""; 0]);
        assert_eq!(office.groups_of_work(&eva).await, [""; 0]);
        office.register.change("placements", &id(super::PLACE), |place| place["endDate"] = json!(null));
        office.register.change("duties", &id(super::WORK), |duty| duty["startDate"] = json!("2025-08-15"));
        office.syncs(run);
        assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
        assert_eq!(office.groups_of_work(&eva).await, ["Grodan"]);
    }
    // Of a person too: the guardian may be named no longer, and the identity protected.
    office.register.change("persons", &id(BO), |bo| {
        bo["responsibles"] = json!([{ "person": { "id": "Anna" }, "relationType": "Vårdnadshavare" }]);
        bo["securityMarking"] = json!("Sekretessmarkering");
    });
    assert_said(&office.syncs(&[]), &["persons: what 1 records opened is closed"]);
    let children = app.ask("{ viewer { children { id } } }", json!(null)).by(&anna).await.ok();
    assert!(children.list("/viewer/children").is_empty());
    let bo = office.person("Bo").await.unwrap();
    assert_eq!(bo.protection, entity::IdentityProtection::SecrecyMarking);
}

#[both_engines]
async fn a_name_that_is_missing_refuses_nobody_and_ends_what_the_record_ends(app: TestApp) {
    let office = Office::with_a_family(&app);
    let (none, blank) = (json!(null), json!(""));
    office.register.change("persons", &id(ANNA), |anna| anna["familyName"] = blank.clone());
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    office.register.change("persons", &id(BO), |bo| {
        (bo["familyName"], bo["givenName"]) = (none, blank);
        bo["responsibles"] = json!([]);
    });
    office.syncs(&[]);
    let children = app.ask("{ viewer { children { id } } }", json!(null)).by(&anna).await.ok();
    assert!(children.list("/viewer/children").is_empty(), "the record names no guardian any more");
    assert!(office.person("Bo").await.is_some(), "the name that was known stays");
}

#[both_engines]
async fn a_group_or_a_unit_is_left_by_everybody_after_its_last_day(app: TestApp) {
    let office = Office::with_a_family(&app);
    let now = app.clock.now();
    let day = |days: i64| (now + TimeDelta::days(days)).date_naive().to_string();
    office.register.change("groups", &id(super::GROUP), |group| group["endDate"] = json!(day(1)));
    office.syncs(&[]);
    let (anna, eva) = (office.login("Anna").await, office.login("Eva").await);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    app.clock.set(&(now + TimeDelta::days(2)).to_rfc3339());
    assert_eq!(office.groups_of_children(&anna).await, [""; 0]);
    app.clock.set(&now.to_rfc3339());
    office.register.change("groups", &id(super::GROUP), |group| group["endDate"] = json!(day(-1)));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, [""; 0]);
    office.register.change("groups", &id(super::GROUP), |group| group["endDate"] = json!(null));
    office.syncs(&["--full"]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    let unit = id(super::PRESCHOOL);
    office.register.change("organisations", &unit, |unit| unit["endDate"] = json!(day(-1)));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, [""; 0]);
    assert_eq!(office.groups_of_work(&eva).await, [""; 0]);
}

#[both_engines]
async fn a_record_without_an_id_that_can_be_read_fails_the_run(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let mut broken = person(170, "Trasig");
    broken["id"] = json!("Anna");
    office.register.put("persons", broken);
    let output = office.runs(&[]);
    assert!(!output.status.success());
    assert_said(
        &said(&output),
        &["1 records could not be read and have no id, the first of them in persons"],
    );
    assert_eq!(everything(&app).await, [3, 1, 1, 1, 2], "the others are taken");
}

#[both_engines]
async fn flags_of_the_other_imports_are_refused(app: TestApp) {
    let office = Office::with_a_family(&app);
    let mut arguments = office.arguments("http://localhost/", &[]);
    arguments.insert(1, "--dry-run");
    let output = office.program.run(&arguments, &Office::environment());
    assert!(!output.status.success());
    assert!(!said(&output).contains("no answer"), "{}", said(&output));
    assert_eq!(everything(&app).await, [0; 5]);
}

#[both_engines]
async fn persons_are_not_read_over_an_open_line(app: TestApp) {
    let office = Office::with_a_family(&app);
    for (url, expected) in [
        ("http://example.se/v2.0", "is not https"),
        ("example.se", "is no address"),
        ("ftp://localhost/", "is no address"),
    ] {
        let output = office.program.run(&office.arguments(url, &[]), &Office::environment());
        assert!(!output.status.success());
        assert_said(&said(&output), &[expected]);
    }
    let other = office.program.run(
        &[
            "import",
            "ss12000",
            "--database-url",
            app.database_url(),
            "--municipality",
            "0180",
            "--url",
            &office.register.url(),
        ],
        &Office::environment(),
    );
    assert_said(&said(&other), &["there is no municipality 0180"]);
    assert_eq!(everything(&app).await, [0; 5]);
}
