//! The executor on a schema that has one of everything that can go wrong.

mod faults;
mod limits;
mod subscriptions;
mod toy;
mod validity;
mod variables;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Answer, Audience, Executor, Limits, Parameters, Scalars};
use crate::platform::{Locale, Room};

fn executor_with(limits: Limits) -> Executor {
    Executor::new(
        toy::build,
        Scalars::default().with::<toy::Day>("ett datum som 2026-11-21", "a date like 2026-11-21"),
        limits,
        Room::default(),
    )
    .unwrap()
}

fn executor() -> Executor {
    executor_with(Limits::default())
}

fn parameters(query: &str, variables: &Value) -> Parameters {
    serde_json::from_value(json!({ "query": query, "variables": variables })).unwrap()
}

/// What a client of the HTTP side would read.
async fn ask(executor: &Executor, query: &str, variables: Value) -> Value {
    ask_for(executor, parameters(query, &variables), Locale::En).await
}

async fn ask_for(executor: &Executor, parameters: Parameters, locale: Locale) -> Value {
    let audience = Audience { locale, request_id: "r1" };
    let deadline = Instant::now() + Duration::from_millis(200);
    let answer = match executor.prepare(parameters) {
        Ok(prepared) => executor.execute(prepared, audience, deadline).await,
        Err(refusal) => Answer::Refused(refusal.into_errors(locale)),
    };
    match answer {
        Answer::Executed(response) if response.errors.is_empty() => json!({ "data": response.data }),
        Answer::Executed(response) => json!({ "data": response.data, "errors": response.errors }),
        Answer::Refused(errors) => json!({ "errors": errors }),
        Answer::Failed(error) => json!({ "failed": error }),
        Answer::Made(made) => serde_json::from_slice(&made.json).unwrap(),
        Answer::Busy(errors) => json!({ "busy": errors }),
    }
}

/// The data of an operation that must succeed.
async fn data(query: &str, variables: Value) -> Value {
    let mut answer = ask(&executor(), query, variables).await;
    assert!(answer.get("errors").is_none() && answer.get("failed").is_none(), "{query}: {answer:#}");
    answer["data"].take()
}

/// The messages of an operation that must not run, each of the given code.
async fn refused(query: &str, variables: Value, code: &str) -> Vec<String> {
    refused_by(&executor(), query, variables, code).await
}

async fn refused_by(executor: &Executor, query: &str, variables: Value, code: &str) -> Vec<String> {
    let answer = ask(executor, query, variables).await;
    let shown: String = query.chars().take(200).collect();
    assert!(answer.get("data").is_none() && answer.get("failed").is_none(), "{shown}: {answer:#}");
    let errors = answer["errors"].as_array().unwrap();
    assert!(!errors.is_empty(), "{shown}");
    for error in errors {
        assert_eq!(error["extensions"]["code"], code, "{shown}: {answer:#}");
    }
    errors.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect()
}
