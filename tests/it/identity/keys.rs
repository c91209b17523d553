//! An issuer's keys: rotated, withdrawn, slow to come, and not there at all (T3).

use chrono::TimeDelta;
use harness::oidc::{Pair, json_answer};
use harness::{Fixture, TestDatabase, both_engines};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{ask, assert_refused, trusting, trusting_with, who};

#[both_engines]
async fn a_new_key_needs_no_restart_and_strange_ones_no_more_than_a_fetch_in_half_a_minute(
    database: TestDatabase,
) {
    let (app, provider) = trusting(database).await;
    let claims = provider.claims("anna");
    let first = provider.sign(&claims);
    ask(&app, "9901", &first).await.assert_ok();
    ask(&app, "9901", &first).await.assert_ok();
    assert_eq!(provider.fetches(), 1);

    let stranger =
        |kid: &str| Pair::rsa(1).token(&json!({ "alg": "RS256", "kid": kid }), &claims.to_string());
    app.clock.advance(TimeDelta::seconds(30));
    for number in 0..5 {
        assert_refused(&ask(&app, "9901", &stranger(&format!("guess-{number}"))).await, "TOKEN_NOT_ACCEPTED");
    }
    assert_eq!(provider.fetches(), 2, "one fetch for all who guess");

    provider.publish("key-2", Pair::rsa(2));
    let second = provider.sign(&claims);
    assert_refused(&ask(&app, "9901", &second).await, "TOKEN_NOT_ACCEPTED");
    app.clock.advance(TimeDelta::seconds(30));
    ask(&app, "9901", &second).await.assert_ok();
    ask(&app, "9901", &first).await.assert_ok();
    assert_eq!(provider.fetches(), 3);
    app.finish().await;
}

#[both_engines]
async fn a_withdrawn_key_stops_working_within_minutes(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let stolen = provider.sign(&provider.claims("anna"));
    ask(&app, "9901", &stolen).await.assert_ok();
    provider.publish("key-2", Pair::ec());
    provider.withdraw("key-1");
    app.clock.advance(TimeDelta::minutes(4));
    app.settle().await;
    ask(&app, "9901", &stolen).await.assert_ok();
    app.clock.advance(TimeDelta::minutes(1));
    app.settle().await;
    assert_refused(&ask(&app, "9901", &stolen).await, "TOKEN_NOT_ACCEPTED");
    ask(&app, "9901", &provider.sign(&provider.claims("anna"))).await.assert_ok();
    assert_eq!(provider.fetches(), 2);
    app.finish().await;
}

#[both_engines]
async fn nobody_is_logged_out_while_the_issuer_is_down(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let token = provider.sign(&provider.claims("anna"));
    ask(&app, "9901", &token).await.assert_ok();
    provider.go_down();
    for _ in 0..3 {
        app.clock.advance(TimeDelta::hours(1));
        app.settle().await;
        ask(&app, "9901", &token).await.assert_ok();
    }
    assert!(provider.fetches() > 1, "it was asked again");
    // What it answers instead of keys changes nothing either.
    for answer in [
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n".to_owned(),
        json_answer(&json!({ "error": "maintenance" })),
        json_answer(&json!({ "keys": "none" })),
        format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", provider.jwks_url()),
        json_answer(&json!({ "keys": [], "padding": "x".repeat(300 * 1024) })),
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"keys\":[".to_owned(),
    ] {
        provider.say(&answer);
        app.clock.advance(TimeDelta::hours(1));
        app.settle().await;
        ask(&app, "9901", &token).await.assert_ok();
    }
    app.finish().await;
}

#[both_engines]
async fn an_issuer_that_never_told_its_keys_is_no_reason_to_log_in_again(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    provider.go_down();
    let token = provider.sign(&provider.claims("anna"));
    for _ in 0..2 {
        let answer = ask(&app, "9901", &token).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        answer.assert_codes(&["INTERNAL"]);
        assert_eq!(answer.body["errors"][0]["extensions"]["reason"], "ISSUER_UNAVAILABLE", "{answer}");
        assert_eq!(answer.headers["retry-after"], "30");
    }
    assert_eq!(provider.fetches(), 1, "not asked at every token");
    provider.recover();
    app.clock.advance(TimeDelta::seconds(30));
    ask(&app, "9901", &token).await.assert_ok();
    app.finish().await;
}

