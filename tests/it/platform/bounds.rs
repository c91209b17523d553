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
    for (field, longest) in [
        ("schools(nameContains: $v)", 100),
        ("preschools(nameContains: $v)", 100),
        ("search(query: $v)", 200),
    ] {
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

#[both_engines]
async fn a_forged_cursor_is_no_cursor(app: TestApp) {
    let nul = "W3sicyI6ImFcdTAwMDAifSx7InUiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifV0";
    // The first microsecond of the year 10000, the last before the year 1, and the last that chrono knows.
    let times = [
        "W3sidCI6MjUzNDAyMzAwODAwMDAwMDAwfSx7InUiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifV0",
        "W3sidCI6LTYyMTM1NTk2ODAwMDAwMDAxfSx7InUiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifV0",
        "W3sidCI6ODIxMDI2Njg3Njc5OTk5OTk5OX0seyJ1IjoiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIn1d",
    ];
    let forged = times.map(|time| ("submissions", time)).into_iter().chain([("schools", nul)]);
    for (list, cursor) in forged.chain([("preschools", nul), ("schools", &"W".repeat(5_000))]) {
        let query =
            format!("query Ask($v: String) {{ municipality {{ {list}(after: $v) {{ nodes {{ id }} }} }} }}");
        app.ask(&query, json!({ "v": cursor })).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn a_circle_has_its_middle_on_earth(app: TestApp) {
    for (latitude, longitude) in [(1e308, 17.0), (90.1, 17.0), (62.0, -180.1), (-1e308, 1e308)] {
        let near = json!({ "center": { "latitude": latitude, "longitude": longitude }, "radius": 1000 });
        ask(&app, "GeoCircleInput", "facilities(filter: { near: $v })", near)
            .await
            .assert_codes(&["BAD_USER_INPUT"]);
    }
    let near = json!({ "center": { "latitude": -90, "longitude": 180 }, "radius": 1000 });
    ask(&app, "GeoCircleInput", "facilities(filter: { near: $v })", near).await.assert_ok();
}

#[both_engines]
async fn a_time_lies_in_the_years_1_to_9999_in_utc(app: TestApp) {
    let field = "submissions(filter: { receivedFrom: $v })";
    for time in ["9999-12-31T23:59:59-23:59", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01"] {
        ask(&app, "DateTime", field, json!(time)).await.assert_codes(&["BAD_USER_INPUT"]);
    }
    for time in ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
        ask(&app, "DateTime", field, json!(time)).await.assert_ok();
    }
}

#[both_engines]
async fn what_is_no_id_is_not_repeated(app: TestApp) {
    let query = "query Ask($v: ID!) { node(id: $v) { id } }";
    for id in ["19850709-9805", "198507099805", "19850709 9805", "person:19850709-9805"] {
        let answer = app.ask(query, json!({ "v": id })).await;
        answer.assert_codes(&["BAD_USER_INPUT"]);
        assert!(!answer.body.to_string().contains("9805"), "{answer}");
    }
}
