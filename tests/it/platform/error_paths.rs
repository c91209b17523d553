//! Where an error says it happened: the whole way to the field, through every list.

use harness::builders::{a_department, a_group, a_preschool, a_unit};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

/// The paths of an answer's errors.
async fn paths(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.ask(query, Value::Null).await;
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    errors.into_iter().map(|error| error["path"].clone()).collect()
}

async fn two_departments(app: &TestApp) {
    for name in ["Kulturförvaltningen", "Miljöförvaltningen"] {
        let department = app.home.insert(a_department(name)).await;
        app.home.insert(a_unit(&department, "Kansliet")).await;
    }
}

#[both_engines]
async fn an_error_in_a_connections_nodes_names_the_field_and_not_the_item(app: TestApp) {
    two_departments(&app).await;
    let query =
        "{ municipality { departments(first: 2) { nodes { u: units(first: 0) { nodes { id } } } } } }";
    assert_eq!(paths(&app, query).await, [json!(["municipality", "departments", "nodes", 0, "u"])]);
}

#[both_engines]
async fn an_error_in_a_connections_edges_names_the_field_and_not_the_item(app: TestApp) {
    two_departments(&app).await;
    let query =
        "{ municipality { departments(last: 1) { edges { node { units(first: 0) { nodes { id } } } } } } }";
    let path = json!(["municipality", "departments", "edges", 0, "node", "units"]);
    assert_eq!(paths(&app, query).await, [path]);
}

#[both_engines]
async fn an_error_in_lists_inside_one_another_names_the_place_in_each(app: TestApp) {
    two_departments(&app).await;
    let query = "{ municipality { departments { nodes { units { nodes { department { units(first: 0) {
        nodes { id } } } } } } } } }";
    let path = json!(["municipality", "departments", "nodes", 0, "units", "nodes", 0, "department", "units"]);
    assert_eq!(paths(&app, query).await, [path]);
}

#[both_engines]
async fn an_error_in_a_plain_list_names_the_field_and_not_the_item(app: TestApp) {
    let preschool = app.home.insert(a_preschool("Ekorren")).await;
    let group = app.home.insert(a_group(&preschool, "Kotten")).await;
    let educator = app.home.educator(&group).await;
    let query = "{ viewer { groups { id posts(first: 0) { nodes { id } } } } }";
    let answer = app.ask(query, Value::Null).by(&educator).await;
    assert_eq!(answer.body["errors"][0]["path"], json!(["viewer", "groups", 0, "posts"]), "{answer}");
}