#[both_engines]
async fn a_new_key_that_cannot_be_fetched_is_no_reason_to_log_in_again(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let known = provider.sign(&provider.claims("anna"));
    ask(&app, "9901", &known).await.assert_ok();
    provider.publish("key-2", Pair::ec());
    let new = provider.sign(&provider.claims("bo"));
    provider.say("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
    app.clock.advance(TimeDelta::seconds(30));
    for _ in 0..3 {
        let answer = ask(&app, "9901", &new).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        assert_eq!(answer.body["errors"][0]["extensions"]["reason"], "ISSUER_UNAVAILABLE", "{answer}");
        assert_eq!(answer.headers["retry-after"], "30");
        ask(&app, "9901", &known).await.assert_ok();
        app.clock.advance(TimeDelta::seconds(10));
    }
    provider.recover();
    // Until it is asked again nobody knows that the issuer has recovered.
    app.clock.advance(TimeDelta::seconds(30));
    ask(&app, "9901", &new).await.assert_ok();
    app.finish().await;
}

#[both_engines]
async fn a_slow_issuer_keeps_nobody_waiting_whose_key_is_known(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let known = provider.sign(&provider.claims("anna"));
    ask(&app, "9901", &known).await.assert_ok();
    provider.publish("key-2", Pair::ec());
    let unknown = provider.sign(&provider.claims("bo"));
    provider.hold();
    app.clock.advance(TimeDelta::minutes(10));
    let waiting = tokio::spawn({
        let app = app.clone();
        async move { ask(&app, "9901", &unknown).await }
    });
    provider.asked_more_than(1).await;
    ask(&app, "9901", &known).await.assert_ok();
    assert!(!waiting.is_finished(), "nobody has told its key");
    provider.recover();
    waiting.await.unwrap().assert_ok();
    app.finish().await;
}

#[both_engines]
async fn who_hangs_up_while_keys_are_fetched_does_not_keep_them_from_others(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    provider.hold();
    let token = provider.sign(&provider.claims("anna"));
    let waiting = tokio::spawn({
        let (app, token) = (app.clone(), token.clone());
        async move { ask(&app, "9901", &token).await }
    });
    provider.asked_more_than(0).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    provider.recover();
    ask(&app, "9901", &token).await.assert_ok();
    assert_eq!(provider.fetches(), 1);
    app.finish().await;
}

#[both_engines]
async fn many_first_logins_are_one_fetch(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let answers = (0..10).map(|number| {
        let (app, token) = (app.clone(), provider.sign(&provider.claims(&format!("person-{number}"))));
        async move { ask(&app, "9901", &token).await }
    });
    for answer in futures_util::future::join_all(answers).await {
        answer.assert_ok();
    }
    assert_eq!(provider.fetches(), 1);
    app.finish().await;
}

#[both_engines]
async fn keys_that_are_not_for_signatures_sign_nothing(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let pair = Pair::rsa(1);
    let named = |kid: &str, more: Value| {
        let mut jwk = pair.jwk();
        jwk["kid"] = kid.into();
        jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        jwk
    };
    let keys = json!({ "keys": [
        named("enc", json!({ "use": "enc" })),
        named("ops", json!({ "key_ops": ["encrypt"] })),
        named("pss", json!({ "alg": "PS256" })),
        { "kty": "oct", "kid": "oct", "k": "c2VjcmV0" },
        named("sig", json!({ "use": "sig" })),
    ]});
    provider.say(&json_answer(&keys));
    let claims = provider.claims("anna").to_string();
    let token = |kid: &str| pair.token(&json!({ "alg": "RS256", "kid": kid }), &claims);
    ask(&app, "9901", &token("sig")).await.assert_ok();
    for kid in ["enc", "ops", "pss", "oct"] {
        assert_refused(&ask(&app, "9901", &token(kid)).await, "TOKEN_NOT_ACCEPTED");
    }
    app.finish().await;
}

#[both_engines]
async fn keys_can_be_given_instead_of_an_address(database: TestDatabase) {
    let (app, provider) = trusting_with(database, |config, provider| {
        let trusted = &mut config.identity.issuers[0];
        trusted.jwks_url = None;
        trusted.jwks = Some(provider.jwks());
    })
    .await;
    who(&app, &provider.sign(&provider.claims("anna"))).await;
    provider.publish("key-2", Pair::ed());
    assert_refused(&ask(&app, "9901", &provider.sign(&provider.claims("anna"))).await, "TOKEN_NOT_ACCEPTED");
    assert_eq!(provider.fetches(), 0);
    app.finish().await;
}

#[both_engines]
async fn an_issuer_that_has_lost_its_keys_logs_nobody_out(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let token = provider.sign(&provider.claims("anna"));
    ask(&app, "9901", &token).await.assert_ok();
    provider.withdraw("key-1");
    app.clock.advance(TimeDelta::minutes(6));
    app.settle().await;
    ask(&app, "9901", &token).await.assert_ok();
    app.finish().await;
}
