//! Documents that must run, and documents that must not.

use serde_json::json;

use super::{ask_for, data, executor, parameters, refused};
use crate::{
    platform::Locale,
    schema::{Answer, Audience},
};

#[actix_web::test]
async fn a_valid_document_runs_the_first_time_and_every_time() {
    let executor = executor();
    for _ in 0..3 {
        let answer =
            ask_for(&executor, parameters("{ node { id child { name } } }", &json!(null)), Locale::Sv).await;
        assert_eq!(answer, json!({ "data": { "node": { "id": "1", "child": { "name": "node 2" } } } }));
    }
}

#[actix_web::test]
async fn what_async_graphql_lets_through_is_refused() {
    for (query, why) in [
        ("{ node { x: id } node { x: name } }", "fields that conflict below the top"),
        ("{ node { child { x: id } child { x: name } } }", "fields that conflict further down"),
        (
            "{ node { ...A ...B } } fragment A on Node { x: id } fragment B on Node { x: name }",
            "conflict in fragments",
        ),
        (
            "{ node { children(first: 1) { id } children(first: 2) { id } } }",
            "the same key with other arguments",
        ),
        ("{ shout(kind: \"PRAISE\") }", "an enum as a string"),
        ("{ page(first: 2147483648) }", "an integer of more than 32 bits"),
        (
            "mutation { file(input: { title: \"a\", title: \"b\", kind: PRAISE }) }",
            "an input field given twice",
        ),
        ("{ place(place: { address: \"a\", facility: \"b\" }) }", "two of a choice of one"),
        ("{ place(place: {}) }", "none of a choice of one"),
        (
            "query ($a: String) { place(place: { address: $a }) }",
            "a variable that can be null in a choice of one",
        ),
        ("{ on(day: \"tomorrow\") }", "a scalar that cannot be read"),
        ("{ on(day: 20261121) }", "a scalar of another kind"),
        ("subscription { ticks other: ticks }", "a subscription to two things"),
        ("{ hello @skip(if: true) @skip(if: false) }", "a directive given twice"),
        ("query ($a: Int, $a: Int) { page(first: $a) }", "a variable declared twice"),
    ] {
        let said = refused(query, json!({}), "BAD_USER_INPUT").await;
        assert!(!said.is_empty(), "{why}");
    }
}

#[actix_web::test]
async fn an_invalid_document_says_what_and_where() {
    for (query, expected) in [
        ("{", "expected"),
        ("", "Unexpected <EOF>"),
        ("{ node { nme } }", "name"),
        ("{ node }", "selection"),
        ("{ hello { a } }", "hello"),
        ("{ nothing }", "nothing"),
        ("{ page(frist: 1) }", "frist"),
        ("{ shout }", "kind"),
        ("{ ...A }", "A"),
        ("{ hello } fragment A on Node { id }", "A"),
        ("query ($a: Int!) { hello }", "a"),
        ("{ page(first: $a) }", "a"),
        ("{ page(first: \"one\") }", "Int"),
        ("type A { a: Int }", "not executable"),
    ] {
        let said = refused(query, json!({}), "BAD_USER_INPUT").await;
        assert!(said.iter().any(|said| said.contains(expected)), "{query}: {said:?}");
        assert!(!said.concat().contains('\n'), "{query}: {said:?}");
    }
    let answer = ask_for(&executor(), parameters("{\n  node { nme }\n}", &json!({})), Locale::En).await;
    assert_eq!(answer["errors"][0]["locations"], json!([{ "line": 2, "column": 10 }]));
}

#[actix_web::test]
async fn a_value_that_is_written_wrong_is_told_in_the_clients_language_with_its_place() {
    let query = "mutation {
        file(input: { title: \"a\", kind: ANGER, inner: { title: \"b\", kind: \"PRAISE\", day: \"soon\" } })
    }";
    let answer = ask_for(&executor(), parameters(query, &json!({})), Locale::Sv).await;
    let said: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| &error["message"]).collect();
    assert_eq!(
        said,
        [
            "input.kind: väntade Kind, något av PRAISE, COMPLAINT.",
            "input.inner.kind: väntade Kind, något av PRAISE, COMPLAINT.",
            "input.inner.day: väntade Day, ett datum som 2026-11-21.",
        ]
    );
    assert_eq!(answer["errors"][2]["extensions"]["field"], json!(["input", "inner", "day"]));
    assert_eq!(answer["errors"][0]["locations"][0]["line"], 2);
    let variable = parameters("query ($v: Day!) { on(day: $v) }", &json!({ "v": "soon" }));
    let answer = ask_for(&executor(), variable, Locale::Sv).await;
    assert_eq!(answer["errors"][0]["message"], "$v: väntade Day, ett datum som 2026-11-21.");
}

