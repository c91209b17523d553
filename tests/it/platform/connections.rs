//! How many of the database's connections a request takes.

use harness::{Fixture, TestApp, TestDatabase, both_engines};

use super::authorization_coverage::fields;
use super::inputs::{input, mutate, outcome};
use super::whole::Whole;

#[both_engines]
async fn a_mutation_never_needs_a_second_connection(database: TestDatabase) {
    // With one connection beside the relay's, which hears what other replicas publish, an action that asks for another
    // while its transaction holds rows waits for itself.
    let app = TestApp::on(database, |config| config.database.max_connections = 2).await;
    let whole = Whole::found(&app).await;
    let mut slow = Vec::new();
    for mutation in fields(&app, "Mutation").await {
        let mut was_done = false;
        for (name, actor) in whole.actors() {
            let input = input(&whole, &mutation).await.expect("an input");
            let answer = mutate(&app, &whole.here, &actor, &mutation, &input).await;
            was_done |= outcome(&answer, &mutation) == "ok";
            if answer.body.to_string().contains("INTERNAL") || answer.status.is_server_error() {
                slow.push(format!("{mutation} by {name}: {answer}"));
                break;
            }
        }
        assert!(was_done || !slow.is_empty(), "nobody may do {mutation}");
    }
    assert!(slow.is_empty(), "{slow:#?}");
    app.finish().await;
}
