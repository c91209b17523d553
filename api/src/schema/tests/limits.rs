//! Every bound, just inside and just outside; and what must not bring the process down.

use std::fmt::Write as _;

use serde_json::json;

use super::{ask, data, executor, executor_with, refused, refused_by};
use crate::schema::Limits;

fn nested(field: &str, depth: usize) -> String {
    format!("{{ node {}id{} }}", format!("{{ {field} ").repeat(depth), " }".repeat(depth))
}

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().concat()
}

async fn exceeds(limits: Limits, query: &str) -> String {
    let answer = ask(&executor_with(limits), query, json!({})).await;
    let error = &answer["errors"][0]["extensions"];
    assert_eq!(error["code"], "QUERY_TOO_COMPLEX", "{answer:#}");
    format!("{} {}", error["limit"].as_str().unwrap(), error["allowed"])
}

#[actix_web::test]
async fn each_bound_is_named_when_it_is_exceeded() {
    let few = || Limits {
        document_bytes: 400,
        nesting: 8,
        depth: 4,
        selections: 12,
        aliases: 3,
        directives: 2,
        root_fields: 5,
        complexity: 100,
        ..Limits::default()
    };
    for (within, beyond, limit) in [
        (
            format!("{{ hello #{} \n}}", "x".repeat(380)),
            format!("{{ hello #{} \n}}", "x".repeat(390)),
            "documentBytes 400",
        ),
        (
            "{ count(numbers: [[[[[[]]]]]]) }".to_owned(),
            "{ count(numbers: [[[[[[[]]]]]]]) }".to_owned(),
            "nesting 8",
        ),
        (
            nested("child", 0).replace("id", "{ child { child { id } } }"),
            nested("child", 3).replace("id", "{ id }"),
            "depth 4",
        ),
        (
            "{ a: hello b: hello c: hello }".to_owned(),
            "{ a: hello b: hello c: hello d: hello }".to_owned(),
            "aliases 3",
        ),
        (
            "{ hello @skip(if: false) node @include(if: true) { id } }".to_owned(),
            "{ hello @skip(if: false) node @include(if: true) { id @skip(if: false) } }".to_owned(),
            "directives 2",
        ),
        (
            "{ hello hello hello hello hello }".to_owned(),
            "{ hello hello hello hello hello hello }".to_owned(),
            "rootFields 5",
        ),
        (
            "{ node { id id id id id id id id id id } }".to_owned(),
            "{ node { id id id id id id id id id id id id } }".to_owned(),
            "selections 12",
        ),
        (
            "{ node { children(first: 49) { id name } } }".to_owned(),
            "{ node { children(first: 50) { id name } } }".to_owned(),
            "complexity 100",
        ),
    ] {
        let answer = ask(&executor_with(few()), &within, json!({})).await;
        assert_ne!(answer["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX", "{within}: {answer:#}");
        assert_eq!(exceeds(few(), &beyond).await, limit, "{beyond}");
    }
}

#[actix_web::test]
async fn fragments_count_as_often_as_they_are_used() {
    let few = Limits { aliases: 3, ..Limits::default() };
    let twice = "{ node { ...A child { ...A } } } fragment A on Node { a: id b: id }";
    assert_eq!(exceeds(few, twice).await, "aliases 3");
}

#[actix_web::test]
async fn the_page_size_multiplies_also_when_it_is_a_variable() {
    let executor = executor_with(Limits { complexity: 1_000, ..Limits::default() });
    let query = "query ($n: Int) { node { children(first: $n) { children(first: $n) { id } } } }";
    assert!(ask(&executor, query, json!({ "n": 10 })).await.get("errors").is_none());
    refused_by(&executor, query, json!({ "n": 100 }), "QUERY_TOO_COMPLEX").await;
    assert!(
        ask(&executor, query, json!({})).await.get("errors").is_none(),
        "20 × 20 when nothing is asked for"
    );
}

#[actix_web::test]
async fn the_standard_introspection_query_passes_and_a_deeper_one_does_not() {
    let schema = data(include_str!("introspection.graphql"), json!({})).await;
    assert_eq!(schema["__schema"]["queryType"]["name"], "Query");
    let unfolding = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    refused(unfolding, json!({}), "QUERY_TOO_COMPLEX").await;
    let again = many(99, |i| format!("t{i}: types {{ fields {{ name type {{ name }} }} }} "));
    let few = Limits { introspection: 5_000, ..Limits::default() };
    let once = "{ __schema { types { fields { name type { name } } } } }";
    assert!(ask(&executor_with(few.clone()), once, json!({})).await.get("errors").is_none());
    assert_eq!(exceeds(few, &format!("{{ __schema {{ {again} }} }}")).await, "introspection 5000");
}

#[actix_web::test]
async fn no_nesting_brings_the_process_down() {
    let deep = |open: &str, close: &str, middle: &str| {
        let depth = 30_000 / (open.len() + close.len());
        format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
    };
    for query in [
        "{".repeat(32_000),
        deep("{a", "}", ""),
        format!("{{ count(numbers: {}", "[".repeat(32_000)),
        format!("{{ count(numbers: {}) }}", deep("[", "]", "1")),
        format!("{{ place(place: {}) }}", deep("{a:", "}", "1")),
        format!("query ($a: {}) {{ hello }}", deep("[", "]", "Int")),
        format!("query ($a: Int = {}) {{ hello }}", deep("[", "]", "1")),
        format!("{{ hello @a(b: {}) }}", deep("[", "]", "1")),
        format!("{{ hello(\"\"\" {{ \\\"\"\" {{ {}", "{".repeat(30_000)),
        format!("{{ hello(a: \"\\\" \n {}", "{".repeat(30_000)),
        "(".repeat(32_000),
    ] {
        let answer = ask(&executor(), &query, json!({})).await;
        assert!(answer.get("data").is_none(), "{}", &query[..60]);
    }
}

#[actix_web::test]
async fn fragments_that_multiply_are_refused_before_they_are_unfolded() {
    let mut bomb = "{ node { ...F0 } }".to_owned();
    for level in 0..28 {
        write!(bomb, " fragment F{level} on Node {{ ...F{} ...F{} }}", level + 1, level + 1).unwrap();
    }
    bomb += " fragment F28 on Node { id }";
    assert_eq!(exceeds(Limits::default(), &bomb).await, "selections 2000");

    let mut chain = "{ node { ...F0 } }".to_owned();
    for level in 0..600 {
        write!(chain, " fragment F{level} on Node {{ ...F{} }}", level + 1).unwrap();
    }
    chain += " fragment F600 on Node { id }";
    assert_eq!(exceeds(Limits::default(), &chain).await, "nesting 160");

    for cycle in [
        "{ node { ...A } } fragment A on Node { ...A }",
        "{ node { ...A } } fragment A on Node { child { ...B ...B } } fragment B on Node { ...A ...A }",
        "{ hello } fragment A on Node { child { ...A } }",
    ] {
        let said = refused(cycle, json!({}), "BAD_USER_INPUT").await;
        assert!(said[0].contains("contains itself"), "{said:?}");
    }
}

#[actix_web::test]
async fn the_largest_documents_are_refused() {
    let executor = executor();
    for query in [
        format!("{{ {} }}", "nme ".repeat(8_000)),
        format!("{{ node {{ {} }} }}", "nme ".repeat(1_900)),
        format!("{{ node {{ {} }} }}", many(900, |i| format!("child {{ n{i} }}"))),
        format!("query ({}) {{ hello }}", many(2_500, |i| format!("$v{i}: Int "))),
        format!("{{ count(numbers: [{}]) }}", "\"\" ".repeat(9_000)),
        format!("{{ hello {} }}", "@x ".repeat(99)),
        many(1_500, |i| format!("query q{i} {{ hello }} ")),
        "😀".repeat(8_000),
        "\"".repeat(32_000),
        "#".repeat(32_000),
        ",".repeat(32_000),
    ] {
        let answer = ask(&executor, &query, json!({})).await;
        assert!(answer["errors"].is_array(), "{answer}: {}", query.chars().take(60).collect::<String>());
    }
}
