//! Menus that are kept as calendars or given by Open Meal and `MenuGo`: the same again changes nothing, whatever its ids are,
//! and what a feed drops stays.

use entity::{AllergenKnowledge, AllergenStates, NoticeKind, Notices, StringList, dish, meal};
use harness::{TestDatabase, both_engines, real_file};

use super::desk::Desk;

/// A calendar of these days, with ids that only this calendar has.
fn calendar(uid: &str, days: &[(&str, &str)]) -> String {
    let events = days.iter().map(|(when, dishes)| {
        format!("BEGIN:VEVENT\r\nUID:{uid}-{when}\r\n{when}\r\nSUMMARY:Matsedel\r\nDESCRIPTION:{dishes}\r\nEND:VEVENT\r\n")
    });
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Askskolan matsedel\r\n{}END:VCALENDAR\r\n",
        events.collect::<String>()
    )
}

const MONDAY: (&str, &str) = ("DTSTART;VALUE=DATE:20260105", "Fisk\\, sås\\nTofu\\nLunch");
/// Midnight of the 6th in Sweden.
const TUESDAY: (&str, &str) = ("DTSTART:20260105T230000Z\r\nDTEND:20260106T230000Z", "Trettondedag jul");
const NEW_YEAR: (&str, &str) = ("DTSTART;TZID=Europe/Stockholm:20251231T110000", "Kökets val");

#[both_engines]
async fn a_calendar_that_changes_every_id_and_drops_past_days_changes_nothing(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    assert_eq!(desk.counts(calendar("a", &[NEW_YEAR, MONDAY, TUESDAY])).await, [4, 0, 0, 0, 0]);
    let (meals, dishes) = (desk.rows(meal::Entity).await, desk.rows(dish::Entity).await);
    let mut days: Vec<_> = meals.iter().map(|meal| (meal.served_on.to_string(), meal.name.clone())).collect();
    days.sort();
    let lunch = |day: &str| (day.to_owned(), "Lunch".to_owned());
    assert_eq!(days, [lunch("2025-12-31"), lunch("2026-01-05"), lunch("2026-01-06")]);
    let kinds = |notices: &Option<Notices>| {
        notices.iter().flat_map(|n| &n.0).map(|notice| notice.kind).collect::<Vec<_>>()
    };
    let mut notices: Vec<_> = meals.iter().flat_map(|meal| kinds(&meal.notices)).collect();
    notices.sort_by_key(|kind| format!("{kind:?}"));
    assert_eq!(notices, [NoticeKind::Holiday, NoticeKind::KitchensChoice]);
    assert_eq!(dishes.len(), 2);
    // The night after: other ids, the past day gone, the rest as it was.
    assert_eq!(desk.counts(calendar("b", &[MONDAY, TUESDAY])).await, [0, 0, 3, 0, 0]);
    assert_eq!(desk.rows(meal::Entity).await.len(), 3);
    let mut again = desk.rows(dish::Entity).await;
    again.sort_by_key(|dish| dish.id);
    let mut dishes = dishes;
    dishes.sort_by_key(|dish| dish.id);
    assert_eq!(again, dishes);
}

#[both_engines]
async fn sixteen_weeks_of_a_real_calendar_go_in_once(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    for round in [1, 2] {
        for week in 37..=52 {
            let name = format!("2025-W{week}.ics");
            let Some(bytes) = real_file("03-school-menus/ics-gustavlund-weekly", &name) else { return };
            let summary = desk.takes(bytes).await.unwrap();
            assert_eq!(summary.refused, 0, "{name}");
            assert!(
                round == 1 || summary.created + summary.changed == 0,
                "{name} the second time: {summary:?}"
            );
        }
    }
    let meals = desk.rows(meal::Entity).await;
    let served = meals.iter().filter(|meal| meal.name == "Lunch").count();
    assert_eq!(served, 76, "79 days, of which two have dinner only and one a lunch by another name");
    assert_eq!(desk.rows(entity::school::Entity).await.len(), 1);
}

