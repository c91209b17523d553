//! A client as an app has one: GraphQL over HTTP, and HTTP as such.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::OnceLock;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::actors::Actor;

/// Speaks to one server.
#[derive(Clone, Debug)]
pub struct Client {
    /// Scheme, host and port: `http://127.0.0.1:40123`.
    pub origin: String,
}

impl Client {
    /// A GraphQL operation, posted to a municipality when awaited.
    pub fn post(&self, municipality: &str, query: &str, variables: Value) -> Operation {
        let request = self.request(Method::POST, &format!("/{municipality}/graphql"));
        let mut body = json!({ "query": query });
        body["variables"] = variables;
        Operation { request: request.json(&body), asked: query.to_owned() }
    }

    /// Any HTTP request; `path` begins with a slash.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // One client for all tests; it keeps no connections, which would die with the runtime of the test that opened them.
        static HTTP: OnceLock<reqwest::Client> = OnceLock::new();
        let http = HTTP.get_or_init(|| {
            let client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().tls_certs_only([]);
            client.redirect(reqwest::redirect::Policy::none()).build().expect("an HTTP client")
        });
        http.request(method, format!("{}{path}", self.origin))
    }
}

/// A GraphQL operation that is about to be sent.
#[derive(Debug)]
#[must_use = "it is sent when awaited"]
pub struct Operation {
    request: RequestBuilder,
    asked: String,
}

impl Operation {
    /// Sent by this actor; without it nobody is logged in.
    pub fn by(mut self, actor: &Actor) -> Self {
        if let Some(token) = &actor.token {
            self.request = self.request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        self
    }

    /// With a header of its own.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }
}

impl Operation {
    /// Sends it to a server that may be gone.
    ///
    /// # Errors
    /// Where no complete answer comes.
    pub async fn attempt(self) -> reqwest::Result<Answer> {
        let response = self.request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, headers, body, asked: self.asked })
    }
}

impl IntoFuture for Operation {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answer = self.attempt().await.expect("an answer");
            answer.assert_partial();
            answer
        })
    }
}

/// What the server said. What is missing from it fails the test with the whole of it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// HTTP headers.
    pub headers: HeaderMap,
    /// The body, or its text as a JSON string where it was no JSON.
    pub body: Value,
    /// What was asked.
    pub asked: String,
}

impl Answer {
    /// Fails unless there is an answer without any top-level error.
    #[track_caller]
    #[must_use = "look at the answer, or use `assert_ok`"]
    pub fn ok(self) -> Self {
        self.assert_ok();
        self
    }

    /// Fails unless there is an answer without any top-level error.
    #[track_caller]
    pub fn assert_ok(&self) {
        assert!(self.status == StatusCode::OK, "expected 200 OK: {self}");
        assert!(self.codes().is_empty(), "expected no top-level error: {self}");
    }

    /// Fails where an error of one field, which is not the server's own fault, has nulled everything: what else was asked
    /// for is lost then, and with it what is told once.
    #[track_caller]
    fn assert_partial(&self) {
        let of_field = |error: &Value| {
            error.get("path").is_some() && error.pointer("/extensions/code") != Some(&json!("INTERNAL"))
        };
        let errors = self.body.get("errors").and_then(Value::as_array);
        let is_partial = self.body.get("data").is_none_or(|data| !data.is_null());
        assert!(
            is_partial || !errors.into_iter().flatten().any(of_field),
            "one field nulled all data: {self}"
        );
    }

    /// Fails unless the top-level errors have exactly these codes, in any order.
    #[track_caller]
    pub fn assert_codes(&self, expected: &[&str]) {
        let (mut codes, mut expected) = (self.codes(), expected.to_vec());
        codes.sort_unstable();
        expected.sort_unstable();
        assert!(codes == expected, "expected the codes {expected:?}: {self}");
    }

    /// Fails unless the mutation's payload has user errors with exactly these codes, in order; none means it succeeded.
    #[track_caller]
    pub fn assert_user_errors(&self, mutation: &str, expected: &[&str]) {
        let errors = self.at(&format!("/{mutation}/errors")).as_array().cloned().unwrap_or_default();
        let codes: Vec<_> = errors.iter().filter_map(|error| error.get("code")?.as_str()).collect();
        assert!(errors.len() == codes.len(), "a user error has no code, or the query asks for none: {self}");
        assert!(codes == expected, "expected the user errors {expected:?}: {self}");
    }

    /// A part of `data`, by JSON pointer (RFC 6901): `/viewer/children/0/givenName`.
    #[track_caller]
    #[must_use]
    pub fn at(&self, pointer: &str) -> &Value {
        let data = self.body.get("data").unwrap_or(&Value::Null);
        // `let … else` rather than a closure: the failure must name the test's line.
        let Some(part) = data.pointer(pointer) else { panic!("nothing at {pointer}: {self}") };
        part
    }

    /// A text in `data`.
    #[track_caller]
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        let Some(text) = self.at(pointer).as_str() else { panic!("no text at {pointer}: {self}") };
        text
    }

    /// A list in `data`.
    #[track_caller]
    #[must_use]
    pub fn list(&self, pointer: &str) -> &[Value] {
        let Some(list) = self.at(pointer).as_array() else { panic!("no list at {pointer}: {self}") };
        list
    }

    /// The texts of one field of the objects in a list: the names of the departments, say.
    #[track_caller]
    #[must_use]
    pub fn texts(&self, pointer: &str, field: &str) -> Vec<&str> {
        let texts: Option<Vec<_>> = self.list(pointer).iter().map(|item| item.get(field)?.as_str()).collect();
        let Some(texts) = texts else { panic!("an object at {pointer} has no text {field}: {self}") };
        texts
    }

    /// The codes of the top-level errors. An error without one is a fault of its own.
    #[track_caller]
    fn codes(&self) -> Vec<&str> {
        let errors = self.body.get("errors").and_then(Value::as_array);
        let codes = errors.into_iter().flatten().map(|error| error.pointer("/extensions/code")?.as_str());
        let Some(codes) = codes.collect() else { panic!("an error has no extensions.code: {self}") };
        codes
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}\n\nwas answered with {}\n\n{:#}\n", self.asked.trim(), self.status, self.body)
    }
}
