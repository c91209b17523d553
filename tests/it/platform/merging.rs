//! A field that is asked for more than once is answered once, with everything that was asked for (section 6.3.2 of the
//! GraphQL specification), also where the lists below it are written at once.

use chrono::NaiveDate;
use harness::builders::{a_department, a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

/// A day of the week that the tests begin in.
const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();

#[both_engines]
async fn a_list_under_two_fragments_of_one_object_has_the_fields_of_both(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    app.home.insert(a_dish(&meal, "Soppa \"på\" spik\n")).await;
    let query = "query($id: ID!, $date: LocalDate!) { node(id: $id) {
        ... on School { weekMenu(date: $date) { days { date meals { name dishes { id } } } } }
        ... on Node { id ... on School { weekMenu(date: $date) { days { date meals { dishes { name } } } } } }
    } }";
    let variables = json!({ "id": format!("school:{}", school.id), "date": MONDAY });
    let answer = app.ask(query, variables).await.ok();
    let days = answer.list("/node/weekMenu/days");
    let day = days.iter().find(|day| day["date"] == json!(MONDAY)).expect("the day");
    let served = &day["meals"][0];
    assert_eq!(served["name"], meal.name.as_str(), "{answer}");
    assert_eq!(served["dishes"][0]["name"], "Soppa \"på\" spik\n", "{answer}");
    assert!(served["dishes"][0]["id"].is_string(), "{answer}");
}

#[both_engines]
async fn a_list_that_is_asked_for_under_a_directive_too_has_the_fields_of_both(app: TestApp) {
    app.home.insert(a_department("Kulturförvaltningen")).await;
    let query = "query($yes: Boolean!) { municipality { departments { nodes { id } nodes @include(if: $yes) {
        __typename name { value } name @skip(if: $yes) { locale } } } } }";
    for (yes, name) in [(true, json!({ "value": "Kulturförvaltningen" })), (false, Value::Null)] {
        let answer = app.ask(query, json!({ "yes": yes })).await.ok();
        let node = answer.at("/municipality/departments/nodes/0");
        assert!(node["id"].is_string(), "{answer}");
        assert_eq!(node["name"], name, "{answer}");
    }
}

#[both_engines]
async fn an_alias_keeps_two_lists_of_one_field_apart(app: TestApp) {
    app.home.insert(a_department("Kulturförvaltningen")).await;
    let query = "{ municipality { departments { some: nodes { id } others: nodes { kind: __typename name {
        value locale easyRead } } } } }";
    let answer = app.ask(query, Value::Null).await.ok();
    let name = json!({ "value": "Kulturförvaltningen", "locale": "sv", "easyRead": null });
    let others = json!([{ "kind": "Department", "name": name }]);
    assert_eq!(answer.at("/municipality/departments/others"), &others, "{answer}");
    assert_eq!(answer.list("/municipality/departments/some").len(), 1, "{answer}");
}
