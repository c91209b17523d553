//! Finding a school.

use entity::{SchoolStatus, school};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::json;

const SCHOOLS: &str =
    "query Schools($query: String, $statuses: [SchoolStatus!], $first: Int, $after: String) {
    municipality { schools(nameContains: $query, statuses: $statuses, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { name } } } }";

const NODES: &str = "/municipality/schools/nodes";

#[both_engines]
async fn schools_are_found_by_words_in_any_case(app: TestApp) {
    for name in ["Åsgårdens skola", "Örtagårdsskolan", "Ängby 100%-skola", "Ekskolan"] {
        app.home.insert(a_school(name)).await;
    }
    app.neighbour.insert(a_school("Åsgårdens skola hos grannen")).await;
    for (words, expected) in [
        ("ÅSGÅRDEN", vec!["Åsgårdens skola"]),
        ("skola åsgård", vec!["Åsgårdens skola"]),
        ("ört", vec!["Örtagårdsskolan"]),
        ("100%", vec!["Ängby 100%-skola"]),
        ("1_0", vec![]),
        ("\\", vec![]),
        ("%", vec!["Ängby 100%-skola"]),
        ("EKSKOLAN", vec!["Ekskolan"]),
    ] {
        let answer = app.ask(SCHOOLS, json!({ "query": words })).await.ok();
        assert_eq!(answer.texts(NODES, "name"), expected, "{words}");
        assert_eq!(answer.at("/municipality/schools/totalCount"), &json!(expected.len()));
    }
    let answer = app.ask(SCHOOLS, json!({ "query": "  " })).await.ok();
    assert_eq!(answer.list(NODES).len(), 4);
    let long = "å".repeat(101);
    app.ask(SCHOOLS, json!({ "query": long })).await.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn schools_in_use_are_listed_and_others_on_request(app: TestApp) {
    app.home.insert(a_school("Ekskolan")).await;
    let closed = school::ActiveModel { status: Set(SchoolStatus::Ceased), ..a_school("Gamla skolan") };
    app.home.insert(closed).await;
    let answer = app.ask(SCHOOLS, json!({})).await.ok();
    assert_eq!(answer.texts(NODES, "name"), ["Ekskolan"]);
    let answer = app.ask(SCHOOLS, json!({ "statuses": ["CEASED"] })).await.ok();
    assert_eq!(answer.texts(NODES, "name"), ["Gamla skolan"]);
    let answer = app.ask(SCHOOLS, json!({ "statuses": [] })).await.ok();
    assert_eq!(answer.list(NODES).len(), 0);
}

#[both_engines]
async fn pages_of_schools_follow_each_other(app: TestApp) {
    for n in 0..5 {
        app.home.insert(a_school(&format!("Skola {n}"))).await;
    }
    let (mut after, mut names) = (json!(null), Vec::new());
    loop {
        let answer = app.ask(SCHOOLS, json!({ "first": 2, "after": after })).await.ok();
        names.extend(answer.texts(NODES, "name").into_iter().map(str::to_owned));
        if answer.at("/municipality/schools/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = answer.at("/municipality/schools/pageInfo/endCursor").clone();
    }
    assert_eq!(names, ["Skola 0", "Skola 1", "Skola 2", "Skola 3", "Skola 4"]);
}

#[both_engines]
async fn a_school_is_found_by_its_code(app: TestApp) {
    let coded = |code: &str, name: &str| school::ActiveModel {
        code: Set(Some(code.to_owned())),
        city: Set(Some("Björkhamn".to_owned())),
        latitude: Set(Some(59.1)),
        longitude: Set(Some(17.2)),
        ..a_school(name)
    };
    app.home.insert(coded("12345678", "Ekskolan")).await;
    app.neighbour.insert(coded("87654321", "Grannskolan")).await;
    let query = "query School($code: String!) { municipality { school(code: $code) {
        id code name status organiser schoolTypes city location { latitude longitude } } } }";
    let answer = app.ask(query, json!({ "code": "12345678" })).await.ok();
    let school = answer.at("/municipality/school");
    assert_eq!((&school["name"], &school["status"]), (&json!("Ekskolan"), &json!("ACTIVE")));
    assert_eq!((&school["organiser"], &school["schoolTypes"]), (&json!("Kommunal"), &json!(["GR"])));
    assert_eq!(school["location"], json!({ "latitude": 59.1, "longitude": 17.2 }));
    for code in ["87654321", "00000000", "", "'; DROP TABLE school"] {
        let answer = app.ask(query, json!({ "code": code })).await.ok();
        assert_eq!(answer.at("/municipality/school"), &json!(null), "{code}");
    }
}

#[both_engines]
async fn menus_of_several_schools_come_by_days_in_one_request(app: TestApp) {
    for name in ["Askskolan", "Bokskolan"] {
        let school = app.home.insert(a_school(name)).await;
        let meal = app.home.insert(a_meal(&school, "2026-09-19".parse().unwrap())).await;
        app.home.insert(a_dish(&meal, "Fisk")).await;
    }
    let query = "query($from: LocalDate, $to: LocalDate) { municipality { schools { nodes { name menu(from: $from, to: $to) {
        date meals { name } } } } } }";
    let answer = app.ask(query, json!({ "from": "2026-09-18", "to": "2026-09-21" })).await.ok();
    let menu = json!([
        { "date": "2026-09-18", "meals": [] },
        { "date": "2026-09-19", "meals": [{ "name": "Lunch" }] },
        { "date": "2026-09-21", "meals": [] },
    ]);
    assert_eq!(
        answer.at(NODES),
        &json!([{ "name": "Askskolan", "menu": menu }, { "name": "Bokskolan", "menu": menu }])
    );
    let week = app.ask(query, json!({})).await.ok();
    assert_eq!(
        week.list(&format!("{NODES}/0/menu")).len(),
        6,
        "five school days, and the Saturday with a meal"
    );
    for (from, to) in [("2026-09-18", "2026-09-17"), ("2026-09-18", "2026-10-20")] {
        app.ask(query, json!({ "from": from, "to": to }))
            .await
            .assert_codes(&["BAD_USER_INPUT", "BAD_USER_INPUT"]);
    }
}
