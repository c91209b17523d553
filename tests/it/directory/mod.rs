//! The directory, from outside: what residents click through, and what they search.

mod budget;
mod demo;
mod isolation;
mod lists;
mod opening;
mod places;
mod relevance;
mod search;
mod texts;

use harness::TestApp;
use serde_json::{Value, json};

/// What a search finds, as kind and name.
const SEARCH: &str = "query Search($query: String!, $kinds: [SearchKind!], $first: Int, $after: String,
    $last: Int, $before: String) { municipality {
    search(query: $query, kinds: $kinds, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { __typename ... on Department { id name { value } } ... on Unit { id name { value } }
            ... on Service { id name { value } } ... on Facility { id name { value } } } } } }";

/// The names of what a search finds.
async fn names(app: &TestApp, variables: Value) -> Vec<String> {
    let answer = app.ask(SEARCH, variables).await.ok();
    let nodes = answer.list("/municipality/search/nodes");
    nodes.iter().map(|node| node["name"]["value"].as_str().unwrap().to_owned()).collect()
}

async fn found(app: &TestApp, query: &str) -> Vec<String> {
    names(app, json!({ "query": query })).await
}
