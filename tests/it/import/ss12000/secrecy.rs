//! T7: a personal identity number is in no row, line, report or log; nor is the token.

use entity::{external_reference, person, principal_name};
use harness::ss12000::records::{id, known_as, person as a_person};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{BO, CHILD, GUARDIAN, Office, said};

#[both_engines]
async fn numbers_and_token_are_nowhere_to_be_read(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.demand("very-secret-token");
    std::fs::write(office.program.folder.path().join("token"), "very-secret-token\n").unwrap();
    // Numbers wherever registers let them slip in.
    let temporary = "20130101TF01";
    let wrong = "198707049996";
    office.register.put("persons", known_as(a_person(180, "Tillfällig"), temporary));
    office.register.put("persons", known_as(a_person(181, "Fel"), wrong));
    office.register.put("persons", {
        let mut one = known_as(a_person(182, "Namn"), "19821105-9954");
        one["eduPersonPrincipalNames"] = json!([format!("{GUARDIAN}@edu.example.se"), "namn@edu.example.se"]);
        one["externalIdentifiers"] = json!([{ "value": GUARDIAN, "context": "x" }]);
        one["emails"] = json!([{ "value": format!("{CHILD}@example.se") }]);
        one
    });
    for (number, field) in [(183, "givenName"), (184, "responsibles"), (185, "id"), (186, "enrolments")] {
        let mut broken = known_as(a_person(number, "Bruten"), CHILD);
        broken[field] = match field {
            "givenName" => json!(null),
            "id" => json!(CHILD),
            _ => {
                json!([{ "person": { "id": CHILD, "displayName": CHILD }, "enroledAt": CHILD, "startDate": CHILD }])
            }
        };
        office.register.put("persons", broken);
    }
    office
        .register
        .change("persons", &id(BO), |bo| bo["responsibles"][0]["person"]["displayName"] = json!(GUARDIAN));
    office.register.put("duties", json!({ "id": id(390), "person": { "id": id(BO), "displayName": CHILD }, "dutyAt": { "id": CHILD }, "dutyRole": CHILD }));
    let refused = office.runs(&[]);
    assert!(!refused.status.success());
    let output = office.program.run(
        &office.arguments(&office.register.url(), &["--token-file", "token"]),
        &[Office::environment()[0], ("MITTKOMMUN_LOG", "trace")],
    );
    assert!(output.status.success(), "{}", said(&output));
    let report =
        std::fs::read_to_string(office.program.folder.path().join("mittkommun-import-report.jsonl")).unwrap();
    let rows = format!(
        "{:?}{:?}{:?}",
        app.home.rows(person::Entity).await,
        app.home.rows(principal_name::Entity).await,
        app.home.rows(external_reference::Entity).await,
    );
    assert!(rows.contains("namn@edu.example.se") && report.contains("NOT_A_UUID"));
    for secret in [GUARDIAN, CHILD, temporary, wrong, "19821105-9954", "very-secret-token"] {
        for (place, text) in [("what it said", &said(&output)), ("the report", &report), ("the rows", &rows)]
        {
            assert!(!text.contains(secret), "{secret} is in {place}");
        }
    }
}
