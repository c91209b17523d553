//! Tokens that somebody forged, took from elsewhere, or wrote in a strange way (RFC 8725).

use api::platform::secret::keyed_hash;
use harness::oidc::{AUDIENCE, Pair, base64url};
use harness::{Fixture, Provider, TestDatabase, both_engines};
use serde_json::{Value, json};

use super::{ask, assert_refused, trusting, trusting_with};

/// A token signed as HS256 with bytes that everybody knows.
fn symmetric(secret: &[u8], kid: &str, claims: &Value) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT", "kid": kid });
    let message =
        format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
    let signature = keyed_hash(secret, &[message.as_bytes()]);
    format!("{message}.{}", base64url(&signature))
}

/// The public key as a PEM, whose text attackers use as a secret.
fn pem(pair: &Pair) -> String {
    use base64::Engine as _;
    let Pair::Rsa(rsa) = pair else { panic!("an RSA key") };
    let der = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(
        aws_lc_rs::signature::KeyPair::public_key(rsa.as_ref()),
    );
    let text = base64::engine::general_purpose::STANDARD.encode(der.unwrap().as_ref());
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

/// Claims with some changed, and those that are null left out.
fn claims(provider: &Provider, changes: &Value) -> Value {
    let mut claims = provider.claims("mallory");
    let kept = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            kept.remove(name)
        } else {
            kept.insert(name.clone(), value.clone())
        };
    }
    claims
}

