//! Allergens have three states, and silence is not absence (M2).

use entity::{Allergen, AllergenKnowledge, AllergenStates, DietLabel, Nutrient, Nutrients, StringList, dish};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::MONDAY;

const DISH: &str = "query Dish($id: ID!) { node(id: $id) { ... on Dish { dietLabels co2eGrams
    all: allergens { allergen state } declared: allergens(states: [DECLARED]) { allergen } } } }";

#[both_engines]
async fn an_allergen_that_nobody_declared_is_unknown(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    let known = AllergenStates::of([
        (Allergen::Milk, AllergenKnowledge::Declared),
        (Allergen::Nuts, AllergenKnowledge::KitchenConfirmedNone),
    ]);
    let row = dish::ActiveModel {
        allergens: Set(known),
        // A label of a release that is newer than this one.
        diet_labels: Set(["VEGETARIAN", "MOON_GROWN"].into_iter().collect()),
        co2e_grams: Set(Some(410)),
        ..a_dish(&meal, "Ostgratäng")
    };
    let gratin = app.home.insert(row).await;
    let answer = app.ask(DISH, json!({ "id": format!("dish:{}", gratin.id) })).await.ok();
    let state = |allergen: &str| {
        let all = answer.list("/node/all").iter();
        all.clone().find(|one| one["allergen"] == allergen).map(|one| one["state"].clone())
    };
    assert_eq!(answer.list("/node/all").len(), 14);
    assert_eq!(state("MILK"), Some(json!("DECLARED")));
    assert_eq!(state("NUTS"), Some(json!("KITCHEN_CONFIRMED_NONE")));
    let unknown = answer.list("/node/all").iter().filter(|one| one["state"] == "UNKNOWN").count();
    assert_eq!(unknown, 12);
    assert_eq!(answer.at("/node/declared"), &json!([{ "allergen": "MILK" }]));
    assert_eq!(answer.at("/node/dietLabels"), &json!(["VEGETARIAN"]));
    assert_eq!(answer.at("/node/co2eGrams"), &json!(410));
}

#[both_engines]
async fn a_dish_tells_what_it_is_made_of_and_what_a_portion_gives(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    let energy = |amount| Nutrient {
        name: "Energi (kJ)".to_owned(),
        amount,
        unit: Some("kJ".to_owned()),
        code: Some("ENKJ".to_owned()),
    };
    let salt = Nutrient { name: "Salt".to_owned(), amount: 1.5, unit: None, code: None };
    let row = dish::ActiveModel {
        description: Set(Some("Krämig, med ost".to_owned())),
        ingredients: Set(Some(["Pasta", "Ost"].into_iter().collect())),
        nutrients: Set(Some(Nutrients(vec![energy(1958.69), salt]))),
        ..a_dish(&meal, "Ostgratäng")
    };
    let gratin = app.home.insert(row).await;
    let soup = app.home.insert(a_dish(&meal, "Soppa")).await;
    let query = "query Dish($id: ID!) { node(id: $id) { ... on Dish {
        description ingredients nutrients { name amount unit code } } } }";
    let answer = app.ask(query, json!({ "id": format!("dish:{}", gratin.id) })).await.ok();
    assert_eq!(
        answer.at("/node"),
        &json!({ "description": "Krämig, med ost", "ingredients": ["Pasta", "Ost"], "nutrients": [
            { "name": "Energi (kJ)", "amount": 1958.69, "unit": "kJ", "code": "ENKJ" },
            { "name": "Salt", "amount": 1.5, "unit": null, "code": null },
        ] })
    );
    let answer = app.ask(query, json!({ "id": format!("dish:{}", soup.id) })).await.ok();
    assert_eq!(answer.at("/node"), &json!({ "description": null, "ingredients": [], "nutrients": [] }));
}

#[both_engines]
async fn an_empty_import_says_nothing_of_allergens(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    let labels: StringList = StringList::of_kinds([DietLabel::LactoseFree]);
    let row = dish::ActiveModel { diet_labels: Set(labels), ..a_dish(&meal, "Soppa") };
    let soup = app.home.insert(row).await;
    let answer = app.ask(DISH, json!({ "id": format!("dish:{}", soup.id) })).await.ok();
    let is_unknown = |one: &Value| one["state"] == "UNKNOWN";
    assert!(
        answer.list("/node/all").iter().all(is_unknown),
        "a label is no statement on allergens: {answer}"
    );
}
