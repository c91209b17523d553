//! Kitchen staff write menus, and what they say is not undone by a feed that has nothing new to say (M2, M3).

use api::meals::ingest::NewDish;
use chrono::Days;
use entity::{Allergen, AllergenKnowledge, meal_version};
use harness::builders::a_school;
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::{Lunch, MONDAY, fed, import, lunch_of, only_meal, phone, vote, with};

const MEAL: &str = "id version date name viewerCanCorrect viewerCanGiveFeedback notices { kind text }
    dishes { id name optionLabel dietLabels co2eGrams allergens(states: [DECLARED, KITCHEN_CONFIRMED_NONE]) {
        allergen state } }
    history { nodes { version kind source dishes { name } } }";

async fn mutate(app: &TestApp, actor: &Actor, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation Do($input: {name}Input!) {{ {mutation}(input: $input) {{ meal {{ {MEAL} }} errors {{ code field }} }} }}"
    );
    app.ask(&query, json!({ "input": input })).by(actor).await
}

async fn correct(app: &TestApp, actor: &Actor, input: Value) -> Answer {
    mutate(app, actor, "correctMeal", input).await.ok()
}

/// The meal as anybody reads it.
async fn shown(app: &TestApp, id: &str) -> Answer {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Meal {{ {MEAL} }} }} }}");
    app.ask(&query, json!({ "id": id })).await.ok()
}

/// Ekskolan's lunch as a feed told it: fish and tofu.
async fn told(app: &TestApp) -> (entity::school::Model, String, [String; 2]) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let menu =
        lunch_of(MONDAY, [fed("Fsik", None, &[Allergen::Fish]), fed("Tofu", None, &[Allergen::Soybeans])]);
    import(app, &school, &menu).await;
    let id = format!("meal:{}", only_meal(app, &school).await.id);
    let answer = shown(app, &id).await;
    let dishes = answer.texts("/node/dishes", "id");
    let dishes = [dishes[0].to_owned(), dishes[1].to_owned()];
    (school, id, dishes)
}

#[both_engines]
async fn staff_correct_a_meal_and_the_public_sees_that_staff_did(app: TestApp) {
    let cook = app.home.kitchen().await;
    let (_, meal, [fish, tofu]) = told(&app).await;
    let input = json!({ "mealId": meal, "expectedVersion": 1, "dishes": [
        { "id": tofu, "name": "Tofu", "dietLabels": ["VEGAN"], "co2eGrams": 300,
          "allergens": [{ "allergen": "NUTS", "state": "KITCHEN_CONFIRMED_NONE" }] },
        { "id": fish, "name": "Fisk", "optionLabel": "Alt 2" },
        { "name": " Soppa ", "allergens": [{ "allergen": "CELERY", "state": "DECLARED" }] },
    ], "notices": [{ "kind": "INFORMATION", "text": "Glad påsk" }] });
    let answer = correct(&app, &cook, input).await;
    answer.assert_user_errors("correctMeal", &[]);
    assert_eq!(answer.at("/correctMeal/meal/viewerCanCorrect"), &json!(true));

    let answer = shown(&app, &meal).await;
    assert_eq!(answer.at("/node/viewerCanCorrect"), &json!(false));
    assert_eq!(answer.at("/node/version"), &json!(2));
    assert_eq!(answer.texts("/node/dishes", "name"), ["Tofu", "Fisk", "Soppa"]);
    // What was not said of the tofu stays, and so does who is who.
    let dishes = answer.at("/node/dishes");
    assert_eq!((&dishes[0]["id"], &dishes[1]["id"]), (&json!(tofu), &json!(fish)));
    let states = json!([
        { "allergen": "SOYBEANS", "state": "DECLARED" }, { "allergen": "NUTS", "state": "KITCHEN_CONFIRMED_NONE" },
    ]);
    assert_eq!(dishes[0]["allergens"], states);
    assert_eq!((&dishes[0]["dietLabels"], &dishes[0]["co2eGrams"]), (&json!(["VEGAN"]), &json!(300)));
    assert_eq!(dishes[1]["optionLabel"], "Alt 2");
    assert_eq!(answer.at("/node/notices"), &json!([{ "kind": "INFORMATION", "text": "Glad påsk" }]));
    let version = answer.at("/node/history/nodes/0");
    assert_eq!((&version["kind"], &version["source"]), (&json!("STAFF"), &Value::Null));
    let rows = app.home.rows(meal_version::Entity).await;
    assert!(rows.iter().any(|row| row.changed_by == Some(cook.id())), "who it was is kept");
}