#[both_engines]
async fn no_token_is_accepted_without_a_signature_of_the_issuers_key(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let (kid, pair) = provider.signing_key();
    let good = provider.claims("mallory");
    ask(&app, "9901", &provider.sign(&good)).await.assert_ok();

    for alg in ["none", "None", "NONE", "nOnE", "", "HS256x"] {
        let header = base64url(json!({ "alg": alg, "kid": kid }).to_string().as_bytes());
        let body = base64url(good.to_string().as_bytes());
        for signature in ["", "x", "AAAA"] {
            assert_refused(
                &ask(&app, "9901", &format!("{header}.{body}.{signature}")).await,
                "TOKEN_MALFORMED",
            );
        }
    }
    let jwk = pair.jwk();
    for secret in [
        pem(&pair),
        pem(&pair).trim_end().to_owned(),
        pem(&pair).replace('\n', ""),
        jwk.to_string(),
        provider.jwks().to_string(),
        jwk["n"].as_str().unwrap().to_owned(),
        kid.clone(),
        String::new(),
    ] {
        assert_refused(
            &ask(&app, "9901", &symmetric(secret.as_bytes(), &kid, &good)).await,
            "TOKEN_NOT_ACCEPTED",
        );
    }
    // Signed well, by keys that are not the issuer's, under its key's name.
    for other in [Pair::rsa(1), Pair::ec(), Pair::ed()] {
        let header = json!({ "alg": other.algorithm(), "kid": kid });
        assert_refused(
            &ask(&app, "9901", &other.token(&header, &good.to_string())).await,
            "TOKEN_NOT_ACCEPTED",
        );
    }
    // The right signature over something else.
    let token = provider.sign(&good);
    let [header, _, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    let other = base64url(claims(&provider, &json!({ "sub": "somebody else" })).to_string().as_bytes());
    assert_refused(&ask(&app, "9901", &format!("{header}.{other}.{signature}")).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn a_key_is_used_with_its_own_algorithm_only(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    provider.publish("key-2", Pair::ec());
    provider.publish("key-3", Pair::ed());
    let good = provider.claims("mallory").to_string();
    let keys = ["key-1", "key-2", "key-3"];
    let (_, ed) = provider.signing_key();
    provider.withdraw("key-3");
    let (_, ec) = provider.signing_key();
    provider.publish("key-3", ed.clone());
    let pairs = [Pair::rsa(0), ec, ed];
    for (kid, pair) in keys.iter().zip(&pairs) {
        let right = pair.token(&json!({ "alg": pair.algorithm(), "kid": kid }), &good);
        ask(&app, "9901", &right).await.assert_ok();
        for alg in ["RS256", "ES256", "EdDSA"].into_iter().filter(|alg| *alg != pair.algorithm()) {
            for kid in keys {
                let confused = pair.token(&json!({ "alg": alg, "kid": kid }), &good);
                assert_refused(&ask(&app, "9901", &confused).await, "TOKEN_NOT_ACCEPTED");
            }
        }
        // Without a name there is a choice, and nobody guesses.
        let nameless = pair.token(&json!({ "alg": pair.algorithm() }), &good);
        assert_refused(&ask(&app, "9901", &nameless).await, "TOKEN_NOT_ACCEPTED");
    }
    app.finish().await;
}

#[both_engines]
async fn an_algorithm_that_the_municipality_did_not_allow_is_refused(database: TestDatabase) {
    let (app, provider) = trusting_with(database, |config, _| {
        config.identity.issuers[0].algorithms = vec![serde_json::from_value(json!("ES256")).unwrap()];
    })
    .await;
    let claims = provider.claims("anna");
    assert_refused(&ask(&app, "9901", &provider.sign(&claims)).await, "TOKEN_NOT_ACCEPTED");
    assert_eq!(provider.fetches(), 0, "nobody is asked about a token that cannot be good");
    provider.publish("key-2", Pair::ec());
    ask(&app, "9901", &provider.sign(&claims)).await.assert_ok();
    app.finish().await;
}

#[both_engines]
async fn claims_that_do_not_fit_are_refused(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let now = app.clock.now().timestamp();
    for (changes, reason) in [
        (json!({ "iss": "https://id.example.org" }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "iss": format!("{}/", provider.issuer()) }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "iss": [provider.issuer()] }), "TOKEN_MALFORMED"),
        (json!({ "iss": null }), "TOKEN_MALFORMED"),
        (json!({ "aud": "mittkommun:9902" }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "aud": format!("{AUDIENCE} ") }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "aud": ["account", "mittkommun:9902"] }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "aud": [] }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "aud": { "a": AUDIENCE } }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "aud": null }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "sub": null }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "sub": "" }), "TOKEN_MALFORMED"),
        (json!({ "sub": 7 }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "sub": "a\u{0}b" }), "TOKEN_MALFORMED"),
        (json!({ "exp": null }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "exp": "tomorrow" }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "exp": now - 31 }), "TOKEN_EXPIRED"),
        (json!({ "exp": now - 30 }), "TOKEN_EXPIRED"),
        (json!({ "exp": -1 }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "exp": 0 }), "TOKEN_EXPIRED"),
        (json!({ "exp": now + 24 * 3600 + 31 }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "exp": 253_402_300_799_i64 }), "TOKEN_NOT_ACCEPTED"),
        (json!({ "nbf": now + 31 }), "TOKEN_NOT_YET_VALID"),
        (json!({ "nbf": "yesterday" }), "TOKEN_NOT_YET_VALID"),
    ] {
        let answer = ask(&app, "9901", &provider.sign(&claims(&provider, &changes))).await;
        assert_refused(&answer, reason);
        let said = answer.body.to_string();
        assert!(!said.contains(&provider.issuer()) && !said.contains(AUDIENCE), "{answer}");
    }
    for changes in [
        json!({ "aud": ["account", AUDIENCE] }),
        json!({ "exp": now - 29 }),
        json!({ "exp": now + 24 * 3600 + 30 }),
        json!({ "nbf": now + 30 }),
        // A clock that is fast is no crime, and nothing is decided by when a token was made (RFC 7519, 4.1.6).
        json!({ "iat": now + 3600 }),
        json!({ "iat": null }),
    ] {
        ask(&app, "9901", &provider.sign(&claims(&provider, &changes))).await.assert_ok();
    }
    app.finish().await;
}

#[both_engines]
async fn a_token_whose_payload_says_that_it_is_no_access_token_is_refused(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    // Keycloak signs them all with the same header, and an ID token's audience can be made the API's by a mapper.
    for typ in ["ID", "id", "Refresh", "Offline", "Logout", "DPoP", "logout+jwt", ""] {
        let token = provider.sign(&claims(&provider, &json!({ "typ": typ })));
        assert_refused(&ask(&app, "9901", &token).await, "TOKEN_MALFORMED");
    }
    for typ in [json!(["Bearer"]), json!(1), json!({})] {
        let token = provider.sign(&claims(&provider, &json!({ "typ": typ })));
        assert_refused(&ask(&app, "9901", &token).await, "TOKEN_MALFORMED");
    }
    for typ in [json!("Bearer"), json!("bearer"), json!("at+jwt"), json!("JWT"), json!(null)] {
        ask(&app, "9901", &provider.sign(&claims(&provider, &json!({ "typ": typ })))).await.assert_ok();
    }
    app.finish().await;
}

