//! The harness's own promises.

use chrono::TimeDelta;
use harness::builders::a_department;
use harness::municipality::{HOME, NEIGHBOUR};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

#[both_engines]
async fn a_server_answers_for_its_municipalities(app: TestApp) {
    for (code, name) in [HOME, NEIGHBOUR] {
        let answer =
            app.post(code, "{ municipality { code name } viewer { __typename } }", Value::Null).await.ok();
        assert_eq!(answer.at(""), &json!({ "municipality": { "code": code, "name": name }, "viewer": null }));
    }
}

#[both_engines]
async fn an_actor_is_who_the_token_says(app: TestApp) {
    let officer = app.home.case_officer().await;
    let answer = app.ask("{ viewer { displayName } }", Value::Null).by(&officer).await.ok();
    assert_eq!(answer.text("/viewer/displayName"), "CaseOfficer Testsson");
    // Still, long after: the token outlives what tests do with the clock.
    app.clock.advance(TimeDelta::days(365));
    app.ask("{ viewer { displayName } }", Value::Null).by(&officer).await.assert_ok();
}

#[both_engines]
async fn what_a_test_writes_the_server_reads(app: TestApp) {
    app.home.insert(a_department("Barn och utbildning")).await;
    app.neighbour.insert(a_department("Bildning")).await;
    let answer =
        app.ask("{ municipality { departments { nodes { name { value } } } } }", Value::Null).await.ok();
    assert_eq!(
        answer.at("/municipality/departments/nodes"),
        &json!([{ "name": { "value": "Barn och utbildning" } }])
    );
}
