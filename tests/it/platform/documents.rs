//! The examples of the guides, run as they stand against the demonstration, one document after the other.
//!
//! - A `graphql` block is sent to `/9901/graphql`. `# As NAME.` in its first line says whose token goes with it. A `json`
//!   block right after it holds its variables; a text `Operation#/pointer` in them is the value at that JSON pointer
//!   (RFC 6901) of the answer to an earlier operation. A subscription is opened and closed again.
//! - An `sh` block that asks the demonstration is run by a shell, with `curl`. What it prints must be of the form of a `json`
//!   block after it, or begin with the first line of another block.
//!
//! What answers an error, on top or in a payload, fails.

use std::collections::HashMap;
use std::process::Command;

use harness::process::{Program, ServerProcess, text};
use harness::socket::PROTOCOL;
use harness::{EmptyDatabase, Received, both_engines};
use serde_json::{Value, json};

const DOCUMENTS: [(&str, &str); 4] = [
    ("app-developers.md", include_str!("../../../docs/app-developers.md")),
    ("operators.md", include_str!("../../../docs/operators.md")),
    ("security.md", include_str!("../../../docs/security.md")),
    ("import.md", include_str!("../../../docs/import.md")),
];

/// Where the documents have the demonstration listen.
const ORIGIN: &str = "http://127.0.0.1:8080";

/// A fenced block.
struct Block<'d> {
    language: &'d str,
    text: &'d str,
}

/// The fenced blocks of a document.
fn blocks(document: &str) -> Vec<Block<'_>> {
    let fenced = document.split("\n```").skip(1).step_by(2);
    fenced
        .map(|block| block.split_once('\n').unwrap_or((block, "")))
        .map(|(language, text)| Block { language, text })
        .collect()
}

/// A demonstration and what it has answered so far.
struct Reader {
    server: ServerProcess,
    program: Program,
    document: &'static str,
    answers: HashMap<String, Value>,
}

