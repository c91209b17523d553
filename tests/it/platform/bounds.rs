//! What clients put in: how much of it is taken, and what no database could hold.

use harness::{Answer, TestApp, both_engines};
use serde_json::{Value, json};

/// Asks something of the municipality with one variable.
async fn ask(app: &TestApp, declared: &str, field: &str, value: Value) -> Answer {
    let query = format!("query Ask($v: {declared}) {{ municipality {{ {field} {{ totalCount }} }} }}");
    app.ask(&query, json!({ "v": value })).await
}

#[both_engines]
async fn a_list_in_a_filter_holds_at_most_twenty(app: TestApp) {
    for (declared, field, word) in [
        ("[SubmissionKind!]", "submissions(filter: { kinds: $v })", "PRAISE"),
        ("[SubmissionStatus!]", "submissions(filter: { statuses: $v })", "CLOSED"),
        ("[SchoolStatus!]", "schools(statuses: $v)", "ACTIVE"),
        ("[SearchKind!]", "search(query: \"bygglov\", kinds: $v)", "SERVICE"),
        ("[LifeEvent!]", "services(filter: { lifeEvents: $v })", "MOVING"),
        ("[TargetGroup!]", "services(filter: { targetGroups: $v })", "CHILDREN"),
        ("[String!]", "facilities(filter: { kinds: $v })", "Bibliotek"),
    ] {
        ask(&app, declared, field, json!(vec![word; 20])).await.assert_ok();
        ask(&app, declared, field, json!(vec![word; 21])).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn the_variables_of_an_operation_hold_at_most_two_thousand_values(app: TestApp) {
    let query = "query Ask($v: [ID!]!) { nodes(ids: $v) { id } }";
    let answer = app.ask(query, json!({ "v": vec!["x"; 2_000] })).await;
    answer.assert_codes(&["QUERY_TOO_COMPLEX"]);
    assert_eq!(answer.body["errors"][0]["extensions"]["limit"], "values");
    let undeclared = json!({ "nobody": [vec![1; 1_000], vec![2; 1_000]] });
    app.ask("{ __typename }", undeclared).await.assert_codes(&["QUERY_TOO_COMPLEX"]);
    app.ask(query, json!({ "v": vec!["x"; 1_999] })).await.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn words_to_look_for_are_bounded(app: TestApp) {
    for (field, longest) in
        [("schools(query: $v)", 100), ("preschools(nameContains: $v)", 100), ("search(query: $v)", 200)]
    {
        let declared = if longest == 200 { "String!" } else { "String" };
        ask(&app, declared, field, json!("å".repeat(longest))).await.assert_ok();
        ask(&app, declared, field, json!("å".repeat(longest + 1))).await.assert_codes(&["BAD_USER_INPUT"]);
    }
    for kind in ["k".repeat(101), "a\u{0}".to_owned()] {
        ask(&app, "[String!]", "facilities(filter: { kinds: $v })", json!([kind]))
            .await
            .assert_codes(&["BAD_USER_INPUT"]);
    }
}
