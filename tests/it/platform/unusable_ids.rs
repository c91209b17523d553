//! Ids in the inputs of mutations that name nothing: each is answered by a user error that names the field, whatever is wrong
//! with the id.

use std::collections::HashMap;

use api::schema::sdl;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use harness::{Answer, TestApp, both_engines};
use serde_json::{Value, json};
use uuid::Uuid;

use super::authorization_coverage::fields;
use super::inputs::{input, mutate};
use super::schema_style::contract::without_schema_description;
use super::whole::{Whole, id, unique};

/// Values of the scalar ID that name no object: they are made up by the client.
const OF_CLIENTS: [&str; 3] = ["idempotencyKey", "installationId", "tapId"];

/// The fields of each input, by its name, with their types.
fn inputs() -> HashMap<String, Vec<(String, String)>> {
    let document = parse_schema(without_schema_description(&sdl())).expect("the schema to be well-formed");
    let inputs = document.definitions.into_iter().filter_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else { return None };
        let TypeKind::InputObject(object) = definition.node.kind else { return None };
        let fields = object.fields.into_iter().map(|field| {
            let ty = field.node.ty.node.to_string();
            (field.node.name.node.to_string(), ty.trim_matches(['[', ']', '!']).to_owned())
        });
        Some((definition.node.name.node.to_string(), fields.collect()))
    });
    inputs.collect()
}

/// The paths to all ids in an input, also to those that the value leaves out.
fn paths(inputs: &HashMap<String, Vec<(String, String)>>, of: &str, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, ty) in inputs.get(of).into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (&value[name], ty.as_str()) {
            (_, "ID") if OF_CLIENTS.contains(&name.as_str()) => {}
            (Value::Array(ids), "ID") => found.extend((0..ids.len()).map(|place| format!("{at}/{place}"))),
            (_, "ID") => found.push(at),
            (Value::Array(items), ty) => {
                for (place, item) in items.iter().enumerate() {
                    found.extend(paths(inputs, ty, item, &format!("{at}/{place}")));
                }
            }
            (item @ Value::Object(_), ty) => found.extend(paths(inputs, ty, item, &at)),
            _ => {}
        }
    }
    found
}

/// The kind of the object that the id at a path names.
fn kind(value: &Value, path: &str) -> String {
    if let Some(known) = value.pointer(path).and_then(Value::as_str) {
        return known.split(':').next().unwrap_or_default().to_owned();
    }
    let kind = match path.rsplit('/').next().unwrap_or_default() {
        "dishId" | "id" => "dish",
        "categoryId" => "submission-category",
        "submissionId" => "submission",
        other => panic!("say which kind {other} names"),
    };
    kind.to_owned()
}

fn put(value: &mut Value, path: &str, id: &str) {
    let (parent, name) = path.rsplit_once('/').expect("a path");
    match value.pointer_mut(parent).expect("a parent") {
        Value::Array(items) => items[name.parse::<usize>().expect("a place")] = json!(id),
        parent => parent[name] = json!(id),
    }
}

/// The codes and paths of the user errors.
fn errors(answer: &Answer, mutation: &str) -> Vec<(String, Value)> {
    answer.assert_ok();
    let errors = answer.list(&format!("/{mutation}/errors"));
    errors.iter().map(|error| (error["code"].to_string(), error["field"].clone())).collect()
}

#[both_engines]
async fn an_unusable_id_in_an_input_is_answered_as_an_unknown_one(app: TestApp) {
    let whole = Whole::found(&app).await;
    let actor = whole.everything().await;
    let inputs = inputs();
    let mut wrong = Vec::new();
    for mutation in fields(&app, "Mutation").await {
        let of = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let valid = input(&whole, &mutation).await.expect("an input");
        for path in paths(&inputs, &of, &valid, "") {
            let kind = kind(&valid, &path);
            let unknown = Uuid::from_u64_pair(0x5eed, unique());
            let mut told = Vec::new();
            for unusable in
                [id(&kind, unknown), "199001012384".to_owned(), id("unit", unknown), String::new()]
            {
                let mut unusable_input = input(&whole, &mutation).await.expect("an input");
                put(&mut unusable_input, &path, &unusable);
                let answer = mutate(&app, &whole.here, &actor, &mutation, &unusable_input).await;
                told.push(errors(&answer, &mutation));
            }
            let field: Vec<_> = path.split('/').skip(1).collect();
            let names_field = told[0].iter().any(|(_, at)| *at == json!(field));
            if !names_field || told.iter().any(|each| *each != told[0]) {
                wrong.push(format!("{mutation} {path}: {told:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
