//! How the tables of these tests are read from the server and written down.

use harness::{Actor, Municipality, TestApp};
use serde_json::Value;

/// A value in a few words.
fn brief(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", list(items.iter().map(brief).collect())),
        Value::Object(fields) if fields.len() == 1 => fields.values().map(brief).collect(),
        Value::Object(fields) => {
            format!(
                "({})",
                list(fields.iter().map(|(name, value)| format!("{name} {}", brief(value))).collect())
            )
        }
        other => other.to_string(),
    }
}

/// What an actor reads in each of some root fields: the value of the innermost field that they name in a few words,
/// `absent` where the object around it is not there, or the code of the error.
pub async fn asked(
    app: &TestApp,
    at: &Municipality,
    actor: &Actor,
    fields: impl Iterator<Item = String>,
) -> Vec<String> {
    let fields: Vec<_> = fields.collect();
    let mut read = Vec::new();
    // As many as may stand directly under `query`.
    for fields in fields.chunks(25) {
        let query: Vec<_> = fields.iter().enumerate().map(|(n, field)| format!("l{n}: {field}")).collect();
        let query = format!("{{ {} }}", query.join(" "));
        let answer = app.post(&at.code, &query, Value::Null).by(actor).await;
        for n in 0..fields.len() {
            let alias = format!("l{n}");
            let errors = answer.body["errors"].as_array().into_iter().flatten();
            let code = errors.clone().find(|error| error["path"][0] == alias || error.get("path").is_none());
            read.push(match code {
                Some(error) => error["extensions"]["code"].as_str().expect("a code").to_owned(),
                None if answer.at(&format!("/{alias}")).is_null() => "absent".to_owned(),
                None => brief(answer.at(&format!("/{alias}"))),
            });
        }
    }
    read
}

/// Who gets what, a line for each outcome; the outcome of most is that of the others.
pub fn outcomes(read: &[(&str, String)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, outcome) in read {
        match groups.iter_mut().find(|(known, _)| known == outcome) {
            Some((_, names)) => names.push(name),
            None => groups.push((outcome, vec![name])),
        }
    }
    if groups.len() == 1 {
        return format!("    everybody: {}\n", groups[0].0);
    }
    // The first of the largest, and at the end.
    groups.sort_by_key(|(_, names)| names.len());
    let others = groups.len() - 1;
    let line = |(n, (outcome, names)): (usize, &(&str, Vec<&str>))| {
        let names = if n == others { "others".to_owned() } else { names.join(", ") };
        format!("    {names}: {outcome}\n")
    };
    groups.iter().enumerate().map(line).collect()
}
