//! What the demonstration's directory shows.

use api::demo;
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

#[both_engines]
async fn the_demonstration_has_a_directory_to_browse(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    let query =
        "{ municipality { departments { totalCount nodes { units { totalCount } } } services { totalCount }
        facilities(first: 100) { totalCount nodes { isOpenNow address { city } location { latitude }
            openingExceptions { date } accessibilityFeatures } } } }";
    let answer = app.ask(query, json!({})).await.ok();
    let count = |pointer: &str| answer.at(pointer).as_i64().unwrap();
    assert!(count("/municipality/departments/totalCount") >= 6);
    assert!(count("/municipality/services/totalCount") >= 30);
    let places = answer.list("/municipality/facilities/nodes");
    assert!(places.iter().all(|place| place["isOpenNow"].is_boolean() && place["location"].is_object()));
    let exceptions = places.iter().filter(|place| place["openingExceptions"] != json!([]));
    assert!(exceptions.count() >= 3);

    let neighbour = app.post(&app.neighbour.code, query, json!({})).await.ok();
    let fewer = neighbour.at("/municipality/services/totalCount").as_i64().unwrap();
    assert!((3..20).contains(&fewer));
}

#[both_engines]
async fn the_demonstration_speaks_several_languages_and_plainly(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    let query = "query S($locale: Locale) { municipality { services(first: 100) { nodes { name(locale: $locale) { locale }
        summary(locale: $locale) { locale easyRead } } } } }";
    for (locale, at_least) in [("sv", 30), ("en", 30), ("fi", 5), ("se", 2), ("ar", 3)] {
        let answer = app.ask(query, json!({ "locale": locale })).await.ok();
        let services = answer.list("/municipality/services/nodes");
        let spoken = services.iter().filter(|service| service["name"]["locale"] == locale).count();
        assert!(spoken >= at_least, "{spoken} in {locale}");
        if locale == "sv" {
            let easy =
                services.iter().filter(|service| service["summary"]["easyRead"] != Value::Null).count();
            assert!(easy >= 5);
        }
    }
}