#[actix_web::test]
async fn fragments_on_interfaces_run() {
    let query = "{ things { __typename id ... on Node { number } ...L } } fragment L on Leaf { colour }";
    assert_eq!(
        data(query, json!({})).await,
        json!({ "things": [
            { "__typename": "Node", "id": "7", "number": 7 },
            { "__typename": "Leaf", "id": "leaf", "colour": "green" },
        ] })
    );
}

#[actix_web::test]
async fn the_named_operation_runs_and_the_others_ask_nothing_of_it() {
    let query =
        "query A { hello } query B($n: [Int!]!) { count(numbers: $n) ...F } fragment F on Query { hello }";
    let run = async |name: Option<&str>| {
        let parameters = serde_json::from_value(json!({ "query": query, "operationName": name })).unwrap();
        ask_for(&executor(), parameters, Locale::En).await
    };
    assert_eq!(run(Some("A")).await, json!({ "data": { "hello": "hello" } }));
    assert_eq!(run(Some("B")).await["errors"][0]["extensions"]["field"], json!(["n"]));
    assert_eq!(run(Some("C")).await["errors"][0]["message"], "The document has no operation named \"C\".");
    for none in [None, Some("")] {
        assert_eq!(run(none).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    let parameters = serde_json::from_value(json!({ "query": "{ hello }", "operationName": "" })).unwrap();
    assert_eq!(ask_for(&executor(), parameters, Locale::En).await, json!({ "data": { "hello": "hello" } }));
}

#[actix_web::test]
async fn a_subscription_is_sent_to_the_websocket() {
    let said = refused("subscription { ticks }", json!({}), "BAD_USER_INPUT").await;
    assert!(said[0].contains("WebSocket"), "{said:?}");
}

#[actix_web::test]
async fn a_key_that_is_asked_for_twice_is_answered_once() {
    let query =
        "{ node { id id child { id } child { name } ...F } } fragment F on Node { child { number } id }";
    assert_eq!(
        data(query, json!({})).await,
        json!({ "node": { "id": "1", "child": { "id": "2", "name": "node 2", "number": 2 } } })
    );
}

#[actix_web::test]
async fn a_mutation_that_is_written_twice_happens_once() {
    let query = "mutation { count(key: \"twice\") { number } ...Again ... on Mutation { count(key: \"twice\") { id } } }
        fragment Again on Mutation { count(key: \"twice\") { name } other: count(key: \"twice\") { number } }";
    assert_eq!(
        data(query, json!({})).await,
        json!({ "count": { "number": 1, "name": "node 1", "id": "1" }, "other": { "number": 2 } })
    );
}

#[actix_web::test]
async fn conditions_hold_for_what_they_are_written_on() {
    let query = "query ($yes: Boolean!, $no: Boolean!) {
        node { id @include(if: $no) ...A @skip(if: $yes) ... @include(if: $yes) { number child { id } } child { name } }
        things { ...B ... on Thing { id } ... on Node @include(if: $no) { name } }
    }
    fragment A on Node { name }
    fragment B on Thing { __typename ... on Leaf { colour ...C } ... on Node { ...A } }
    fragment C on Leaf { id colour }";
    assert_eq!(
        data(query, json!({ "yes": true, "no": false })).await,
        json!({
            "node": { "number": 1, "child": { "id": "2", "name": "node 2" } },
            "things": [
                { "__typename": "Node", "name": "node 7", "id": "7" },
                { "__typename": "Leaf", "colour": "green", "id": "leaf" },
            ],
        })
    );
}

#[actix_web::test]
async fn the_order_of_keys_is_the_order_asked_for() {
    let prepared =
        executor().prepare(parameters("{ z: hello node { number id } a: hello }", &json!({}))).unwrap();
    let audience = Audience { locale: Locale::Sv, request_id: "r1" };
    let Answer::Executed(response) = executor().execute(prepared, audience, executor().deadline()).await
    else {
        panic!("it runs")
    };
    let text = serde_json::to_string(&response.data).unwrap();
    assert_eq!(text, r#"{"z":"hello","node":{"number":1,"id":"1"},"a":"hello"}"#);
}
