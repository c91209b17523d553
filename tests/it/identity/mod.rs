//! Who somebody is: numbers, names, logins and the issuers behind them; and what the municipality lets them do.

mod accounts;
mod attacks;
mod issuers;
mod keys;
mod linking;
mod realm;
mod role_command;
mod roles;
mod secrecy;

use api::config::Config;
use harness::{Answer, Client, Provider, TestApp, TestClock, TestDatabase};
use reqwest::StatusCode;
use serde_json::Value;

const WHO: &str = "{ viewer { person { id } displayName isStronglyAuthenticated } }";

/// A server whose municipality trusts a provider, and the provider.
async fn trusting(database: TestDatabase) -> (TestApp, Provider) {
    trusting_with(database, |_, _| {}).await
}

/// The same with a setting or two that the test is about.
async fn trusting_with(
    database: TestDatabase,
    configure: impl FnOnce(&mut Config, &Provider),
) -> (TestApp, Provider) {
    let provider = Provider::start(TestClock::default().now()).await;
    let app = TestApp::on(database, |config| {
        config.identity.issuers = vec![provider.trusted_by("9901")];
        configure(config, &provider);
    })
    .await;
    (app, provider)
}

/// Asks who somebody with this token is.
async fn ask(client: &Client, municipality: &str, token: &str) -> Answer {
    let operation = client.post(municipality, WHO, Value::Null);
    operation.header("authorization", &format!("Bearer {token}")).await
}

/// The id of who has this token at home.
#[track_caller]
fn id_in(answer: Answer) -> String {
    answer.ok().text("/viewer/person/id").to_owned()
}

async fn who(app: &TestApp, token: &str) -> String {
    id_in(ask(app, &app.home.code, token).await)
}

/// Fails unless the token was refused for this reason and nothing was said beside it.
#[track_caller]
fn assert_refused(answer: &Answer, reason: &str) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer}");
    answer.assert_codes(&["UNAUTHENTICATED"]);
    assert_eq!(answer.body["errors"][0]["extensions"]["reason"], reason, "{answer}");
    assert_eq!(answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
}
