//! How search behaves (D3); what it finds first is in `relevance`.

use entity::{Texts, department, service};
use harness::builders::{a_department, a_facility, a_service, a_unit};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::json;

use super::{SEARCH, found, names};

/// A department with services of these names.
async fn services(app: &TestApp, names: &[&str]) -> department::Model {
    let department = app.home.insert(a_department("Förvaltningen")).await;
    for name in names {
        app.home.insert(a_service(&department, name)).await;
    }
    department
}

#[both_engines]
async fn a_word_finds_its_compounds_and_a_compound_its_words(app: TestApp) {
    services(&app, &["Sophämtning", "Skolskjuts", "Gatubelysning"]).await;
    for (query, expected) in [
        ("sopor", "Sophämtning"),
        ("hämtning", "Sophämtning"),
        ("skola", "Skolskjuts"),
        ("gata", "Gatubelysning"),
    ] {
        assert_eq!(found(&app, query).await, [expected], "{query}");
    }
    services(&app, &["Sopor", "Belysning"]).await;
    assert_eq!(found(&app, "sophämtning").await, ["Sophämtning", "Sopor"]);
    assert_eq!(found(&app, "gatubelysning").await, ["Gatubelysning", "Belysning"]);
}

#[both_engines]
async fn case_accents_inflection_and_slips_are_forgiven(app: TestApp) {
    services(&app, &["Bygglov", "Biblioteket", "Återvinning", "Förskolor"]).await;
    for (query, expected) in [
        ("BYGGLOV", "Bygglov"),
        ("bygglovet", "Bygglov"),
        ("bygglåv", "Bygglov"),
        ("byglov", "Bygglov"),
        ("bygg lov", "Bygglov"),
        ("biblotek", "Biblioteket"),
        ("bibliotekens", "Biblioteket"),
        ("bilbiotek", "Biblioteket"),
        ("atervinning", "Återvinning"),
        ("återvinna", "Återvinning"),
        ("förskola", "Förskolor"),
        ("forskolan", "Förskolor"),
        ("försokla", "Förskolor"),
        ("fo\u{308}rskola", "Förskolor"),
    ] {
        assert_eq!(found(&app, query).await, [expected], "{query}");
    }
}

#[both_engines]
async fn a_word_is_found_while_it_is_typed(app: TestApp) {
    services(&app, &["Bibliotek", "Bygglov"]).await;
    for end in 2..="bibliotek".len() {
        assert_eq!(found(&app, &"bibliotek"[..end]).await, ["Bibliotek"]);
    }
}

#[both_engines]
async fn texts_of_all_languages_are_searched(app: TestApp) {
    let department = services(&app, &[]).await;
    let name =
        Texts::of("sv", "Bibliotek").and("en", "Libraries").and("fi", "Kirjastot").and("ar", "المكتبات");
    app.home.insert(service::ActiveModel { name: Set(name), ..a_service(&department, "") }).await;
    for query in ["library", "LIBRARIES", "kirjasto", "kirjastossa", "المكتبات", "مكتبة"] {
        assert_eq!(found(&app, query).await, ["Bibliotek"], "{query}");
    }
}

#[both_engines]
async fn all_kinds_of_things_are_found_and_can_be_told_apart(app: TestApp) {
    let department = app.home.insert(a_department("Bad och bibliotek")).await;
    app.home.insert(a_unit(&department, "Badenheten")).await;
    app.home.insert(a_service(&department, "Badkort")).await;
    app.home.insert(a_facility("Stora badet")).await;
    let answer = app.ask(SEARCH, json!({ "query": "bad" })).await.ok();
    let mut kinds = answer.texts("/municipality/search/nodes", "__typename");
    kinds.sort_unstable();
    assert_eq!(kinds, ["Department", "Facility", "Service", "Unit"]);
    let of = async |kinds: &[&str]| names(&app, json!({ "query": "bad", "kinds": kinds })).await;
    assert_eq!(of(&["FACILITY"]).await, ["Stora badet"]);
    assert_eq!(of(&["UNIT"]).await, ["Badenheten"]);
    assert_eq!(of(&["SERVICE", "DEPARTMENT"]).await.len(), 2);
    assert_eq!(of(&[]).await.len(), 4);
}

