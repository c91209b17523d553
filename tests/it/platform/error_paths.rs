//! Where an error says it happened: the whole way to the field, through every list; and what it leaves alone.

use harness::builders::{a_department, a_group, a_preschool, a_school, a_unit};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

/// The paths of an answer's errors.
async fn paths(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.ask(query, Value::Null).await;
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let mut paths: Vec<_> = errors.into_iter().map(|error| error["path"].clone()).collect();
    paths.sort_by_key(Value::to_string);
    paths
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
    let of = |department: usize| json!(["municipality", "departments", "nodes", department, "u"]);
    assert_eq!(paths(&app, query).await, [of(0), of(1)]);
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
    let of = |department: usize| {
        json!([
            "municipality",
            "departments",
            "nodes",
            department,
            "units",
            "nodes",
            0,
            "department",
            "units"
        ])
    };
    assert_eq!(paths(&app, query).await, [of(0), of(1)]);
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

#[both_engines]
async fn a_mutation_that_fails_leaves_the_answer_of_the_one_before(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let query = "mutation($filed: FileSubmissionInput!, $granted: GrantRoleInput!) {
        fileSubmission(input: $filed) { trackingCode errors { message } }
        grantRole(input: $granted) { errors { message } }
        again: fileSubmission(input: $filed) { trackingCode }
    }";
    let filed = json!({ "kind": "PRAISE", "title": "Tack", "body": "Fin park.", "isAnonymous": true });
    let granted = json!({ "personId": format!("person:{}", resident.id()), "role": "ADMINISTRATOR" });
    let answer = app.ask(query, json!({ "filed": filed, "granted": granted })).by(&resident).await;
    answer.assert_codes(&["FORBIDDEN"]);
    assert_eq!(answer.body["errors"][0]["path"], json!(["grantRole"]));
    assert!(answer.at("/grantRole").is_null(), "{answer}");
    assert!(!answer.text("/fileSubmission/trackingCode").is_empty());
    assert!(!answer.text("/again/trackingCode").is_empty(), "what follows is done as well");
}

#[both_engines]
async fn an_argument_that_cannot_be_leaves_the_siblings_of_its_field_alone(app: TestApp) {
    let school = app.home.insert(a_school("Björkskolan")).await;
    let preschool = app.home.insert(a_preschool("Ekorren")).await;
    let group = app.home.insert(a_group(&preschool, "Kotten")).await;
    let educator = app.home.educator(&group).await;
    let long = "a".repeat(201);
    let many = vec!["SERVICE"; 21].join(" ");
    for selection in [
        format!("search(query: {long:?}) {{ totalCount }}"),
        format!("search(query: \"park\", kinds: [{many}]) {{ totalCount }}"),
        "departments(first: 1000) { totalCount }".to_owned(),
        "units: services(filter: { unitId: \"x\" }) { totalCount }".to_owned(),
        "submissions(filter: { categoryId: \"school:1\" }) { totalCount }".to_owned(),
        "submissions(after: \"x\") { totalCount }".to_owned(),
        "schools(nameContains: \"\\u0000\") { totalCount }".to_owned(),
        "mealComments(schoolId: \"x\") { totalCount }".to_owned(),
        "mealFeedbackByDish(order: BEST, first: 0) { name }".to_owned(),
        "mealFeedbackTrend(from: \"2020-01-01\", to: \"2026-01-01\", by: TERM) { firstDay }".to_owned(),
        "submissionsInBox(box: { south: 2, west: 1, north: 1, east: 2 }) { isComplete }".to_owned(),
    ] {
        let answer = app.ask(&format!("{{ municipality {{ code {selection} }} }}"), Value::Null).await;
        answer.assert_codes(&["BAD_USER_INPUT"]);
        assert_eq!(answer.text("/municipality/code"), "9901", "{answer}");
    }
    let id = format!("school:{}", school.id);
    for selection in
        ["weekMenu(year: 2026, week: 54) { year }", "feedbackSummary(from: \"2020-01-01\") { average }"]
    {
        let query = format!("{{ node(id: {id:?}) {{ id ... on School {{ {selection} }} }} }}");
        let answer = app.ask(&query, Value::Null).await;
        answer.assert_codes(&["BAD_USER_INPUT"]);
        assert_eq!(answer.text("/node/id"), id, "{answer}");
    }
    let query = "{ viewer { displayName auditTrail { totalCount } feed(first: 0) { totalCount } } }";
    let answer = app.ask(query, Value::Null).by(&educator).await;
    answer.assert_codes(&["FORBIDDEN", "BAD_USER_INPUT"]);
    assert_eq!(answer.text("/viewer/displayName"), "Educator Testsson", "{answer}");
}

#[both_engines]
async fn an_unusable_id_leaves_the_other_nodes_alone(app: TestApp) {
    let school = app.home.insert(a_school("Björkskolan")).await;
    let (known, unknown) = (format!("school:{}", school.id), format!("school:{}", uuid::Uuid::from_u128(7)));
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } municipality { code } }";
    let ids = ["x", &known, "person:19121212-1212", &unknown];
    let answer = app.ask(query, json!({ "ids": ids })).await;
    answer.assert_codes(&["BAD_USER_INPUT", "BAD_USER_INPUT"]);
    assert_eq!(answer.at("/nodes"), &json!([null, { "id": known }, null, null]), "{answer}");
    let mut paths: Vec<_> =
        answer.body["errors"].as_array().unwrap().iter().map(|error| error["path"].to_string()).collect();
    paths.sort();
    assert_eq!(paths, [r#"["nodes",0]"#, r#"["nodes",2]"#]);
    let answer = app.ask(query, json!({ "ids": vec!["x"; 101] })).await;
    answer.assert_codes(&["BAD_USER_INPUT"]);
    assert_eq!(answer.text("/municipality/code"), "9901");
}
