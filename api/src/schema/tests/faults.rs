//! What a client is told when a resolver fails.

use serde_json::json;

use super::{ask, executor};

#[actix_web::test]
async fn a_coded_error_passes_and_its_field_is_null() {
    let answer = ask(&executor(), "{ node { fails id } }", json!({})).await;
    assert_eq!(answer["data"], json!({ "node": { "fails": null, "id": "1" } }));
    let error = &answer["errors"][0];
    assert_eq!(error["message"], "not yours");
    assert_eq!(error["path"], json!(["node", "fails"]));
    assert_eq!(error["extensions"], json!({ "code": "FORBIDDEN" }));
}

#[actix_web::test]
async fn the_cause_of_an_internal_error_stays_inside() {
    for query in ["{ broken hello }", "{ brokenThrough }"] {
        let answer = ask(&executor(), query, json!({})).await;
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
        assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "INTERNAL", "requestId": "r1" }));
        assert!(answer["errors"][0].get("path").is_some());
    }
    let partial = ask(&executor(), "{ broken hello }", json!({})).await;
    assert_eq!(partial["data"], json!({ "broken": null, "hello": "hello" }));
    let nothing = ask(&executor(), "{ brokenThrough }", json!({})).await;
    assert_eq!(nothing["data"], json!(null), "it ran, so there is data");
}

#[actix_web::test]
async fn a_panic_is_an_internal_error_and_the_next_operation_runs() {
    let executor = executor();
    let answer = ask(&executor, "{ buggy }", json!({})).await;
    assert!(!answer.to_string().contains("hunter2"), "{answer}");
    assert_eq!(answer["failed"]["extensions"], json!({ "code": "INTERNAL", "requestId": "r1" }));
    assert_eq!(ask(&executor, "{ buggy(ok: true) }", json!({})).await, json!({ "data": { "buggy": 1 } }));
}

#[actix_web::test]
async fn an_operation_that_takes_too_long_ends_with_an_error() {
    let answer = ask(&executor(), "{ hello hangs }", json!({})).await;
    assert_eq!(answer["failed"]["extensions"]["code"], "INTERNAL");
    assert!(answer["failed"]["message"].as_str().unwrap().contains("10 seconds"), "{answer}");
}

#[actix_web::test]
async fn an_argument_that_a_validator_refuses_is_the_clients_fault() {
    let answer = ask(&executor(), "{ short(text: \"long\") }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "BAD_USER_INPUT" }), "{answer}");
}