#[both_engines]
async fn what_is_no_token_is_refused_unread(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let good = provider.claims("anna");
    let large = claims(&provider, &json!({ "padding": "x".repeat(8 * 1024) }));
    assert_refused(&ask(&app, "9901", &provider.sign(&large)).await, "TOKEN_TOO_LARGE");
    let token = provider.sign(&good);
    let [header, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    for garbage in [
        "x",
        "..",
        "a.b.c",
        "null",
        &format!("{header}.{body}"),
        &format!("{header}.{body}."),
        &format!("{header}..{signature}"),
        &format!(".{body}.{signature}"),
        &format!("{token}.{signature}"),
        &format!("{header}.{body}=.{signature}"),
        &format!("{header}.{body}.{signature}="),
        &format!("{}.{body}.{signature}", base64url(b"[]")),
        &format!("{header}.{}.{signature}", base64url(b"[]")),
        &format!("{header}.{}.{signature}", base64url(b"\xff\xfe")),
    ] {
        let answer = ask(&app, "9901", garbage).await;
        let reason = answer.body["errors"][0]["extensions"]["reason"].as_str().unwrap_or_default().to_owned();
        assert!(["TOKEN_MALFORMED", "TOKEN_NOT_ACCEPTED"].contains(&reason.as_str()), "{garbage}: {answer}");
        assert_refused(&answer, &reason);
    }
    app.finish().await;
}

#[both_engines]
async fn a_claim_that_stands_twice_makes_a_token_no_good(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let (kid, pair) = provider.signing_key();
    let once = provider.claims("anna").to_string();
    for doubled in
        ["\"sub\":\"mallory\"", "\"exp\":1", "\"iss\":\"https://id.example.org\"", "\"x\":1,\"x\":2"]
    {
        let twice = format!("{},{doubled}}}", once.strip_suffix('}').unwrap());
        let token = pair.token(&json!({ "alg": "RS256", "kid": kid }), &twice);
        assert_refused(&ask(&app, "9901", &token).await, "TOKEN_MALFORMED");
    }
    let header = format!("{{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"{kid}\"}}");
    let message = format!("{}.{}", base64url(header.as_bytes()), base64url(once.as_bytes()));
    let token = format!("{message}.{}", base64url(&pair.sign(message.as_bytes())));
    assert_refused(&ask(&app, "9901", &token).await, "TOKEN_MALFORMED");
    app.finish().await;
}

#[both_engines]
async fn nothing_in_a_header_says_where_keys_are(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let (kid, pair) = provider.signing_key();
    let elsewhere = Provider::start(app.clock.now()).await;
    elsewhere.publish("key-1", Pair::rsa(1));
    let forger = Pair::rsa(1);
    let good = provider.claims("mallory").to_string();
    for header in [
        json!({ "alg": "RS256", "jwk": forger.jwk() }),
        json!({ "alg": "RS256", "kid": kid, "jwk": forger.jwk() }),
        json!({ "alg": "RS256", "kid": kid, "jku": elsewhere.jwks_url() }),
        json!({ "alg": "RS256", "kid": kid, "x5u": elsewhere.jwks_url() }),
        json!({ "alg": "RS256", "kid": elsewhere.jwks_url(), "jku": elsewhere.jwks_url() }),
    ] {
        let answer = ask(&app, "9901", &forger.token(&header, &good)).await;
        assert_refused(&answer, "TOKEN_NOT_ACCEPTED");
    }
    assert_eq!(elsewhere.fetches(), 0, "a token sent the server somewhere");
    let harmless = json!({ "alg": "RS256", "kid": kid, "jku": elsewhere.jwks_url(), "typ": "at+jwt" });
    ask(&app, "9901", &pair.token(&harmless, &good)).await.assert_ok();
    for demanding in [
        json!({ "alg": "RS256", "kid": kid, "crit": ["exp"], "exp": 1 }),
        json!({ "alg": "RS256", "kid": kid, "crit": [] }),
        json!({ "alg": "RS256", "kid": kid, "crit": ["b64"], "b64": false }),
        json!({ "alg": "RS256", "kid": kid, "zip": "DEF" }),
    ] {
        assert_refused(&ask(&app, "9901", &pair.token(&demanding, &good)).await, "TOKEN_MALFORMED");
    }
    app.finish().await;
}

#[both_engines]
async fn a_strange_key_name_is_a_name_and_nothing_else(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let (_, pair) = provider.signing_key();
    let good = provider.claims("mallory").to_string();
    for kid in [
        "../../../../etc/passwd",
        "/dev/null",
        "' OR 1=1 --",
        "'; DROP TABLE person; --",
        "key-1\u{0}",
        "KEY-1",
        " key-1",
        "",
        "http://127.0.0.1:1/keys",
        "å".repeat(1000).as_str(),
    ] {
        let token = pair.token(&json!({ "alg": "RS256", "kid": kid }), &good);
        assert_refused(&ask(&app, "9901", &token).await, "TOKEN_NOT_ACCEPTED");
    }
    let strange = "../' OR 1=1 --";
    provider.publish(strange, Pair::rsa(1));
    app.clock.advance(chrono::TimeDelta::seconds(31));
    let token = Pair::rsa(1).token(&json!({ "alg": "RS256", "kid": strange }), &good);
    ask(&app, "9901", &token).await.assert_ok();
    app.finish().await;
}

#[both_engines]
async fn a_token_of_one_municipality_is_nothing_in_another(database: TestDatabase) {
    let (app, provider) = trusting_with(database, |config, provider| {
        // The neighbour has the same broker, for an audience of its own.
        let mut there = provider.trusted_by("9902");
        there.audience = "mittkommun:9902".into();
        config.identity.issuers.push(there);
    })
    .await;
    let here = provider.sign(&provider.claims("anna"));
    let there = provider.sign(&claims(&provider, &json!({ "aud": "mittkommun:9902", "sub": "anna" })));
    let at_home = super::id_in(ask(&app, "9901", &here).await);
    let next_door = super::id_in(ask(&app, "9902", &there).await);
    assert_ne!(at_home, next_door, "municipalities do not share people");
    assert_refused(&ask(&app, "9902", &here).await, "TOKEN_NOT_ACCEPTED");
    assert_refused(&ask(&app, "9901", &there).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn the_same_issuer_name_in_two_municipalities_has_the_keys_of_each(database: TestDatabase) {
    let impostor = Provider::start(harness::TestClock::default().now()).await;
    impostor.publish("key-1", Pair::rsa(1));
    let (app, provider) = trusting_with(database, |config, provider| {
        // Somebody next door trusts other keys under the same name and for the same audience.
        let mut there = provider.trusted_by("9902");
        there.jwks_url = Some(impostor.jwks_url());
        config.identity.issuers.push(there);
    })
    .await;
    let claims = provider.claims("anna");
    let (genuine, forged) = (provider.sign(&claims), impostor.sign(&claims));
    ask(&app, "9901", &genuine).await.assert_ok();
    ask(&app, "9902", &forged).await.assert_ok();
    assert_refused(&ask(&app, "9901", &forged).await, "TOKEN_NOT_ACCEPTED");
    assert_refused(&ask(&app, "9902", &genuine).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn a_token_of_another_type_is_no_access_token(database: TestDatabase) {
    let (app, provider) = trusting(database).await;
    let (kid, pair) = provider.signing_key();
    let claims = provider.claims("anna").to_string();
    let typed = |typ: &str| pair.token(&json!({ "alg": "RS256", "kid": kid, "typ": typ }), &claims);
    for typ in ["JWT", "jwt", "at+jwt", "application/at+jwt"] {
        ask(&app, "9901", &typed(typ)).await.assert_ok();
    }
    for typ in ["logout+jwt", "secevent+jwt", "dpop+jwt", ""] {
        assert_refused(&ask(&app, "9901", &typed(typ)).await, "TOKEN_MALFORMED");
    }
    app.finish().await;
}
