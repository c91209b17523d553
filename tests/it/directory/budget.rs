//! How many statements the directory's lists take: the same number for one row and for many.

use entity::{ChannelKind, facility, service};
use harness::builders::{a_channel, a_department, a_facility, a_service, a_unit, offered_at, open};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::json;

/// Everything of every list, with all counts.
const EVERYTHING: &str = "{ municipality { departments { totalCount nodes { name { value } summary { value }
    units(first: 5) { totalCount nodes { name { value } department { id }
        services(first: 2) { totalCount nodes { id } } facilities(first: 2) { totalCount nodes { id isOpenNow } } } }
    services(first: 5) { totalCount nodes { name { value } description { value } fee { value } keywords lifeEvents
        channels { value } department { name { value } } unit { name { value } }
        facilities(first: 2) { totalCount nodes { isOpenNow opensNext openingExceptions { date } unit { id }
            services(first: 1) { totalCount nodes { id } } } } } } } } } }";

/// The list that the benchmark asks for.
const DIRECTORY: &str = "{ municipality { departments(first: 10) { nodes { id name { value locale }
    services(first: 20) { nodes { id name { value } summary { value } } } } } } }";

async fn a_whole_department(app: &TestApp, n: usize) {
    let department = app.home.insert(a_department(&format!("Förvaltning {n}"))).await;
    for _ in 0..2 {
        let unit = app.home.insert(a_unit(&department, "Enheten")).await;
        let service =
            service::ActiveModel { unit_id: Set(Some(unit.id)), ..a_service(&department, "Tjänsten") };
        let service = app.home.insert(service).await;
        app.home.insert(a_channel(&service, ChannelKind::Phone, "0980-319 200")).await;
        let facility = facility::ActiveModel { unit_id: Set(Some(unit.id)), ..a_facility("Platsen") };
        let facility = app.home.insert(facility).await;
        app.home.insert(open(&facility, 1, 8, 16)).await;
        app.home.insert(offered_at(&service, &facility)).await;
    }
}

#[both_engines]
async fn lists_take_as_many_statements_for_many_rows_as_for_one(app: TestApp) {
    let statements = async |query: &str| {
        let _ = app.take_statements();
        app.ask(query, json!({})).await.assert_ok();
        app.take_statements()
    };
    for (n, more) in [1, 5, 14].into_iter().enumerate() {
        for row in 0..more {
            a_whole_department(&app, 100 * n + row).await;
        }
        let (everything, directory) = (statements(EVERYTHING).await, statements(DIRECTORY).await);
        assert_eq!(directory.len(), 2, "{directory:#?}");
        // 22 kinds of things; which of them are asked for in one batch or in two depends on whose answer comes first.
        assert!((20..=30).contains(&everything.len()), "{}: {everything:#?}", everything.len());
    }
}

#[both_engines]
async fn a_list_of_services_does_not_read_their_long_texts(app: TestApp) {
    a_whole_department(&app, 0).await;
    let _ = app.take_statements();
    app.ask(DIRECTORY, json!({})).await.assert_ok();
    let statements = app.take_statements();
    assert!(statements.iter().all(|sql| !sql.contains("\"description\"")), "{statements:#?}");
}

#[both_engines]
async fn a_search_takes_one_statement_more_than_its_kinds_once_the_index_is_built(app: TestApp) {
    for n in 0..3 {
        a_whole_department(&app, n).await;
    }
    let search = async |query: &str| {
        let _ = app.take_statements();
        let query = format!(
            "{{ municipality {{ search(query: \"{query}\", first: 50) {{ totalCount nodes {{
            ... on Service {{ name {{ value }} }} ... on Unit {{ name {{ value }} }}
            ... on Facility {{ name {{ value }} }} ... on Department {{ name {{ value }} }} }} }} }} }}"
        );
        app.ask(&query, json!({})).await.assert_ok();
        app.take_statements().len()
    };
    // Building the index reads each table once.
    assert_eq!(search("tjänsten").await, 1 + 4 + 1);
    assert_eq!(search("tjänsten").await, 1 + 1);
    assert_eq!(search("tjänsten enheten platsen förvaltning").await, 1 + 4);
    assert_eq!(search("finnsinte").await, 1);
}

#[both_engines]
async fn nodes_of_one_kind_take_one_statement(app: TestApp) {
    for n in 0..5 {
        a_whole_department(&app, n).await;
    }
    let mut ids = Vec::new();
    ids.extend(
        app.home.rows(entity::department::Entity).await.iter().map(|row| format!("department:{}", row.id)),
    );
    ids.extend(app.home.rows(entity::unit::Entity).await.iter().map(|row| format!("unit:{}", row.id)));
    ids.extend(app.home.rows(service::Entity).await.iter().map(|row| format!("service:{}", row.id)));
    ids.extend(app.home.rows(facility::Entity).await.iter().map(|row| format!("facility:{}", row.id)));
    let _ = app.take_statements();
    let answer =
        app.ask("query N($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await.ok();
    assert_eq!(answer.texts("/nodes", "id"), ids);
    let statements = app.take_statements();
    assert_eq!(statements.len(), 4, "{statements:#?}");
}
