//! The HTTP side, through real requests.

mod batches;
mod bodies;
mod echoes;
mod headers;
mod health;
mod protocol;
mod sizes;
mod who;

use std::fmt;

use harness::TestApp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde_json::Value;

const JSON: &str = "application/json";
const RESPONSE: &str = "application/graphql-response+json";

/// An answer that need not be to a well-formed GraphQL operation.
struct Raw {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Raw {
    #[track_caller]
    fn is(&self, status: u16, media: &str) {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.header("content-type"), format!("{media}; charset=utf-8"), "{self}");
    }

    /// Fails unless nothing ran, for reasons that all have this code and say something.
    #[track_caller]
    fn refuses(&self, code: &str) {
        assert_eq!(
            self.body.as_object().map(serde_json::Map::len),
            Some(1),
            "errors and nothing else: {self}"
        );
        let errors = self.body["errors"].as_array();
        assert!(errors.is_some_and(|errors| !errors.is_empty()), "{self}");
        for error in errors.into_iter().flatten() {
            assert_eq!(error["extensions"]["code"], code, "{self}");
            assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{self}");
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:#?}\n{:#}", self.status, self.headers, self.body)
    }
}

async fn send(request: RequestBuilder) -> Raw {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("a whole answer");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Raw { status, headers, body }
}

fn post(app: &TestApp, accept: &str, body: impl Into<String>) -> RequestBuilder {
    let request = app.request(Method::POST, "/9901/graphql").header(CONTENT_TYPE, JSON);
    request.header(ACCEPT, accept).body(body.into())
}

fn get(app: &TestApp, parameters: &[(&str, &str)]) -> RequestBuilder {
    let url = Url::parse_with_params("http://any/9901/graphql", parameters).expect("a URL");
    app.request(Method::GET, &format!("/9901/graphql?{}", url.query().unwrap_or_default()))
}
