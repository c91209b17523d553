//! The README's walk, word for word.

use harness::process::Program;
use harness::{EmptyDatabase, both_engines};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

const README: &str = include_str!("../../../README.md");

/// Where the README has the demonstration listen.
const ORIGIN: &str = "http://127.0.0.1:8080";

/// One step: what is sent to which path, and the answer that the README promises.
struct Step {
    path: &'static str,
    body: &'static str,
    answer: Value,
}

/// Every `curl` of the README with the JSON that stands below it.
fn steps() -> Vec<Step> {
    let curls = README.split("```sh\ncurl ").skip(1);
    curls
        .map(|rest| {
            let (command, below) = rest.split_once("\n```").expect("the end of the command");
            let (_, answer) = below.split_once("```json\n").expect("the answer below");
            let (answer, _) = answer.split_once("\n```").expect("the end of the answer");
            let (_, path) = command.split_once(ORIGIN).expect("the address");
            let path = path.split_whitespace().next().expect("a path");
            let (_, body) = command.split_once("-d '").expect("a body");
            let body = body.strip_suffix('\'').expect("the end of the body");
            Step { path, body, answer: serde_json::from_str(answer).expect("JSON") }
        })
        .collect()
}

/// The answer without what differs from one time to the next: the year in a number, and the tracking code but for its
/// form.
fn without_chance(mut answer: Value) -> Value {
    if let Some(code) = answer.pointer_mut("/data/fileSubmission/trackingCode") {
        let letters = code.as_str().expect("a code").chars();
        *code = letters.map(|c| if c == '-' { '-' } else { 'X' }).collect::<String>().into();
    }
    if let Some(number) = answer.pointer_mut("/data/fileSubmission/submission/number") {
        *number = number.as_str().and_then(|number| number.split_once('-')).expect("a number").1.into();
    }
    answer
}

#[both_engines]
async fn the_readme_is_true(database: EmptyDatabase) {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["demo", "--database-url", database.url()]);
    let steps = steps();
    assert_eq!(steps.len(), 2, "a query and a mutation");
    for Step { path, body, answer } in steps {
        let request =
            server.client.request(Method::POST, path).header(CONTENT_TYPE, "application/json").body(body);
        let given: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(without_chance(given), without_chance(answer));
    }
}