impl Reader {
    /// The variables with what they take from earlier answers.
    fn resolve(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some((operation, pointer)) = text.split_once("#/") {
                    let found =
                        self.answers.get(operation).and_then(|data| data.pointer(&format!("/{pointer}")));
                    let found = found.filter(|found| !found.is_null()).cloned();
                    let Some(found) = found else {
                        panic!("{}: nothing at {text} in {:#?}", self.document, self.answers.get(operation));
                    };
                    *value = found;
                }
            }
            Value::Object(members) => members.values_mut().for_each(|value| self.resolve(value)),
            Value::Array(items) => items.iter_mut().for_each(|value| self.resolve(value)),
            _ => {}
        }
    }

    async fn operation(&mut self, query: &str, variables: Option<&Block<'_>>) {
        let mut variables = variables.map_or(json!({}), |block| {
            serde_json::from_str(block.text).unwrap_or_else(|fault| panic!("{}: {fault}", block.text))
        });
        self.resolve(&mut variables);
        let actor = query.strip_prefix("# As ").and_then(|rest| rest.split_once('.')).map(|(name, _)| name);
        let token = actor.map(|subject| {
            let made = self.program.run(&["token", "--municipality", "9901", "--subject", subject], &[]);
            format!("Bearer {}", text(&made.stdout).trim())
        });
        if query.lines().any(|line| line.starts_with("subscription")) {
            return self.subscription(query, &variables, token).await;
        }
        let mut asked = self.server.client.post("9901", query, variables);
        if let Some(token) = &token {
            asked = asked.header("authorization", token);
        }
        let answer = asked.await.ok();
        let data = answer.at("");
        assert!(!tells_errors(data), "{}: {answer}", self.document);
        let name = query.split_once(['{', '(']).and_then(|(head, _)| head.trim().rsplit(['\n', ' ']).next());
        self.answers.insert(name.unwrap_or_default().to_owned(), data.clone());
    }

    /// Opens it, and has something else answered on the same socket meanwhile.
    async fn subscription(&self, query: &str, variables: &Value, token: Option<String>) {
        let mut socket = self.server.client.connect("9901", PROTOCOL).await.expect("a WebSocket");
        let payload = json!({ "Authorization": token });
        let payload = if token.is_some() { payload } else { json!({}) };
        socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
        assert!(
            matches!(socket.receive().await, Received::Message(answer) if answer["type"] == "connection_ack")
        );
        socket.subscribe("example", query, variables.clone()).await;
        for id in ["one", "two", "three"] {
            socket.subscribe(id, "{ __typename }", json!({})).await;
            let (answer, end) = (socket.receive().await, socket.receive().await);
            for message in [answer, end] {
                assert!(
                    matches!(&message, Received::Message(message) if message["id"] == id),
                    "{}: {query}\n{message:?}",
                    self.document
                );
            }
        }
        socket.complete("example").await;
    }

    /// Runs a block of the shell and compares what it prints.
    fn shell(&self, script: &str, answer: Option<&Block<'_>>) {
        let script = format!("set -e\n{}", script.replace(ORIGIN, &self.server.client.origin));
        let ran = Command::new("sh").arg("-c").arg(&script).current_dir(self.program.folder.path()).output();
        let ran = ran.expect("a shell");
        let printed = text(&ran.stdout);
        assert!(ran.status.success() && !printed.is_empty(), "{}: {script}\n{ran:?}", self.document);
        let Some(answer) = answer else { return };
        if answer.language == "json" {
            let (given, promised) = (parsed(&printed), parsed(answer.text));
            let is_alike = members(&given) == members(&promised) && resembles(&given, &promised);
            assert!(is_alike, "{}: {script}\n{given:#}", self.document);
            assert!(!tells_errors(&given), "{}: {script}\n{given:#}", self.document);
        } else {
            assert_eq!(printed.lines().next(), answer.text.lines().next(), "{}: {script}", self.document);
        }
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// Whether there are errors in it, on top or in a payload.
fn tells_errors(answer: &Value) -> bool {
    match answer {
        Value::Object(members) => members.iter().any(|(name, value)| {
            (name == "errors" && value.as_array().is_some_and(|errors| !errors.is_empty()))
                || tells_errors(value)
        }),
        Value::Array(items) => items.iter().any(tells_errors),
        _ => false,
    }
}

/// Whether an answer is of the form that a document promises: the same members at the top, and below it one kind for what
/// both have. What a day's menu tells of a dish differs from day to day.
fn resembles(given: &Value, promised: &Value) -> bool {
    match (given, promised) {
        (Value::Object(given), Value::Object(promised)) => promised
            .iter()
            .all(|(name, promised)| given.get(name).is_none_or(|given| resembles(given, promised))),
        (Value::Array(given), Value::Array(promised)) => match (given.first(), promised.first()) {
            (Some(given), Some(promised)) => resembles(given, promised),
            _ => true,
        },
        (given, promised) => std::mem::discriminant(given) == std::mem::discriminant(promised),
    }
}

fn members(value: &Value) -> Vec<&String> {
    value.as_object().into_iter().flat_map(serde_json::Map::keys).collect()
}

#[both_engines]
async fn every_example_in_the_documents_runs_as_it_stands(database: EmptyDatabase) {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["demo", "--database-url", database.url()]);
    let mut reader = Reader { server, program, document: "", answers: HashMap::new() };
    let (mut operations, mut scripts) = (0, 0);
    for (name, document) in DOCUMENTS {
        reader.document = name;
        let blocks = blocks(document);
        for (n, block) in blocks.iter().enumerate() {
            let next = blocks.get(n + 1);
            match block.language {
                "graphql" => {
                    reader.operation(block.text, next.filter(|next| next.language == "json")).await;
                    operations += 1;
                }
                "sh" if block.text.contains(ORIGIN) => {
                    reader.shell(block.text, next.filter(|next| matches!(next.language, "json" | "")));
                    scripts += 1;
                }
                _ => {}
            }
        }
    }
    assert!(operations >= 20 && scripts >= 3, "{operations} operations and {scripts} scripts were found");
    assert!(reader.server.stop().success());
}
