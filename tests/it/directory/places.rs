//! Where facilities are (D2).

use entity::{StringList, facility};
use harness::builders::{a_facility, swedish};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::json;

#[both_engines]
async fn a_place_tells_where_it_is_and_who_can_come_in(app: TestApp) {
    let row = facility::ActiveModel {
        kind: Set(Some("Bibliotek".to_owned())),
        street_address: Set(Some("Storgatan 12".to_owned())),
        postal_code: Set(Some("99910".to_owned())),
        phone: Set(Some("0980-319 261".to_owned())),
        website: Set(Some("https://bibliotek.example/".to_owned())),
        accessibility: Set(Some(swedish("Hiss till alla plan."))),
        accessibility_features: Set(StringList::from_iter(["LIFT", "HEARING_LOOP", "TELEPORT"])),
        ..a_facility("Stadsbiblioteket")
    };
    app.home.insert(row).await;
    app.home.insert(facility::ActiveModel { latitude: Set(None), ..a_facility("Någonstans") }).await;
    let query = "{ municipality { facilityKinds facilities { nodes { name { value } kind address { street postalCode city }
        location { latitude longitude } phone email website accessibility { value } accessibilityFeatures } } } }";
    let answer = app.ask(query, json!({})).await.ok();
    let expected = json!({ "facilityKinds": ["Bibliotek"], "facilities": { "nodes": [
        {
            "name": { "value": "Stadsbiblioteket" }, "kind": "Bibliotek",
            "address": { "street": "Storgatan 12", "postalCode": "99910", "city": null },
            "location": { "latitude": 59.3, "longitude": 18.1 },
            "phone": "0980-319 261", "email": null, "website": "https://bibliotek.example/",
            "accessibility": { "value": "Hiss till alla plan." }, "accessibilityFeatures": ["LIFT", "HEARING_LOOP"],
        },
        {
            "name": { "value": "Någonstans" }, "kind": null, "address": null, "location": null, "phone": null,
            "email": null, "website": null, "accessibility": null, "accessibilityFeatures": [],
        },
    ] } });
    assert_eq!(answer.at("/municipality"), &expected);
}

const PLACES: &str = "query P($filter: FacilityFilterInput) { municipality { facilities(filter: $filter) {
    totalCount nodes { name { value } } } } }";

async fn places(app: &TestApp, filter: serde_json::Value) -> Vec<String> {
    let answer = app.ask(PLACES, json!({ "filter": filter })).await.ok();
    let nodes = answer.list("/municipality/facilities/nodes");
    nodes.iter().map(|node| node["name"]["value"].as_str().unwrap().to_owned()).collect()
}

#[both_engines]
async fn places_are_found_on_the_map(app: TestApp) {
    let at = |name: &str, latitude: f64, longitude: f64, kind: &str| facility::ActiveModel {
        latitude: Set(Some(latitude)),
        longitude: Set(Some(longitude)),
        kind: Set(Some(kind.to_owned())),
        ..a_facility(name)
    };
    // One thousandth of a degree is 111 metres to the north, 56 metres to the east.
    app.home.insert(at("Torget", 60.0, 15.0, "Torg")).await;
    app.home.insert(at("Norr", 60.001, 15.0, "Badhus")).await;
    app.home.insert(at("Öster", 60.0, 15.001, "Badhus")).await;
    app.home
        .insert(facility::ActiveModel {
            latitude: Set(None),
            longitude: Set(None),
            ..a_facility("Ingenstans")
        })
        .await;
    let near = |radius: f64| json!({ "near": { "center": { "latitude": 60.0, "longitude": 15.0 }, "radius": radius } });
    assert_eq!(places(&app, near(50.0)).await, ["Torget"]);
    assert_eq!(places(&app, near(60.0)).await, ["Torget", "Öster"]);
    assert_eq!(places(&app, near(120.0)).await, ["Torget", "Norr", "Öster"]);
    let area = |south: f64, west: f64, north: f64, east: f64| json!({ "within": { "south": south, "west": west, "north": north, "east": east } });
    assert_eq!(places(&app, area(60.0, 14.9, 60.0005, 15.1)).await, ["Torget", "Öster"]);
    assert_eq!(places(&app, area(61.0, 14.9, 62.0, 15.1)).await, [""; 0]);
    assert_eq!(places(&app, json!({ "kinds": ["Badhus"] })).await, ["Norr", "Öster"]);
    assert_eq!(
        places(&app, json!({ "kinds": ["Torg", "Badhus"], "near": near(60.0)["near"] })).await,
        ["Torget", "Öster"]
    );
    for impossible in
        [area(61.0, 15.0, 60.0, 16.0), area(60.0, 16.0, 61.0, 15.0), near(0.0), near(-1.0), near(1e9)]
    {
        app.ask(PLACES, json!({ "filter": impossible })).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}
