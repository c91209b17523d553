//! Several operations in one JSON array.

use harness::{Fixture, TestApp, TestDatabase, both_engines};
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use super::{JSON, RESPONSE, post, send};

fn batch(queries: &[&str]) -> String {
    queries.iter().map(|query| json!({ "query": query })).collect::<Value>().to_string()
}

#[both_engines]
async fn a_batch_is_answered_in_its_order_each_operation_for_itself(app: TestApp) {
    let body = batch(&["{ a: __typename }", "{ nothing }", "{ municipality { code } }"]);
    for media in [JSON, RESPONSE] {
        let answer = send(post(&app, media, body.clone())).await;
        answer.is(200, media);
        assert_eq!(answer.body[0], json!({ "data": { "a": "Query" } }));
        assert_eq!(answer.body[1]["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        assert!(answer.body[1].get("data").is_none());
        assert_eq!(answer.body[2], json!({ "data": { "municipality": { "code": "9901" } } }));
        assert_eq!(answer.body.as_array().map(Vec::len), Some(3));
    }
}

#[both_engines]
async fn a_batch_has_at_most_ten_operations(app: TestApp) {
    let ten = send(post(&app, JSON, batch(&["{ __typename }"; 10]))).await;
    assert_eq!(ten.body.as_array().map(Vec::len), Some(10), "{ten}");
    let eleven = send(post(&app, RESPONSE, batch(&["{ __typename }"; 11]))).await;
    eleven.is(400, RESPONSE);
    eleven.refuses("QUERY_TOO_COMPLEX");
    assert_eq!(eleven.body["errors"][0]["extensions"]["allowed"], 10);
    let many = format!("[{}{{}}]", "{},".repeat(200_000));
    send(post(&app, JSON, many)).await.refuses("QUERY_TOO_COMPLEX");
}

#[both_engines]
async fn a_batch_may_cost_what_one_operation_may(app: TestApp) {
    // 100 schools of 95 fields each: two of them fit in the limit of 20,000, three do not.
    let fields = (0..95).map(|n| format!("f{n}: name")).collect::<Vec<_>>().join(" ");
    let large = format!("{{ municipality {{ schools(first: 100) {{ nodes {{ {fields} }} }} }} }}");
    let alone = send(post(&app, JSON, batch(&[&large]))).await;
    assert!(alone.body[0].get("errors").is_none(), "{alone}");
    let answer = send(post(&app, JSON, batch(&[&large, "{ __typename }", &large, &large]))).await;
    for (operation, runs) in [(0, true), (1, true), (2, true), (3, false)] {
        let error = &answer.body[operation]["errors"][0]["extensions"];
        assert_eq!(error.get("limit"), (!runs).then_some(&json!("complexity")), "{operation}: {answer}");
        assert_eq!(answer.body[operation].get("data").is_some(), runs, "{operation}: {answer}");
    }
}

#[both_engines]
async fn a_batch_of_nothing_is_malformed(app: TestApp) {
    for body in ["[]", " [ ] "] {
        let answer = send(post(&app, JSON, body)).await;
        answer.is(400, JSON);
        answer.refuses("BAD_USER_INPUT");
    }
}

#[both_engines]
async fn the_size_of_a_batch_can_be_set(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.limits.batch = 1).await;
    send(post(&app, JSON, batch(&["{ __typename }"])).header(ACCEPT, JSON)).await.is(200, JSON);
    send(post(&app, JSON, batch(&["{ __typename }"; 2]))).await.refuses("QUERY_TOO_COMPLEX");
    app.finish().await;
}
