//! End to end: a register is read, somebody logs in with what the register knows, and sees what the register says.

use api::platform::Clock;
use harness::oidc::LOA3;
use harness::ss12000::records::{id, person};
use harness::{Fixture, Provider, TestApp, TestDatabase, both_engines};
use serde_json::{Value, json};

use super::{BO, EVA, GUARDIAN, Office};

const GROUPS: &str = "{ viewer { children { groups { name } } groups { name } } }";

/// A server whose municipality trusts a provider, and its office.
async fn trusting(database: TestDatabase) -> (TestApp, Provider, Office) {
    let provider = Provider::start(Clock::system().now()).await;
    let app =
        TestApp::on(database, |config| config.identity.issuers = vec![provider.trusted_by("9901")]).await;
    let office = Office::with_a_family(&app);
    (app, provider, office)
}

/// The groups of own children and of work, and how it was refused where it was.
async fn groups(app: &TestApp, token: &str) -> Value {
    let question = app.ask(GROUPS, Value::Null);
    let answer = question.header("authorization", &format!("Bearer {token}")).await;
    match answer.body.pointer("/data/viewer") {
        Some(viewer) => json!([viewer["children"][0]["groups"][0]["name"], viewer["groups"][0]["name"]]),
        None => answer.body["errors"][0]["extensions"]["reason"].clone(),
    }
}

#[both_engines]
async fn a_guardian_logs_in_by_number_and_sees_the_childs_group_until_the_register_says_no(
    database: TestDatabase,
) {
    let (app, provider, office) = trusting(database).await;
    let token = provider.guardian("anna@bankid", GUARDIAN);
    // Before the register was read she is a resident, and stays the same person.
    assert_eq!(groups(&app, &token).await, json!([null, null]));
    office.syncs(&[]);
    assert_eq!(groups(&app, &token).await, json!(["Grodan", null]));
    assert_eq!(groups(&app, &provider.guardian("anna@freja", GUARDIAN)).await, json!(["Grodan", null]));
    office.register.change("persons", &id(BO), |bo| bo["responsibles"] = json!([]));
    office.syncs(&[]);
    assert_eq!(groups(&app, &token).await, json!([null, null]));
    app.finish().await;
}

#[both_engines]
async fn an_educators_principal_name_opens_the_groups_of_whoever_has_it(database: TestDatabase) {
    let (app, provider, office) = trusting(database).await;
    office.syncs(&[]);
    let logs_in = |subject: &str, name: &str| {
        provider.token(subject, &json!({ "acr": LOA3, "eduPersonPrincipalName": [name] }))
    };
    assert_eq!(groups(&app, &logs_in("eva", "eva.ek@edu.example.se")).await, json!([null, "Grodan"]));
    // She marries: the new name leads to her, from a new account at the provider too.
    office.register.change("persons", &id(EVA), |eva| {
        eva["eduPersonPrincipalNames"] = json!(["eva.lund@edu.example.se"]);
    });
    office.syncs(&[]);
    assert_eq!(groups(&app, &logs_in("eva", "eva.lund@edu.example.se")).await, json!([null, "Grodan"]));
    assert_eq!(groups(&app, &logs_in("eva-2", "eva.lund@edu.example.se")).await, json!([null, "Grodan"]));
    // The old name is given to somebody who works nowhere.
    let mut erik = person(190, "Erik");
    erik["eduPersonPrincipalNames"] = json!(["eva.ek@edu.example.se"]);
    office.register.put("persons", erik);
    office.syncs(&[]);
    assert_eq!(groups(&app, &logs_in("erik", "eva.ek@edu.example.se")).await, json!([null, null]));
    app.finish().await;
}
