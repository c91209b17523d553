//! What an answer repeats of the request: no personal identity number, wherever in the request it stood (T7).

use harness::{TestApp, both_engines};
use reqwest::Method;
use serde_json::{Value, json};

use super::{JSON, post};

const NUMBER: &str = "198507099805";

#[both_engines]
async fn no_page_and_no_error_document_repeats_a_number_from_the_address(app: TestApp) {
    for path in [
        "/N",
        "/N/graphql",
        "/N/graphiql",
        "/9901/N",
        "/9901/openmeal/N",
        "/9901/openmeal/distributors/N",
        "/9901/openmeal/meals?distributorId=N",
        "/9901/openmeal/meals?startDate=N",
        "/9901/openmeal/meals?lang=N",
        "/9901/openmeal/meals?N=1&N=2",
        "/9901/schools/N/menu.ics",
        "/9901/schools/N/meal-report",
        "/9901/schools/N/meal-results.csv?from=N",
        "/9901?lang=N",
        "/9901/graphiql?query=N",
        "/9901/graphql?query={N}",
        "/9901/graphql?query={__typename}&variables=N",
        "/9901/graphql?query={__typename}&operationName=N",
        "/docs/N",
        "/assets/graphiql/N/N",
        "/health/N",
        "/N/",
        "/9901/N/",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let request = app.request(method.clone(), &path.replace('N', NUMBER));
            let answer = request
                .header("accept-language", NUMBER)
                .header("x-request-id", NUMBER)
                .send()
                .await
                .unwrap();
            let headers = format!("{:?}", answer.headers());
            let body = answer.text().await.unwrap();
            assert!(!headers.contains(NUMBER), "{method} {path}: {headers}");
            assert!(!body.contains(NUMBER), "{method} {path}: {body}");
        }
    }
}

#[both_engines]
async fn no_error_repeats_a_number_from_document_variables_or_body(app: TestApp) {
    let text = |text: &str| text.replace('N', NUMBER);
    for (query, variables) in [
        ("{ aN }", json!({})),
        ("{ node(id: \"N\") { id } }", json!({})),
        ("{ node(id: \"meal:N\") { id } }", json!({})),
        ("{ node(id: N) { id } }", json!({})),
        ("{ municipality { schools(after: \"N\") { nodes { id } } } }", json!({})),
        ("{ municipality { schools(first: N) { nodes { id } } } }", json!({})),
        ("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": "service:N" })),
        ("query ($n: Int!) { municipality { schools(first: $n) { nodes { id } } } }", json!({ "n": "N" })),
        ("query ($d: Date!) { node(id: $d) { id } }", json!({ "d": "N" })),
        ("{ municipality(N: 1) { id } } fragment aN on Query { __typename }", json!({})),
        ("{ municipality { submissionByTrackingCode(trackingCode: \"N\") { number } } }", json!({})),
        ("N {", json!({})),
    ] {
        let variables = text(&variables.to_string());
        let body = format!("{{\"query\":{},\"variables\":{variables}}}", Value::String(text(query)));
        let answer = post(&app, JSON, body).send().await.unwrap().text().await.unwrap();
        assert!(answer.contains("errors") || answer.contains("null"), "{query}: {answer}");
        assert!(!answer.contains(NUMBER), "{query}: {answer}");
    }
    for body in [text("{\"query\": N}"), text("N"), text("{\"aN\": 1}"), text("[N]")] {
        let answer = post(&app, JSON, body.clone()).send().await.unwrap().text().await.unwrap();
        assert!(!answer.contains(NUMBER), "{body}: {answer}");
    }
}
