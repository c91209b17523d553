//! Values of variables: what fits, what does not, what is left out.

use serde_json::{Value, json};

use super::{ask_for, data, executor, parameters, refused};
use crate::platform::Locale;

const FILE: &str = "mutation ($input: FileInput!) { file(input: $input) }";

async fn filed(input: Value) -> Value {
    data(FILE, json!({ "input": input })).await["file"].take()
}

async fn faults(query: &str, variables: Value) -> Vec<(String, String)> {
    let answer = ask_for(&executor(), parameters(query, &variables), Locale::En).await;
    assert!(answer.get("data").is_none(), "{answer:#}");
    let errors = answer["errors"].as_array().unwrap().iter();
    errors
        .map(|error| {
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
            let field = error["extensions"]["field"].as_array().unwrap().iter();
            let field: Vec<_> = field.map(|step| step.as_str().unwrap()).collect();
            (field.join("."), error["message"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[actix_web::test]
async fn values_that_fit_reach_the_resolver() {
    assert_eq!(
        filed(json!({ "title": "Hej", "kind": "PRAISE" })).await,
        "Hej Praise 3 None None None None untouched"
    );
    assert_eq!(
        filed(json!({
            "title": "Hej", "kind": "COMPLAINT", "stars": 5, "place": { "facility": 7 }, "tags": "one",
            "day": "2026-11-21", "note": null, "inner": { "title": "In", "kind": "PRAISE" }
        }))
        .await,
        "Hej Complaint 5 Some(\"7\") Some([\"one\"]) Some(\"2026-11-21\") Some(\"In\") removed"
    );
    assert_eq!(
        data("query ($of: Float!) { ratio(of: $of) }", json!({ "of": 2 })).await,
        json!({ "ratio": 2.0 })
    );
    assert_eq!(data("query ($id: ID!) { id(id: $id) }", json!({ "id": 12 })).await, json!({ "id": "12" }));
    assert_eq!(
        data("query ($n: [Int!]!) { count(numbers: $n) }", json!({ "n": 3 })).await,
        json!({ "count": 1 })
    );
    assert_eq!(data("{ hello }", json!({ "unknown": 1 })).await, json!({ "hello": "hello" }));
}

#[actix_web::test]
async fn all_faults_come_back_at_once_each_with_its_place() {
    let input = json!({
        "kind": "ANGER", "stars": 2_147_483_648_i64, "place": { "address": "a", "facility": "b" }, "tags": [1, "a", null],
        "day": "tomorrow", "color": "red", "inner": { "title": 1, "kind": "PRAISE" }
    });
    let faults = faults(FILE, json!({ "input": input })).await;
    let said = |place: &str| {
        faults.iter().find(|(field, _)| field == place).map(|(_, said)| said.as_str()).unwrap_or_default()
    };
    assert_eq!(said("input.title"), "$input.title: a value is missing (String!).");
    assert_eq!(said("input.kind"), "$input.kind: expected Kind, one of PRAISE, COMPLAINT.");
    assert_eq!(
        said("input.stars"),
        "$input.stars: expected a whole number between -2147483648 and 2147483647."
    );
    assert_eq!(
        said("input.place"),
        "$input.place: PlaceInput takes exactly one field, and it cannot be null."
    );
    assert_eq!(said("input.tags.0"), "$input.tags.0: expected String, got a number.");
    assert_eq!(said("input.tags.2"), "$input.tags.2: cannot be null (String!).");
    assert_eq!(said("input.day"), "$input.day: expected Day, a date like 2026-11-21.");
    assert_eq!(said("input.color"), "$input.color: FileInput has no such field.");
    assert_eq!(said("input.inner.title"), "$input.inner.title: expected String, got a number.");
    assert_eq!(faults.len(), 9);
}

#[actix_web::test]
async fn values_of_the_wrong_kind_never_reach_a_resolver() {
    for (query, value) in [
        ("query ($v: Int!) { page(first: $v) }", json!(null)),
        ("query ($v: Int!) { page(first: $v) }", json!("1")),
        ("query ($v: Int!) { page(first: $v) }", json!(1.5)),
        ("query ($v: Int!) { page(first: $v) }", json!(true)),
        ("query ($v: Int!) { page(first: $v) }", json!(18_446_744_073_709_551_615_u64)),
        ("query ($v: Kind!) { shout(kind: $v) }", json!(1)),
        ("query ($v: Kind!) { shout(kind: $v) }", json!("Praise")),
        ("query ($v: [Int!]!) { count(numbers: $v) }", json!([[1]])),
        ("query ($v: PlaceInput!) { place(place: $v) }", json!([])),
        ("query ($v: PlaceInput!) { place(place: $v) }", json!({ "address": null })),
        ("query ($v: Day!) { on(day: $v) }", json!({ "a": 1 })),
        ("query ($v: ID!) { id(id: $v) }", json!(1.5)),
        ("query ($v: Float!) { ratio(of: $v) }", json!("1.5")),
    ] {
        assert_eq!(faults(query, json!({ "v": value })).await.len(), 1, "{query} {value}");
    }
    assert_eq!(faults("query ($v: Int!) { page(first: $v) }", json!({})).await[0].0, "v");
}

#[actix_web::test]
async fn an_argument_whose_variable_is_left_out_takes_its_default() {
    assert_eq!(data("query ($n: Int) { page(first: $n) }", json!({})).await, json!({ "page": 20 }));
    assert_eq!(data("query ($n: Int = 5) { page(first: $n) }", json!({})).await, json!({ "page": 5 }));
    assert_eq!(
        data("query ($n: Int = 5) { page(first: $n) }", json!({ "n": 6 })).await,
        json!({ "page": 6 })
    );
}

#[actix_web::test]
async fn the_size_of_a_list_can_be_any_variable() {
    for (query, variables, size) in [
        ("query ($n: Int) { node { some(size: $n) { id } } }", json!({}), 2),
        ("query ($n: Int) { node { some(size: $n) { id } } }", json!({ "n": 3 }), 3),
        ("query ($n: Int!) { node { some(size: $n) { id } } }", json!({ "n": 3 }), 3),
        ("query ($n: Int = 4) { node { some(size: $n) { id } } }", json!({}), 4),
        ("query ($n: Int! = 4) { node { some(size: $n) { id } } }", json!({}), 4),
    ] {
        assert_eq!(data(query, variables).await["node"]["some"].as_array().unwrap().len(), size, "{query}");
    }
}

#[actix_web::test]
async fn an_input_field_whose_variable_is_left_out_is_left_alone() {
    let query = "mutation ($note: String, $stars: Int) {
        file(input: { title: \"t\", kind: PRAISE, note: $note, stars: $stars, tags: [\"a\", \"b\"] })
    }";
    let with = async |variables| data(query, variables).await["file"].as_str().unwrap().to_owned();
    assert!(with(json!({})).await.ends_with("untouched"));
    assert!(with(json!({ "note": null })).await.ends_with("removed"));
    assert!(with(json!({ "note": "n" })).await.ends_with(" n"));
    assert!(with(json!({})).await.contains(" 3 "));
}

#[actix_web::test]
async fn a_default_decides_what_is_included() {
    let query = "query ($on: Boolean = true, $off: Boolean = false) { hello @include(if: $on) node @include(if: $off) { id } }";
    assert_eq!(data(query, json!({})).await, json!({ "hello": "hello" }));
    assert_eq!(data(query, json!({ "on": false, "off": true })).await, json!({ "node": { "id": "1" } }));
}

#[actix_web::test]
async fn a_fault_never_repeats_the_value() {
    let number = "19121212-1212";
    let variables = json!({ "input": { "title": [number], "kind": number, "day": number, number: 1 } });
    let said = format!("{:?}", faults(FILE, variables).await);
    assert!(!said.contains("1212"), "{said}");
    for query in [
        format!("{{ on(day: \"{number}\") }}"),
        "{ page(first: 191212121212) }".to_owned(),
        format!("{{ page(first: \"{number}\") }}"),
        format!("{{ shout(kind: \"{number}\") }}"),
        "{ short(text: \"191212121212\") }".to_owned(),
    ] {
        let answer = ask_for(&executor(), parameters(&query, &json!({})), Locale::Sv).await.to_string();
        assert!(answer.contains("BAD_USER_INPUT") && !answer.contains("1212"), "{answer}");
    }
}

#[actix_web::test]
async fn faults_are_told_in_swedish_unless_english_is_asked_for() {
    let parameters = parameters("query ($n: Int!) { page(first: $n) }", &json!({ "n": "x" }));
    let answer = ask_for(&executor(), parameters, Locale::Sv).await;
    assert_eq!(answer["errors"][0]["message"], "$n: väntade Int, fick en text.");
    let said = refused("query ($n: Int!) { page(first: $n) }", json!({ "n": "x" }), "BAD_USER_INPUT").await;
    assert_eq!(said, ["$n: expected Int, got a string."]);
}