#[both_engines]
async fn open_meal_declares_allergens_and_tells_what_a_dish_is_made_of(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    let answer = |gratin: &str| {
        format!(
            r#"{{"meals":[{{"name":"Lunch","date":"2026-01-05T00:00:00+01:00","distributor":{{"id":"9","name":"Askskolan"}},"courses":[
            {{"id":"1","name":"{gratin}","description":"Krämig","optionName":"Lunch 1","order":0,"ingredients":[{{"name":"Kycklingfond"}}],
              "knownAllergens":[{{"name":"Celery","codes":[{{"code":"BC","type":"GS1"}}]}}],"tags":[{{"name":"Fågel"}}],
              "nutrients":[{{"name":"Energi (kJ)","amount":1958.69,"unit":"kJ","codes":[{{"code":"ENKJ","type":"GS1"}}]}}],"co2Equivalents":0.58}},
            {{"id":"2","name":"Soppa","order":1,"ingredients":[],"knownAllergens":[],"tags":[],"nutrients":[],"co2Equivalents":null}}]}}]}}"#
        )
    };
    assert_eq!(desk.counts(answer("Pastagratäng")).await, [2, 0, 0, 0, 0]);
    assert_eq!(desk.counts(answer("Pastagratäng")).await, [0, 0, 2, 0, 0]);
    let of =
        |dishes: &[dish::Model], name: &str| dishes.iter().find(|dish| dish.name == name).unwrap().clone();
    let dishes = desk.rows(dish::Entity).await;
    let gratin = of(&dishes, "Pastagratäng");
    let celery = AllergenStates([("CELERY".to_owned(), AllergenKnowledge::Declared)].into());
    assert_eq!((gratin.allergens, gratin.co2e_grams), (celery.clone(), Some(580)));
    assert_eq!(gratin.ingredients, Some(StringList(vec!["Kycklingfond".into()])));
    assert_eq!(gratin.description.as_deref(), Some("Krämig"));
    let nutrient = gratin.nutrients.unwrap().0.remove(0);
    assert_eq!(
        (nutrient.name.as_str(), nutrient.amount, nutrient.code.as_deref()),
        ("Energi (kJ)", 1958.69, Some("ENKJ"))
    );
    let soup = of(&dishes, "Soppa");
    assert!(soup.allergens.0.is_empty() && soup.nutrients.is_none() && soup.ingredients.is_none());
    // A feed that is silent of a dish says nothing; of another dish in its place the old words are not true.
    let silent = r#"{"meals":[{"name":"Lunch","date":"2026-01-05","distributor":{"name":"Askskolan"},"courses":[
        {"name":"NAME","optionName":"Lunch 1","order":0},{"name":"Soppa","order":1}]}]}"#;
    assert_eq!(desk.counts(silent.replace("NAME", "Pastagratäng")).await[0..2], [0, 1], "without its labels");
    let dishes = desk.rows(dish::Entity).await;
    assert_eq!(of(&dishes, "Pastagratäng").co2e_grams, Some(580));
    assert_eq!(desk.counts(silent.replace("NAME", "Blodpudding")).await[0..2], [0, 1]);
    let pudding = of(&desk.rows(dish::Entity).await, "Blodpudding");
    assert_eq!((pudding.co2e_grams, pudding.description, pudding.nutrients), (None, None, None));
    assert_eq!(pudding.allergens, celery, "a declared allergen stays until somebody takes it away");
}

#[both_engines]
async fn menugo_tells_what_is_missing_on_school_days_only(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    let answer = r#"// provider: menugo.se, URL: https://menugo.se/m/0180/Askskolan

        [{"Datum":"2026-02-01","Maträtt":[{"Namn":"Meny saknad för denna dag.","Matgrupp":[]}]},
         {"Datum":"2026-02-02","Maträtt":[{"Namn":"Meny saknad för denna dag.","Matgrupp":[]}]},
         {"Datum":"2026-02-16","Maträtt":[{"Namn":"SPORTLOV","Matgrupp":[]},{"Namn":"Pasta","Matgrupp":["Vegetarisk"]}]}]"#;
    assert_eq!(desk.counts(answer).await, [3, 0, 0, 0, 0]);
    assert_eq!(desk.counts(answer).await, [0, 0, 3, 0, 0]);
    let mut meals = desk.rows(meal::Entity).await;
    meals.sort_by_key(|meal| meal.served_on);
    let told: Vec<_> = meals
        .iter()
        .map(|meal| (meal.served_on.to_string(), meal.notices.as_ref().map(|notices| notices.0[0].kind)))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-02-02".to_owned(), Some(NoticeKind::Missing)),
            ("2026-02-16".to_owned(), Some(NoticeKind::Closed))
        ]
    );
    let pasta = desk.rows(dish::Entity).await.remove(0);
    assert_eq!((pasta.name.as_str(), pasta.diet_labels.0), ("Pasta", vec!["VEGETARIAN".to_owned()]));
}
