//! What a menu said before is kept, and changes only when something else is said (M3).

use chrono::{Days, TimeDelta};
use entity::{Allergen, meal_version};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{Answer, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{Lunch, MONDAY, fed, import, lunch_of, only_meal};

const HISTORY: &str = "query History($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Meal { version
    history(first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { version at kind source
        notices { text } dishes { name optionLabel co2eGrams dietLabels dish { name }
            allergens(states: [DECLARED]) { allergen } }
        allergenChanges { dishName allergen before after dish { name } } } } } } }";

async fn history(app: &TestApp, meal: &str) -> Answer {
    app.ask(HISTORY, json!({ "id": meal })).await.ok()
}

#[both_engines]
async fn each_change_of_a_feed_is_a_version_and_what_was_said_is_kept(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    import(&app, &school, &lunch_of(MONDAY, [fed("Fisk", None, &[Allergen::Fish]), fed("Tofu", None, &[])]))
        .await;
    app.clock.advance(TimeDelta::hours(1));
    let changed = lunch_of(MONDAY, [fed("Fisk", None, &[Allergen::Fish, Allergen::Milk])]);
    import(&app, &school, &changed).await;
    let meal = format!("meal:{}", only_meal(&app, &school).await.id);
    let answer = history(&app, &meal).await;
    assert_eq!(answer.at("/node/version"), &json!(2));
    assert_eq!(answer.at("/node/history/totalCount"), &json!(2));
    let versions = answer.at("/node/history/nodes");
    assert_eq!((&versions[0]["version"], &versions[1]["version"]), (&json!(2), &json!(1)));
    assert_eq!((&versions[1]["kind"], &versions[1]["source"]), (&json!("IMPORT"), &json!("skolmaten")));
    assert!(versions[0]["at"].as_str() > versions[1]["at"].as_str(), "{answer}");
    assert_eq!(answer.texts("/node/history/nodes/0/dishes", "name"), ["Fisk"]);
    assert_eq!(answer.texts("/node/history/nodes/1/dishes", "name"), ["Fisk", "Tofu"]);
    // The tofu is gone from the menu, and still told.
    assert_eq!(versions[1]["dishes"][1]["dish"], Value::Null);
    assert_eq!(versions[1]["dishes"][0]["dish"], json!({ "name": "Fisk" }));
    assert_eq!(versions[1]["dishes"][0]["allergens"], json!([{ "allergen": "FISH" }]));
    assert_eq!(versions[1]["allergenChanges"], json!([]));
    let change = json!([{
        "dishName": "Fisk", "allergen": "MILK", "before": "UNKNOWN", "after": "DECLARED", "dish": { "name": "Fisk" },
    }]);
    assert_eq!(versions[0]["allergenChanges"], change);
}

#[both_engines]
async fn the_same_feed_again_writes_no_version(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let menu = lunch_of(MONDAY, [fed("Fisk", Some("Alt 1"), &[Allergen::Fish])]);
    for _ in 0..3 {
        import(&app, &school, &menu).await;
        app.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(app.home.rows(meal_version::Entity).await.len(), 1);
    assert_eq!(only_meal(&app, &school).await.version, 1);
}

#[both_engines]
async fn a_meal_from_before_versions_were_kept_begins_with_what_it_says(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let before = history(&app, &lunch.id()).await;
    assert_eq!(before.at("/node/history/totalCount"), &json!(1));
    assert_eq!(
        before.texts("/node/history/nodes/0/dishes", "name"),
        ["Fisk med dillsås", "Tofu med dillsås"]
    );
    assert_eq!(app.home.rows(meal_version::Entity).await.len(), 0);

    import(&app, &lunch.school, &lunch_of(MONDAY, [fed("Fisk med dillsås", None, &[])])).await;
    let answer = history(&app, &lunch.id()).await;
    assert_eq!(answer.at("/node/version"), &json!(2));
    let versions = answer.at("/node/history/nodes");
    assert_eq!((&versions[0]["version"], &versions[1]["version"]), (&json!(2), &json!(1)));
    assert_eq!(
        answer.texts("/node/history/nodes/1/dishes", "name"),
        ["Fisk med dillsås", "Tofu med dillsås"]
    );
}

#[both_engines]
async fn history_is_read_in_pages(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    for name in ["Fisk", "Tofu", "Soppa"] {
        import(&app, &school, &lunch_of(MONDAY, [fed(name, None, &[])])).await;
    }
    let meal = format!("meal:{}", only_meal(&app, &school).await.id);
    let mut names = Vec::new();
    let mut after = Value::Null;
    for left in [true, true, false] {
        let answer = app.ask(HISTORY, json!({ "id": meal, "first": 1, "after": after })).await.ok();
        names.push(answer.text("/node/history/nodes/0/dishes/0/name").to_owned());
        assert_eq!(answer.at("/node/history/pageInfo/hasNextPage"), &json!(left));
        after = answer.at("/node/history/pageInfo/endCursor").clone();
    }
    assert_eq!(names, ["Soppa", "Tofu", "Fisk"]);
    let answer = app.ask(HISTORY, json!({ "id": meal, "after": after })).await.ok();
    assert_eq!(answer.at("/node/history/nodes"), &json!([]));
}

#[both_engines]
async fn the_neighbours_versions_are_not_there(app: TestApp) {
    let theirs = app.neighbour.insert(a_school("Ekskolan")).await;
    import(&app, &theirs, &lunch_of(MONDAY, [fed("Fisk", None, &[])])).await;
    let meals = app.neighbour.rows(entity::meal::Entity).await;
    assert_eq!(history(&app, &format!("meal:{}", meals[0].id)).await.at("/node"), &Value::Null);
    let ours = app.home.insert(a_school("Ekskolan")).await;
    let meal = app.home.insert(a_meal(&ours, MONDAY + Days::new(1))).await;
    let row = entity::dish::ActiveModel { co2e_grams: Set(Some(400)), ..a_dish(&meal, "Soppa") };
    app.home.insert(row).await;
    let answer = history(&app, &format!("meal:{}", meal.id)).await;
    assert_eq!(answer.at("/node/history/nodes/0/dishes/0/co2eGrams"), &json!(400));
}
