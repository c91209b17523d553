//! Which municipality, and who asks.

use harness::{Fixture, TestApp, TestDatabase, both_engines};
use reqwest::Method;
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HOST};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

use super::{JSON, RESPONSE, post, send};

const NAME: &str = "{\"query\":\"{ municipality { name } viewer { displayName } }\"}";

#[both_engines]
async fn an_unknown_municipality_is_not_found(app: TestApp) {
    for code in ["0000", "990", "99011", "0180", "graphql", "9901%00", "%C3%A5"] {
        for media in [JSON, RESPONSE] {
            let request = app.request(Method::POST, &format!("/{code}/graphql")).header(CONTENT_TYPE, JSON);
            let answer = send(request.header("accept", media).body(NAME)).await;
            answer.is(404, media);
            answer.refuses("BAD_USER_INPUT");
        }
    }
}

#[both_engines]
async fn a_host_name_stands_for_its_municipality(database: TestDatabase) {
    let app = TestApp::on(database, |config| {
        config.tenancy.hosts.insert("app.granköping.example".to_owned(), "9902".to_owned());
        config.tenancy.hosts.insert("app.example".to_owned(), "9902".to_owned());
    })
    .await;
    let at = |host: &str| {
        send(app.request(Method::POST, "/graphql").header(HOST, host).header(CONTENT_TYPE, JSON).body(NAME))
    };
    for host in ["app.example", "app.example:8080", "APP.example"] {
        let answer = at(host).await;
        assert_eq!(answer.body["data"]["municipality"]["name"], "Granköping", "{host}: {answer}");
    }
    for host in ["other.example", "app.example.evil", "127.0.0.1:80", "[::1]:80", ""] {
        at(host).await.is(404, JSON);
    }
    app.finish().await;
}

#[both_engines]
async fn a_bad_token_is_refused_and_never_anonymous(app: TestApp) {
    let resident = app.home.resident("Ingrid").await;
    let token = resident.token.clone().unwrap_or_default();
    let good = send(post(&app, JSON, NAME).header(AUTHORIZATION, format!("bearer  {token} "))).await;
    assert_eq!(good.body["data"]["viewer"]["displayName"], "Ingrid Testsson", "{good}");

    let beheaded = token.split_once('.').map_or("", |(_, rest)| rest);
    for authorization in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer x".to_owned(),
        format!("Bearer {token}x"),
        format!("Bearer {beheaded}"),
        format!("Basic {token}"),
        token.clone(),
        "null".to_owned(),
        format!("Bearer {}", "x".repeat(20_000)),
    ] {
        for media in [JSON, RESPONSE] {
            let answer = send(post(&app, media, NAME).header(AUTHORIZATION, &authorization)).await;
            answer.is(401, media);
            answer.refuses("UNAUTHENTICATED");
            assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        }
    }
    let twice = post(&app, JSON, NAME).header(AUTHORIZATION, format!("Bearer {token}"));
    send(twice.header(AUTHORIZATION, "Bearer x")).await.is(401, JSON);
}

#[both_engines]
async fn faults_are_told_in_the_language_asked_for(app: TestApp) {
    let unknown = async |language: &str| {
        let request = app.request(Method::GET, "/0000/graphql?query={__typename}");
        let answer = send(request.header(ACCEPT_LANGUAGE, language)).await;
        answer.message().to_owned()
    };
    assert_eq!(unknown("en-GB,en;q=0.9,sv;q=0.8").await, "There is no such municipality here.");
    for language in ["sv", "de", "", "en;q=0.1, sv"] {
        assert_eq!(unknown(language).await, "Det finns ingen sådan kommun här.", "{language}");
    }
}

#[both_engines]
async fn what_is_wrong_with_us_is_hidden_and_logged_once(database: TestDatabase) {
    let app = TestApp::on(database.clone(), |_| {}).await;
    let resident = app.home.resident("Ingrid").await;
    app.ask("{ viewer { displayName } }", json!(null)).by(&resident).await.assert_ok();
    let connection = Database::connect(database.url()).await.unwrap();
    connection.execute_unprepared("ALTER TABLE login RENAME TO elsewhere").await.unwrap();
    let bearer = format!("Bearer {}", resident.token.clone().unwrap_or_default());
    let request = post(&app, JSON, NAME).header(AUTHORIZATION, bearer).header("x-request-id", "it-1");
    let answer = send(request).await;
    assert_eq!(
        answer.body["errors"][0]["extensions"],
        json!({ "code": "INTERNAL", "requestId": "it-1" }),
        "{answer}"
    );
    app.expect_logged_error("it-1");
    connection.execute_unprepared("ALTER TABLE elsewhere RENAME TO login").await.unwrap();
    app.finish().await;
}