#[both_engines]
async fn a_correction_that_says_the_same_is_no_version(app: TestApp) {
    let cook = app.home.kitchen().await;
    let (_, meal, [fish, tofu]) = told(&app).await;
    let input = json!({ "mealId": meal, "expectedVersion": 1,
        "dishes": [{ "id": fish, "name": "Fsik" }, { "id": tofu, "name": "Tofu" }] });
    let answer = correct(&app, &cook, input).await;
    assert_eq!(answer.at("/correctMeal/meal/version"), &json!(1));
}

#[both_engines]
async fn who_looked_at_an_older_version_is_told_so_and_a_retry_is_one_correction(app: TestApp) {
    let cook = app.home.kitchen().await;
    let (_, meal, [fish, tofu]) = told(&app).await;
    let input = json!({ "mealId": meal, "expectedVersion": 1, "idempotencyKey": "k",
        "dishes": [{ "id": fish, "name": "Fisk" }, { "id": tofu, "name": "Tofu" }] });
    for _ in 0..2 {
        let answer = correct(&app, &cook, input.clone()).await;
        assert_eq!(answer.at("/correctMeal/meal/version"), &json!(2));
    }
    let other = with(input.clone(), "expectedVersion", 2);
    correct(&app, &cook, other).await.assert_user_errors("correctMeal", &["IDEMPOTENCY_KEY_REUSED"]);
    let late = with(input, "idempotencyKey", Value::Null);
    let answer = correct(&app, &cook, late).await;
    answer.assert_user_errors("correctMeal", &["VERSION_CONFLICT"]);
    assert_eq!(answer.at("/correctMeal/errors/0/field"), &json!(["expectedVersion"]));
}

#[both_engines]
async fn what_staff_corrected_stays_until_the_feed_says_something_else_of_it(app: TestApp) {
    let cook = app.home.kitchen().await;
    let (school, meal, [fish, tofu]) = told(&app).await;
    let none = |allergen: &str| json!([{ "allergen": allergen, "state": "KITCHEN_CONFIRMED_NONE" }]);
    let input = json!({ "mealId": meal, "expectedVersion": 1, "dishes": [
        { "id": fish, "name": "Fisk", "allergens": none("MILK") },
        { "id": tofu, "name": "Tofu", "allergens": [{ "allergen": "SOYBEANS", "state": "UNKNOWN" }] },
    ] });
    correct(&app, &cook, input).await.assert_user_errors("correctMeal", &[]);
    let dishes = async || shown(&app, &meal).await.at("/node/dishes").clone();

    // The same as ever: nothing is undone, nothing is a version.
    let menu = |fish, tofu| lunch_of(MONDAY, [fed("Fsik", None, fish), fed("Tofu", None, tofu)]);
    import(&app, &school, &menu(&[Allergen::Fish], &[Allergen::Soybeans])).await;
    assert_eq!(only_meal(&app, &school).await.version, 2);
    let now = dishes().await;
    assert_eq!((&now[0]["id"], &now[0]["name"]), (&json!(fish), &json!("Fisk")));
    let states = json!([{ "allergen": "FISH", "state": "DECLARED" }, { "allergen": "MILK", "state": "KITCHEN_CONFIRMED_NONE" }]);
    assert_eq!(now[0]["allergens"], states);
    assert_eq!(now[1]["allergens"], json!([]));

    // The feed declares something else: that field of that dish is the feed's again, and nothing besides.
    import(&app, &school, &menu(&[Allergen::Fish, Allergen::Milk], &[Allergen::Soybeans, Allergen::Nuts]))
        .await;
    let now = dishes().await;
    let declared = |allergens: &[&str]| {
        allergens.iter().map(|it| json!({ "allergen": it, "state": "DECLARED" })).collect::<Vec<_>>()
    };
    assert_eq!(now[0]["name"], "Fisk");
    assert_eq!(now[0]["allergens"], json!(declared(&["FISH", "MILK"])));
    assert_eq!(now[1]["allergens"], json!(declared(&["NUTS"])));

    // Other food in its place: nothing is promised of it that was promised of the fish.
    let pasta = lunch_of(MONDAY, [fed("Pasta", None, &[Allergen::Gluten]), fed("Tofu", None, &[])]);
    import(&app, &school, &pasta).await;
    assert_eq!(dishes().await[0]["name"], "Pasta");
}

