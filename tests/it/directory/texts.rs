//! Texts in languages (D5).

use entity::{Text, Texts, department};
use harness::builders::a_department;
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

async fn name(app: &TestApp, header: Option<&str>, argument: Option<&str>) -> Value {
    let query = "query D($locale: Locale) { municipality { departments { nodes { name(locale: $locale) { value locale easyRead } } } } }";
    let mut operation = app.ask(query, json!({ "locale": argument }));
    if let Some(header) = header {
        operation = operation.header("accept-language", header);
    }
    operation.await.ok().at("/municipality/departments/nodes/0/name").clone()
}

async fn with_name(app: &TestApp, name: Texts) {
    app.home.insert(department::ActiveModel { name: Set(name), ..a_department("") }).await;
}

#[both_engines]
async fn a_text_comes_in_the_language_asked_for_and_tells_when_it_falls_back(app: TestApp) {
    let texts = ["sv", "en", "fi", "se", "fit", "rom", "yi", "ar"];
    with_name(
        &app,
        texts.into_iter().take(7).fold(Texts::default(), |all, tag| all.and(tag, format!("på {tag}"))),
    )
    .await;
    let text = |tag: &str| json!({ "value": format!("på {tag}"), "locale": tag, "easyRead": null });
    for (header, argument, expected) in [
        (None, None, "sv"),
        (Some("en-GB,en;q=0.9"), None, "en"),
        (Some("en"), Some("fi"), "fi"),
        (None, Some("en-GB"), "en"),
        (None, Some("fit"), "fit"),
        (None, Some("rom"), "rom"),
        (None, Some("yi"), "yi"),
        (Some("se"), None, "se"),
        // Nobody has translated it to Arabic.
        (Some("ar"), None, "sv"),
        (None, Some("de"), "sv"),
    ] {
        assert_eq!(name(&app, header, argument).await, text(expected), "{header:?} {argument:?}");
    }
    app.ask("{ municipality { departments { nodes { name(locale: \"svenska!\") { value } } } } }", json!({}))
        .await
        .assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn easy_read_comes_beside_the_text_of_its_language(app: TestApp) {
    let mut texts = Texts::of("sv", "Renhållning").and("en", "Waste");
    texts.set("sv", Text { value: "Renhållning".to_owned(), easy_read: Some("Vi hämtar sopor.".to_owned()) });
    with_name(&app, texts).await;
    assert_eq!(name(&app, None, None).await["easyRead"], "Vi hämtar sopor.");
    assert_eq!(name(&app, None, Some("en")).await["easyRead"], Value::Null);
}

#[both_engines]
async fn the_fallback_is_declared(app: TestApp) {
    let answer = app.ask("{ municipality { defaultLocale } }", json!({})).await.ok();
    assert_eq!(answer.text("/municipality/defaultLocale"), "sv");
}

#[both_engines]
async fn a_text_can_be_asked_for_in_every_way_that_graphql_knows(app: TestApp) {
    with_name(&app, Texts::of("sv", "Teknik")).await;
    let query = "query D($no: Boolean!) { municipality { departments { nodes { name {
        __typename a: value value ...rest ... on LocalizedText { locale @skip(if: $no) } e: easyRead @include(if: $no) } } } } }
        fragment rest on LocalizedText { b: value value }";
    let answer = app.ask(query, json!({ "no": true })).await.ok();
    let expected =
        json!({ "__typename": "LocalizedText", "a": "Teknik", "value": "Teknik", "b": "Teknik", "e": null });
    assert_eq!(answer.at("/municipality/departments/nodes/0/name"), &expected);
}
