//! Defaults of arguments and input fields: whoever declares a variable and does not give it gets the default, as whoever
//! leaves the argument out does (`CoerceArgumentValues`, section 6.4.1 of the GraphQL specification).

use std::collections::BTreeSet;

use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::inputs::{input, outcome};
use super::schema_style::contract::{Contract, Field, Kind, Type};
use super::whole::Whole;

/// What must be given beside the argument in question, by the type that the schema asks for.
fn given(contract: &Contract, argument: &Field) -> String {
    let value = match argument.shape.trim_end_matches('!') {
        "String" => "\"x\"".to_owned(),
        "GeoBoxInput" => "{ south: 1, west: 1, north: 2, east: 2 }".to_owned(),
        name => contract.find(name).map(|of| of.fields[0].name.clone()).expect("an enum"),
    };
    format!("{}: {value}", argument.name)
}

/// The name of a type, without the signs around it.
fn named(shape: &str) -> &str {
    shape.trim_matches(['[', ']', '!'])
}

/// The fields of an input type that have a default.
fn with_default(of: &Type) -> impl Iterator<Item = &Field> {
    of.fields.iter().filter(|field| field.has_default)
}

/// Asks for a field of an object; `variable` stands in `argument`.
fn question(
    contract: &Contract,
    place: &(String, String),
    field: &Field,
    variable: &str,
    argument: &str,
) -> String {
    let required = field.arguments.iter().filter(|other| other.shape.ends_with('!') && !other.has_default);
    let mut arguments: Vec<_> = required.map(|other| given(contract, other)).collect();
    arguments.extend((!argument.is_empty()).then(|| argument.to_owned()));
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let is_object = contract.find(named(&field.shape)).is_some_and(|of| of.kind == Kind::Object);
    let selection = if is_object { "{ __typename }" } else { "" };
    format!("query{variable} {{ {} {}{arguments} {selection} {} }}", place.0, field.name, place.1)
}

#[both_engines]
async fn an_argument_whose_variable_is_not_given_has_its_default(app: TestApp) {
    let contract = Contract::read(&api::schema::sdl());
    let whole = Whole::found(&app).await;
    let actor = whole.everything().await;
    let place = |of: &str| match of {
        "Municipality" => Some(("municipality {".to_owned(), "}".to_owned())),
        "Viewer" => Some(("viewer {".to_owned(), "}".to_owned())),
        of => {
            let thing = whole.things().find(|thing| thing.kind == of)?;
            Some((format!("node(id: \"{}\") {{ ... on {of} {{", thing.id), "} }".to_owned()))
        }
    };
    let ask = async |query: String| app.ask(&query, json!({})).by(&actor).await.body;
    let (mut tried, mut wrong) = (0, Vec::new());
    for of in contract.outputs().filter(|of| of.kind == Kind::Object && of.name != "Mutation") {
        for field in &of.fields {
            for argument in &field.arguments {
                let filter = contract.find(named(&argument.shape)).filter(|of| of.kind == Kind::Input);
                let inner = filter.into_iter().flat_map(with_default);
                let inner = inner.map(|inner| {
                    (
                        inner.shape.trim_end_matches('!'),
                        format!("{}: {{ {}: $v }}", argument.name, inner.name),
                    )
                });
                let own = argument
                    .has_default
                    .then(|| (argument.shape.trim_end_matches('!'), format!("{}: $v", argument.name)));
                for (shape, written) in inner.chain(own) {
                    let place = place(&of.name).unwrap_or_else(|| panic!("no {} to ask", of.name));
                    let without = ask(question(&contract, &place, field, "", "")).await;
                    assert_eq!(without.get("errors"), None, "{}: {without}", of.path(field));
                    let query = question(&contract, &place, field, &format!("($v: {shape})"), &written);
                    let with = ask(query.clone()).await;
                    tried += 1;
                    if with != without {
                        wrong.push(format!("{query}: {with}"));
                    }
                }
            }
        }
    }
    assert!(tried > 7, "{tried}");
    assert_eq!(wrong, [""; 0]);
}

#[both_engines]
async fn an_input_field_whose_variable_is_not_given_has_its_default(app: TestApp) {
    let contract = Contract::read(&api::schema::sdl());
    let whole = Whole::found(&app).await;
    let mut seen = BTreeSet::new();
    for mutation in contract.mutations() {
        let of = contract.find(named(&mutation.arguments[0].shape)).unwrap();
        for field in with_default(of) {
            seen.insert(of.path(field));
            let mut answers = Vec::new();
            for (_, actor) in whole.actors() {
                let given = input(&whole, &mutation.name).await.unwrap();
                answers.push(filled(&app, &actor, mutation, of, field, &given).await);
            }
            assert!(answers.contains(&"ok".to_owned()), "{}: {answers:?}", of.path(field));
        }
    }
    let dishes = "mutation($i: ID!, $d: LocalDate!, $v: [AllergenStatementInput!]) {
        addMeal(input: { schoolId: $i, date: $d, name: \"Middag\", dishes: [{ name: \"Fisk\", allergens: $v }] }) {
            errors { code } } }";
    let given = input(&whole, "addMeal").await.unwrap();
    let answer =
        app.ask(dishes, json!({ "i": given["schoolId"], "d": given["date"] })).by(&whole.people.kitchen);
    assert_eq!(outcome(&answer.await, "addMeal"), "ok");
    seen.insert("MealDishInput.allergens".to_owned());

    let filters =
        contract.types.iter().filter(|of| of.kind == Kind::Input && !of.name.ends_with("FilterInput"));
    let all: BTreeSet<_> = filters.flat_map(|of| with_default(of).map(|field| of.path(field))).collect();
    assert_eq!(seen, all);
}

/// Sends a mutation with every field of its input in a variable of its own, and that of `field` not given.
async fn filled(
    app: &TestApp,
    actor: &Actor,
    mutation: &Field,
    of: &Type,
    field: &Field,
    given: &Value,
) -> String {
    let given = given.as_object().unwrap();
    let asked: Vec<_> = of
        .fields
        .iter()
        .filter(|other| given.contains_key(&other.name) || other.name == field.name)
        .collect();
    let shape = |other: &Field| {
        if other.name == field.name {
            other.shape.trim_end_matches('!').to_owned()
        } else {
            other.shape.clone()
        }
    };
    let declared: Vec<_> = asked.iter().map(|other| format!("${}: {}", other.name, shape(other))).collect();
    let written: Vec<_> = asked.iter().map(|other| format!("{0}: ${0}", other.name)).collect();
    let query = format!(
        "mutation({}) {{ {}(input: {{ {} }}) {{ errors {{ code }} }} }}",
        declared.join(", "),
        mutation.name,
        written.join(", ")
    );
    let mut variables = Value::Object(given.clone());
    variables.as_object_mut().unwrap().remove(&field.name);
    outcome(&app.ask(&query, variables).by(actor).await, &mutation.name)
}