#[both_engines]
async fn what_a_dish_is_made_of_is_corrected_as_well_and_kept_in_its_history(app: TestApp) {
    const DETAILS: &str = "query($id: ID!) { node(id: $id) { ... on Meal {
        dishes { description ingredients nutrients { name amount unit code } }
        history { nodes { dishes { description ingredients nutrients { name amount unit code } } } } } } }";
    let cook = app.home.kitchen().await;
    let school = app.home.insert(a_school("Ekskolan")).await;
    let energy = |amount| json!({ "name": "Energi (kJ)", "amount": amount, "unit": "kJ", "code": "ENKJ" });
    let feed = |description: &str| {
        let nutrient = entity::Nutrient {
            name: "Energi (kJ)".to_owned(),
            amount: 1958.5,
            unit: Some("kJ".to_owned()),
            code: Some("ENKJ".to_owned()),
        };
        lunch_of(
            MONDAY,
            [NewDish {
                description: Some(description.to_owned()),
                ingredients: vec!["Fisk".to_owned(), "Grädde".to_owned()],
                nutrients: vec![nutrient],
                ..fed("Fisk", None, &[])
            }],
        )
    };
    import(&app, &school, &feed("Med sås")).await;
    let meal = format!("meal:{}", only_meal(&app, &school).await.id);
    let fish = shown(&app, &meal).await.text("/node/dishes/0/id").to_owned();
    let input = json!({ "mealId": meal, "expectedVersion": 1, "dishes": [{ "id": fish, "name": "Fisk",
        "description": null, "ingredients": [" Fisk ", "Havregrädde"], "nutrients": [energy(1700.0)] }] });
    correct(&app, &cook, input).await.assert_user_errors("correctMeal", &[]);

    let by_feed =
        json!({ "description": "Med sås", "ingredients": ["Fisk", "Grädde"], "nutrients": [energy(1958.5)] });
    let by_staff =
        json!({ "description": null, "ingredients": ["Fisk", "Havregrädde"], "nutrients": [energy(1700.0)] });
    let answer = app.ask(DETAILS, json!({ "id": meal })).await.ok();
    assert_eq!(answer.at("/node/dishes/0"), &by_staff);
    assert_eq!(answer.at("/node/history/nodes/0/dishes/0"), &by_staff);
    assert_eq!(answer.at("/node/history/nodes/1/dishes/0"), &by_feed);

    // The same as ever undoes nothing; another description is the feed's again, and nothing besides.
    import(&app, &school, &feed("Med sås")).await;
    assert_eq!(app.ask(DETAILS, json!({ "id": meal })).await.ok().at("/node/dishes/0"), &by_staff);
    import(&app, &school, &feed("Med dillsås")).await;
    let answer = app.ask(DETAILS, json!({ "id": meal })).await.ok();
    assert_eq!(answer.at("/node/dishes/0"), &with(by_staff, "description", "Med dillsås"));
}