#[both_engines]
async fn what_changes_is_found_at_once(app: TestApp) {
    let department = services(&app, &["Bygglov"]).await;
    assert_eq!(found(&app, "trygghetslarm").await, [""; 0]);
    let alarm = app.home.insert(a_service(&department, "Trygghetslarm")).await;
    assert_eq!(found(&app, "trygghetslarm").await, ["Trygghetslarm"]);
    // As an import writes: past every scope, with the time of the change.
    let connection = app.foundation().platform.connection();
    let rename = service::ActiveModel {
        municipality_id: Set(app.home.id),
        id: Set(alarm.id),
        name: Set(Texts::of("sv", "Larmknapp")),
        updated_at: Set(alarm.updated_at + chrono::TimeDelta::microseconds(1)),
        ..sea_orm::ActiveModelTrait::default()
    };
    sea_orm::EntityTrait::update(rename).exec(connection).await.unwrap();
    assert_eq!(found(&app, "trygghetslarm").await, [""; 0]);
    assert_eq!(found(&app, "larmknapp").await, ["Larmknapp"]);
    sea_orm::ModelTrait::delete(alarm, connection).await.unwrap();
    assert_eq!(found(&app, "larmknapp").await, [""; 0]);
}

#[both_engines]
async fn pages_of_hits_join_without_gap_or_overlap(app: TestApp) {
    let all: Vec<_> = (0..7).map(|n| format!("Bygglov {n}")).collect();
    services(&app, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (mut after, mut seen) = (json!(null), Vec::new());
    loop {
        let answer = app.ask(SEARCH, json!({ "query": "bygglov", "first": 3, "after": after })).await.ok();
        let nodes = answer.list("/municipality/search/nodes");
        seen.extend(nodes.iter().map(|node| node["name"]["value"].as_str().unwrap().to_owned()));
        assert_eq!(answer.at("/municipality/search/totalCount"), &json!(7));
        let page = answer.at("/municipality/search/pageInfo");
        after = page["endCursor"].clone();
        if page["hasNextPage"] == false {
            break;
        }
    }
    // Equal hits stand in the order of their names.
    assert_eq!(seen, all);
    let backward = names(&app, json!({ "query": "bygglov", "last": 2, "before": after })).await;
    assert_eq!(backward, all[4..6]);
}

#[both_engines]
async fn odd_queries_do_no_harm(app: TestApp) {
    services(&app, &["Bygglov", "Om kommunen"]).await;
    for query in [
        "",
        "   ",
        "%",
        "*",
        "\"",
        "'; DROP TABLE service; --",
        "\0",
        "och",
        "🙂",
        "((((",
        "a OR b",
        "-",
        "\u{202e}",
    ] {
        let hits = found(&app, query).await;
        assert!(hits.len() <= 1, "{query:?} found {hits:?}");
    }
    // A word that says nothing is searched when there is no other.
    assert_eq!(found(&app, "om").await, [""; 0]);
    assert_eq!(found(&app, &"bygglov ".repeat(20)).await, ["Bygglov"]);
    assert_eq!(found(&app, &"å".repeat(200)).await, [""; 0]);
    app.ask(SEARCH, json!({ "query": "å".repeat(201) })).await.assert_codes(&["BAD_USER_INPUT"]);
    for paging in [
        json!({ "first": 0 }),
        json!({ "first": 101 }),
        json!({ "after": "x" }),
        json!({ "first": 1, "last": 1 }),
    ] {
        let mut variables = paging;
        variables["query"] = json!("bygglov");
        app.ask(SEARCH, variables).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}
