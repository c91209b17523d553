//! Menus as Open Meal 3.3: the standard's own OpenAPI judges the answers (M4).

use chrono::Days;
use entity::{Allergen, AllergenKnowledge, AllergenStates, DietLabel, NoticeKind, SchoolStatus, StringList};
use entity::{Notice, Notices, Nutrient, Nutrients, dish, meal, school};
use harness::builders::{a_dish, a_meal, a_school};
use harness::real_file;
use harness::{TestApp, TestDatabase, both_engines};
use reqwest::{Method, StatusCode};
use sea_orm::Set;
use serde_json::{Value, json};

use super::MONDAY;

/// The answer to a GET, with its status.
async fn get(app: &TestApp, path: &str) -> (StatusCode, Value) {
    let path = format!("/{}/openmeal{path}", app.home.code);
    let answer = app.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    (answer.status(), answer.json().await.unwrap())
}

async fn told(app: &TestApp, path: &str) -> Value {
    let (status, body) = get(app, path).await;
    assert_eq!(status, StatusCode::OK, "{body:#}");
    body
}

/// A school with a lunch of two dishes today, and a holiday tomorrow.
async fn a_menu(app: &TestApp) -> (school::Model, meal::Model, dish::Model) {
    let school = school::ActiveModel {
        city: Set(Some("Björkhamn".to_owned())),
        latitude: Set(Some(59.3)),
        longitude: Set(Some(18.1)),
        ..a_school("Ekskolan")
    };
    let school = app.home.insert(school).await;
    let meal = app.home.insert(a_meal(&school, MONDAY)).await;
    let fish = dish::ActiveModel {
        option_label: Set(Some("Alt 1".to_owned())),
        sort_order: Set(1),
        diet_labels: Set(StringList::of_kinds([DietLabel::Fish, DietLabel::ClimateSmart])),
        allergens: Set(AllergenStates::of([
            (Allergen::Fish, AllergenKnowledge::Declared),
            (Allergen::Milk, AllergenKnowledge::Declared),
            (Allergen::Nuts, AllergenKnowledge::KitchenConfirmedNone),
        ])),
        co2e_grams: Set(Some(584)),
        description: Set(Some("Med citron".to_owned())),
        ingredients: Set(Some(StringList(vec!["Torsk".to_owned()]))),
        nutrients: Set(Some(Nutrients(vec![Nutrient {
            name: "Energi (kJ)".to_owned(),
            amount: 1958.69,
            unit: Some("kJ".to_owned()),
            code: Some("ENKJ".to_owned()),
        }]))),
        ..a_dish(&meal, "Fisk med dillsås")
    };
    let fish = app.home.insert(fish).await;
    app.home.insert(dish::ActiveModel { sort_order: Set(2), ..a_dish(&meal, "Tofu") }).await;
    let holiday = Notice { kind: NoticeKind::Closed, text: "Studiedag".to_owned() };
    let notices = Set(Some(Notices(vec![holiday])));
    app.home.insert(meal::ActiveModel { notices, ..a_meal(&school, MONDAY + Days::new(1)) }).await;
    (school, meal, fish)
}

/// The component schema of that name in the standard's OpenAPI, as JSON Schema; nothing where the file is not there.
fn schema(file: &str, name: &str) -> Option<jsonschema::Validator> {
    let yaml = real_file("03-school-menus/openmeal", file)?;
    let mut openapi: Value = serde_norway::from_slice(&yaml).expect("an OpenAPI document");
    let mut components = openapi["components"].take();
    nullable_as_type(&mut components);
    let root = json!({ "$ref": format!("#/components/schemas/{name}"), "components": components });
    Some(jsonschema::validator_for(&root).expect("a schema"))
}

/// OpenAPI 3.0 says `nullable`, JSON Schema has a type for it.
fn nullable_as_type(schema: &mut Value) {
    if schema["nullable"] == true
        && let Some(kind) = schema["type"].as_str()
    {
        schema["type"] = json!([kind, "null"]);
    }
    match schema {
        Value::Object(fields) => fields.values_mut().for_each(nullable_as_type),
        Value::Array(items) => items.iter_mut().for_each(nullable_as_type),
        _ => {}
    }
}