#[both_engines]
async fn what_staff_took_away_or_added_stays_so(app: TestApp) {
    // On the day itself nothing is taken away.
    app.clock.set("2026-09-13T12:00:00Z");
    let cook = app.home.kitchen().await;
    let (school, meal, [fish, _]) = told(&app).await;
    let input = json!({ "mealId": meal, "expectedVersion": 1,
        "dishes": [{ "id": fish, "name": "Fsik" }, { "name": "Soppa" }] });
    correct(&app, &cook, input).await.assert_user_errors("correctMeal", &[]);
    let names = async || {
        let answer = shown(&app, &meal).await;
        answer.texts("/node/dishes", "name").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let menu = |tofu| lunch_of(MONDAY, [fed("Fsik", None, &[Allergen::Fish]), fed("Tofu", None, tofu)]);
    import(&app, &school, &menu(&[Allergen::Soybeans])).await;
    assert_eq!(names().await, ["Fsik", "Soppa"]);
    // What it describes is no reason to bring a dish back.
    let mut described = fed("Tofu", None, &[Allergen::Soybeans]);
    described.description = Some("Mild".to_owned());
    let described = lunch_of(MONDAY, [fed("Fsik", None, &[Allergen::Fish]), described]);
    import(&app, &school, &described).await;
    assert_eq!(names().await, ["Fsik", "Soppa"]);
    // The feed says something new of the tofu: somebody there insists.
    import(&app, &school, &menu(&[Allergen::Soybeans, Allergen::Milk])).await;
    assert_eq!(names().await, ["Fsik", "Tofu", "Soppa"]);
    // The feed lists the staff's own dish: it is that one.
    let soup =
        app.home.rows(entity::dish::Entity).await.into_iter().find(|dish| dish.name == "Soppa").unwrap();
    let all =
        lunch_of(MONDAY, [fed("Fsik", None, &[Allergen::Fish]), fed("Soppa", None, &[Allergen::Celery])]);
    import(&app, &school, &all).await;
    let rows = app.home.rows(entity::dish::Entity).await;
    assert_eq!(rows.iter().filter(|dish| dish.name == "Soppa").count(), 1);
    assert!(rows.iter().any(|dish| dish.id == soup.id), "{rows:#?}");
}

#[both_engines]
async fn from_its_day_on_no_dish_can_be_left_out_whether_it_has_votes_or_not(app: TestApp) {
    let cook = app.home.kitchen().await;
    let lunch = Lunch::at(&app.home).await;
    let [fish, tofu] = [&lunch.fish, &lunch.tofu].map(|dish| format!("dish:{}", dish.id));
    let without =
        json!({ "mealId": lunch.id(), "expectedVersion": 1, "dishes": [{ "id": fish, "name": "Fisk" }] });
    // The answer is the same before a vote on the dish and after it: else it would tell of one voter.
    for _ in 0..2 {
        let answer = correct(&app, &cook, without.clone()).await;
        answer.assert_user_errors("correctMeal", &["DISH_LOCKED"]);
        assert_eq!(answer.at("/correctMeal/errors/0/field"), &json!(["dishes"]));
        let ballot = with(lunch.ballot(), "dishId", tofu.clone());
        vote(&app, ballot).await.assert_user_errors("submitMealFeedback", &[]);
    }
    let dishes = json!([{ "id": tofu, "name": "Tofu med currysås" }, { "id": fish, "name": "Fisk" }]);
    let kept = with(without, "dishes", dishes);
    correct(&app, &cook, kept).await.assert_user_errors("correctMeal", &[]);
    let answer = shown(&app, &lunch.id()).await;
    assert_eq!(answer.at("/node/dishes/0/id"), &json!(tofu));
    super::assert_tallies_agree(&app).await;

    let tomorrow = Lunch::on(&app.home, MONDAY + Days::new(1)).await;
    let without = json!({ "mealId": tomorrow.id(), "expectedVersion": 1, "dishes": [{ "name": "Soppa" }] });
    correct(&app, &cook, without).await.assert_user_errors("correctMeal", &[]);
}

#[both_engines]
async fn no_personal_identity_number_comes_into_a_menu(app: TestApp) {
    const TOLD: &[&str] = &["TEXT_TELLS_IDENTITY_NUMBER"];
    let cook = app.home.kitchen().await;
    let lunch = Lunch::on(&app.home, MONDAY + Days::new(1)).await;
    for dish in [
        json!({ "name": "Elsa 811228-9874 får fisk" }),
        json!({ "name": "Fisk", "optionLabel": "8112289874" }),
        json!({ "name": "Fisk", "description": "19811228-9874" }),
        json!({ "name": "Fisk", "ingredients": ["811228-9874"] }),
        json!({ "name": "Fisk", "nutrients": [{ "name": "811228-9874", "amount": 1.0 }] }),
    ] {
        let input = json!({ "mealId": lunch.id(), "expectedVersion": 1, "dishes": [dish] });
        correct(&app, &cook, input).await.assert_user_errors("correctMeal", TOLD);
    }
    let notice = json!([{ "kind": "INFORMATION", "text": "Ring 811228-9874" }]);
    let input = json!({ "mealId": lunch.id(), "expectedVersion": 1, "dishes": [], "notices": notice });
    correct(&app, &cook, input).await.assert_user_errors("correctMeal", TOLD);
    let input = json!({ "mealId": lunch.id(), "expectedVersion": 1, "notice": "Inställd 811228-9874" });
    mutate(&app, &cook, "withdrawMeal", input).await.ok().assert_user_errors("withdrawMeal", TOLD);
    let school = format!("school:{}", lunch.school.id);
    let input = json!({ "schoolId": school, "date": "2026-09-16", "name": "811228-9874" });
    let answer = mutate(&app, &cook, "addMeal", input).await.ok();
    answer.assert_user_errors("addMeal", &["NAME_TELLS_IDENTITY_NUMBER"]);
}

#[both_engines]
async fn a_meal_that_many_add_at_once_is_added_once(app: TestApp) {
    let cook = app.home.kitchen().await;
    let school = app.home.insert(a_school("Ekskolan")).await;
    let input = json!({ "schoolId": format!("school:{}", school.id), "date": "2026-09-16", "name": "Lunch" });
    let at_once = (0..8).map(|_| mutate(&app, &cook, "addMeal", input.clone()));
    let answers = futures_util::future::join_all(at_once).await;
    let outcomes = answers.into_iter().map(Answer::ok);
    let added = outcomes.filter(|answer| match answer.list("/addMeal/errors") {
        [] => true,
        errors => {
            assert_eq!(errors[0]["code"], "MEAL_EXISTS");
            false
        }
    });
    assert_eq!(added.count(), 1);
}

#[both_engines]
async fn a_feed_cannot_confirm_that_something_is_free_from_an_allergen(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let mut dish = fed("Fisk", None, &[Allergen::Fish]);
    dish.allergens.set(Allergen::Nuts, Some(AllergenKnowledge::KitchenConfirmedNone));
    import(&app, &school, &lunch_of(MONDAY, [dish])).await;
    let id = format!("meal:{}", only_meal(&app, &school).await.id);
    let states = json!([{ "allergen": "FISH", "state": "DECLARED" }]);
    assert_eq!(shown(&app, &id).await.at("/node/dishes/0/allergens"), &states);
}

#[both_engines]
async fn a_kitchen_without_a_feed_writes_its_menu(app: TestApp) {
    let cook = app.home.kitchen().await;
    let school = app.home.insert(a_school("Ekskolan")).await;
    let input = json!({ "schoolId": format!("school:{}", school.id), "date": "2026-09-14", "name": "Lunch",
        "dishes": [{ "name": "Korv", "optionLabel": "Alt 1" }], "idempotencyKey": "k" });
    let first = mutate(&app, &cook, "addMeal", input.clone()).await.ok();
    first.assert_user_errors("addMeal", &[]);
    let meal = first.text("/addMeal/meal/id").to_owned();
    let again = mutate(&app, &cook, "addMeal", input.clone()).await.ok();
    assert_eq!(again.text("/addMeal/meal/id"), meal);
    let other = with(input, "idempotencyKey", "l");
    mutate(&app, &cook, "addMeal", other).await.ok().assert_user_errors("addMeal", &["MEAL_EXISTS"]);

    // A feed that speaks up later does not undo it, until it changes its mind.
    import(&app, &school, &lunch_of(MONDAY, [fed("Fisk", None, &[])])).await;
    assert_eq!(shown(&app, &meal).await.texts("/node/dishes", "name"), ["Korv"]);
    import(&app, &school, &lunch_of(MONDAY, [fed("Soppa", None, &[])])).await;
    assert_eq!(shown(&app, &meal).await.texts("/node/dishes", "name"), ["Korv", "Soppa"]);
}

#[both_engines]
async fn a_withdrawn_meal_shows_a_notice_and_keeps_its_votes(app: TestApp) {
    let cook = app.home.kitchen().await;
    let lunch = Lunch::at(&app.home).await;
    for _ in 0..5 {
        let ballot = with(lunch.ballot(), "installationId", phone());
        vote(&app, ballot).await.assert_user_errors("submitMealFeedback", &[]);
    }
    let input = json!({ "mealId": lunch.id(), "expectedVersion": 1, "notice": "Köket har strömavbrott." });
    mutate(&app, &cook, "withdrawMeal", input).await.ok().assert_user_errors("withdrawMeal", &[]);
    let query = "query($id: ID!, $school: ID!) { node(id: $id) { ... on Meal { version dishes { name }
        notices { kind text } feedbackSummary { count } } }
        school: node(id: $school) { ... on School { dayMenu { meals { name } notices { kind } } } } }";
    let school = format!("school:{}", lunch.school.id);
    let answer = app.ask(query, json!({ "id": lunch.id(), "school": school })).await.ok();
    assert_eq!(answer.at("/node/dishes"), &json!([]));
    assert_eq!(
        answer.at("/node/notices"),
        &json!([{ "kind": "WITHDRAWN", "text": "Köket har strömavbrott." }])
    );
    assert_eq!(answer.at("/node/feedbackSummary/count"), &json!(5));
    // It is still to be found, so that people see which meal it is and staff can serve it again.
    let day = json!({ "meals": [{ "name": "Lunch" }], "notices": [{ "kind": "WITHDRAWN" }] });
    assert_eq!(answer.at("/school/dayMenu"), &day);
    vote(&app, lunch.ballot()).await.assert_user_errors("submitMealFeedback", &["MEAL_NOT_SERVED"]);

    // No feed brings it back, staff do.
    import(&app, &lunch.school, &lunch_of(MONDAY, [fed("Fisk med dillsås", None, &[Allergen::Fish])])).await;
    let answer = app.ask(query, json!({ "id": lunch.id(), "school": school })).await.ok();
    assert_eq!(answer.at("/node/dishes"), &json!([]));
    let version = answer.at("/node/version").clone();
    let fish = format!("dish:{}", lunch.fish.id);
    let dishes = json!([{ "id": fish, "name": "Fisk med dillsås" }]);
    let silent = json!({ "mealId": lunch.id(), "expectedVersion": version, "dishes": dishes });
    let answer = correct(&app, &cook, silent.clone()).await;
    answer.assert_user_errors("correctMeal", &["MEAL_WITHDRAWN"]);
    assert_eq!(answer.at("/correctMeal/errors/0/field"), &json!(["notices"]));
    let back = with(silent, "notices", json!([]));
    correct(&app, &cook, back).await.assert_user_errors("correctMeal", &[]);
    let answer = app.ask(query, json!({ "id": lunch.id(), "school": school })).await.ok();
    assert_eq!(answer.at("/node/dishes"), &json!([{ "name": "Fisk med dillsås" }]));
}

