//! `schema.graphql` is what clients build on. It changes when somebody changes it, never by accident.

use harness::{TestApp, both_engines};
use serde_json::Value;

#[both_engines]
async fn introspection_and_the_file_describe_the_schema_alike(app: TestApp) {
    let answer = app.ask("{ __schema { description } }", Value::Null).await.ok();
    let description = answer.text("/__schema/description");
    assert!(api::schema::sdl().contains(&format!("\n\"{description}\"\nschema {{")), "{description}");
}

#[test]
fn the_checked_in_schema_is_the_one_that_is_served() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let checked_in = std::fs::read_to_string(file).unwrap_or_default();
    let served = api::schema::sdl();
    let (mut there, mut here) = (checked_in.lines(), served.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (there.next(), here.next()) {
            (None, None) => break,
            (old, new) => assert!(
                old == new,
                "schema.graphql differs at line {number}: {old:?} is now {new:?}. Look at the change, note it in \
                 CHANGELOG.md, and run: cargo run -- schema > schema.graphql"
            ),
        }
    }
}