fn assert_valid(file: &str, name: &str, answer: &Value) {
    let Some(schema) = schema(file, name) else { return };
    let faults: Vec<_> =
        schema.iter_errors(answer).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{name}: {faults:#?}");
    let mut strange = answer.clone();
    strange["notOfTheStandard"] = json!(1);
    // A problem may hold anything.
    assert!(name == "ProblemDetails" || !schema.is_valid(&strange), "{name} lets everything pass");
}

const OPENAPI: &str = "OpenMeal-OpenAPI.yml";

#[both_engines]
async fn every_answer_is_what_the_standards_openapi_describes(app: TestApp) {
    let (school, ..) = a_menu(&app).await;
    assert_valid(OPENAPI, "DistributorsListResponse", &told(&app, "/distributors").await);
    assert_valid(OPENAPI, "Distributor", &told(&app, &format!("/distributors/{}", school.id)).await);
    assert_valid(OPENAPI, "MenuResponse", &told(&app, "/meals").await);
    let of_one =
        format!("/meals?distributorId={}&lang=sv&startDate=2026-09-14&endDate=2026-12-22", school.id);
    assert_valid(OPENAPI, "MenuResponse", &told(&app, &of_one).await);
    let providers = told(&app, "/dataproviders").await;
    assert_valid("OpenMeal-OpenAPI-DataProviders.yml", "DataProvidersListResponse", &providers);
    assert_eq!(providers["dataProviders"][0]["baseUrl"], format!("/{}/openmeal", app.home.code));
    for path in ["/distributors/nobody", "/meals?startDate=igår"] {
        let (status, problem) = get(&app, path).await;
        assert!(status.is_client_error());
        assert_valid(OPENAPI, "ProblemDetails", &problem);
    }
}

#[both_engines]
async fn a_meal_is_told_with_what_is_declared_and_nothing_else(app: TestApp) {
    let (school, _, fish) = a_menu(&app).await;
    let answer = told(&app, &format!("/meals?distributorId={}", school.id)).await;
    let meals = answer["meals"].as_array().unwrap();
    // The study day is no meal.
    assert_eq!(meals.len(), 1, "{answer:#}");
    assert_eq!(
        (&meals[0]["name"], &meals[0]["date"]),
        (&json!("Lunch"), &json!("2026-09-14T00:00:00+02:00"))
    );
    let distributor = json!({ "id": school.id, "name": "Ekskolan", "organization": app.home.name });
    assert_eq!(meals[0]["distributor"], distributor);
    let course = &meals[0]["courses"][0];
    assert_eq!((&course["id"], &course["name"]), (&json!(fish.id), &json!("Fisk med dillsås")));
    assert_eq!((&course["optionName"], &course["co2Equivalents"]), (&json!("Alt 1"), &json!(0.58)));
    let allergens = json!([
        { "name": "Fisk", "codes": [{ "code": "AF", "type": "GS1" }] },
        { "name": "Mjölk", "codes": [{ "code": "AM", "type": "GS1" }] },
    ]);
    assert_eq!(course["knownAllergens"], allergens);
    assert_eq!(course["description"], "Med citron");
    assert_eq!(course["ingredients"], json!([{ "name": "Torsk", "codes": [] }]));
    let energy = json!([{ "name": "Energi (kJ)", "amount": 1958.69, "unit": "kJ",
        "codes": [{ "code": "ENKJ", "type": "GS1" }] }]);
    assert_eq!(course["nutrients"], energy);
    let tags = json!([{ "name": "Fisk", "codes": [] }, { "name": "Klimatsmart", "codes": [] }]);
    assert_eq!(course["tags"], tags);
    assert_eq!(meals[0]["courses"][1]["knownAllergens"], json!([]));
}

#[both_engines]
async fn distributors_are_the_schools_in_use_here(app: TestApp) {
    let (school, ..) = a_menu(&app).await;
    let closed = school::ActiveModel { status: Set(SchoolStatus::Ceased), ..a_school("Gamla skolan") };
    app.home.insert(closed).await;
    app.home.insert(a_school("Alskolan")).await;
    let theirs = app.neighbour.insert(a_school("Grannskolan")).await;
    let names = async |query: &str| {
        let answer = told(&app, &format!("/distributors{query}")).await;
        let all = answer["distributors"].as_array().unwrap().clone();
        all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["Alskolan", "Ekskolan"]);
    assert_eq!(names("?searchText=EK&addressCountry=se").await, ["Ekskolan"]);
    assert_eq!(names("?addressCountry=NO").await, [""; 0]);
    let one = told(&app, &format!("/distributors/{}", school.id)).await;
    assert_eq!((&one["type"], &one["lang"]), (&json!("0"), &json!("sv")));
    assert_eq!(one["locations"][0]["geoPositionRepresentations"][0]["coordinates"], json!([18.1, 59.3]));
    assert_eq!(one["iCalendar"], format!("/{}/schools/{}/menu.ics", app.home.code, school.id));
    for path in [format!("/distributors/{}", theirs.id), "/distributors/1".to_owned()] {
        assert_eq!(get(&app, &path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, problem) = get(&app, &format!("/meals?distributorId={}", theirs.id)).await;
    assert_eq!((status, &problem["status"]), (StatusCode::BAD_REQUEST, &json!(400)));
}

#[both_engines]
async fn days_are_seven_from_today_unless_they_are_named_and_never_too_many(app: TestApp) {
    let (school, ..) = a_menu(&app).await;
    for ahead in [6, 7, 20] {
        let meal = app.home.insert(a_meal(&school, MONDAY + Days::new(ahead))).await;
        app.home.insert(a_dish(&meal, "Soppa")).await;
    }
    let dates = async |query: &str| {
        let answer = told(&app, &format!("/meals{query}")).await;
        let all = answer["meals"].as_array().unwrap().clone();
        all.iter().map(|one| one["date"].as_str().unwrap()[..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(dates("").await, ["2026-09-14", "2026-09-20"]);
    assert_eq!(dates("?startDate=2026-09-15T00:00:00%2B02:00").await, ["2026-09-20", "2026-09-21"]);
    assert_eq!(dates("?startDate=2026-09-21&endDate=2026-10-04").await, ["2026-09-21", "2026-10-04"]);
    for (query, named) in [
        ("?startDate=ig%C3%A5r", "startDate"),
        ("?endDate=2026-02-30", "endDate"),
        ("?startDate=2026-09-14&endDate=2026-09-13", "endDate"),
        ("?startDate=2026-09-14&endDate=2026-10-15", "31"),
        ("?lang=sv%20se", "lang"),
        ("?startDate=2026-09-14&startDate=2026-09-15", "parameters"),
    ] {
        let path = format!("/{}/openmeal/meals{query}", app.home.code);
        let answer = app.request(Method::GET, &path).header("accept-language", "en").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
        let problem: Value = answer.json().await.unwrap();
        assert!(problem["detail"].as_str().unwrap().contains(named), "{problem:#}");
    }
}

#[both_engines]
async fn who_has_the_answer_already_is_told_so_and_any_page_may_read_it(app: TestApp) {
    let (_, meal, _) = a_menu(&app).await;
    let path = format!("/{}/openmeal/meals", app.home.code);
    let first = app.request(Method::GET, &path).header("origin", "https://app.example").send().await.unwrap();
    assert_eq!(first.headers()["cache-control"], "public, max-age=300");
    assert_eq!(first.headers()["access-control-allow-origin"], "*");
    let tag = first.headers()["etag"].clone();
    let again = app.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    app.home.insert(a_dish(&meal, "Soppa")).await;
    let changed = app.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);

    let head = app.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!((head.status(), head.text().await.unwrap().as_str()), (StatusCode::OK, ""));
    let post = app.request(Method::POST, &path).send().await.unwrap();
    assert_eq!(
        (post.status(), &post.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET, HEAD".parse().unwrap())
    );
    // A token is not looked at: nobody logs in here.
    let strange = app.request(Method::GET, &path).header("authorization", "Bearer x").send().await.unwrap();
    assert_eq!(strange.status(), StatusCode::OK);
    let nowhere = app.request(Method::GET, "/0000/openmeal/meals").send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
}

#[both_engines]
async fn addresses_are_whole_where_the_operator_says_where_the_server_is(database: TestDatabase) {
    let app = TestApp::on(database, |config| {
        config.http.public_url = Some("https://api.example.se/mk/".to_owned());
    })
    .await;
    let (school, ..) = a_menu(&app).await;
    let path = format!("/{}/schools/{}/menu.ics", app.home.code, school.id);
    let whole = format!("https://api.example.se/mk{path}");
    let one = told(&app, &format!("/distributors/{}", school.id)).await;
    assert_eq!(one["iCalendar"], whole);
    let query = "query($id: ID!) { node(id: $id) { ... on School { calendarPath calendarUrl } } }";
    let answer = app.ask(query, json!({ "id": format!("school:{}", school.id) })).await.ok();
    assert_eq!(answer.at("/node"), &json!({ "calendarPath": path, "calendarUrl": whole }));
}

#[both_engines]
async fn all_schools_meals_take_as_many_statements_as_one_schools(app: TestApp) {
    a_menu(&app).await;
    let statements = async || {
        let _before = app.take_statements();
        told(&app, "/meals").await;
        app.take_statements().len()
    };
    let one = statements().await;
    for _ in 0..5 {
        a_menu(&app).await;
    }
    assert_eq!(statements().await, one);
    assert_eq!(one, 2);
}