#[both_engines]
async fn only_kitchen_staff_write_menus(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let input = json!({ "mealId": lunch.id(), "expectedVersion": 1, "dishes": [] });
    mutate(&app, &Actor::anonymous(), "correctMeal", input.clone()).await.assert_codes(&["UNAUTHENTICATED"]);
    for actor in [app.home.teacher(&lunch.school).await, app.home.administrator().await] {
        mutate(&app, &actor, "correctMeal", input.clone()).await.assert_codes(&["FORBIDDEN"]);
    }
    let cook = app.home.kitchen().await;
    let theirs = Lunch::at(&app.neighbour).await;
    let foreign = with(input, "mealId", theirs.id());
    correct(&app, &cook, foreign).await.assert_user_errors("correctMeal", &["MEAL_NOT_FOUND"]);
}

#[both_engines]
async fn all_faults_of_a_correction_come_together_each_with_its_place(app: TestApp) {
    let cook = app.home.kitchen().await;
    let (_, meal, [fish, tofu]) = told(&app).await;
    let milk = json!({ "allergen": "MILK", "state": "DECLARED" });
    let input = json!({ "mealId": meal, "expectedVersion": 1, "idempotencyKey": "", "dishes": [
        { "id": fish, "name": " ", "allergens": [milk, milk], "co2eGrams": -1,
          "description": "x".repeat(1_001), "ingredients": [""], "nutrients": [{ "name": "Fett", "amount": -1.0 }] },
        { "id": fish, "name": "Fisk åt 811228-9874" },
    ], "notices": [{ "kind": "WITHDRAWN", "text": "" }] });
    let expected = [
        ("IDEMPOTENCY_KEY_INVALID", json!(["idempotencyKey"])),
        ("DISH_NAME_BLANK", json!(["dishes", "0", "name"])),
        ("ALLERGEN_REPEATED", json!(["dishes", "0", "allergens"])),
        ("FOOTPRINT_OUT_OF_RANGE", json!(["dishes", "0", "co2eGrams"])),
        ("DESCRIPTION_TOO_LONG", json!(["dishes", "0", "description"])),
        ("INGREDIENTS_INVALID", json!(["dishes", "0", "ingredients"])),
        ("NUTRIENTS_INVALID", json!(["dishes", "0", "nutrients"])),
        ("DISH_REPEATED", json!(["dishes", "1", "id"])),
        ("TEXT_TELLS_IDENTITY_NUMBER", json!(["dishes", "1"])),
        ("NOTICE_BLANK", json!(["notices", "0", "text"])),
        ("NOTICE_NOT_ALLOWED", json!(["notices", "0", "kind"])),
    ];
    let answer = correct(&app, &cook, input).await;
    answer.assert_user_errors("correctMeal", &expected.clone().map(|(code, _)| code));
    for (index, (code, field)) in expected.iter().enumerate() {
        assert_eq!(answer.at(&format!("/correctMeal/errors/{index}/field")), field, "{code}");
    }

    let foreign = "dish:00000000-0000-7000-8000-000000000009";
    let dishes = [(fish.as_str(), "Fisk"), (&tofu, "Tofu"), (foreign, "Soppa")];
    let dishes: Vec<_> = dishes.map(|(id, name)| json!({ "id": id, "name": name })).into();
    let input = json!({ "mealId": meal, "expectedVersion": 1, "dishes": dishes });
    let answer = correct(&app, &cook, input).await;
    answer.assert_user_errors("correctMeal", &["DISH_NOT_FOUND"]);
    assert_eq!(answer.at("/correctMeal/errors/0/field"), &json!(["dishes", "2", "id"]));
}
