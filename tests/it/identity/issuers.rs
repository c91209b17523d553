//! Issuers that are trusted by a row and not by the configuration: added and removed while the server runs.

use api::identity::{distrust, trust};
use chrono::TimeDelta;
use harness::oidc::{AUDIENCE, Pair};
use harness::process::Program;
use harness::{Fixture, Municipality, Provider, TestApp, TestDatabase, both_engines};
use serde_json::{Value, json};

use super::{ask, assert_refused, who};

/// A server that trusts nobody yet, and a provider.
async fn trusting_nobody(database: TestDatabase) -> (TestApp, Provider) {
    let app = TestApp::on(database, |_| {}).await;
    let provider = Provider::start(app.clock.now()).await;
    (app, provider)
}

async fn add(app: &TestApp, provider: &Provider) {
    trust(&app.foundation().platform, &provider.trusted_by("9901"), app.clock.now()).await.unwrap();
}

#[both_engines]
async fn an_issuer_that_is_added_is_trusted_at_its_first_token(database: TestDatabase) {
    let (app, provider) = trusting_nobody(database).await;
    let token = provider.sign(&provider.claims("anna"));
    app.clock.advance(TimeDelta::seconds(10));
    assert_refused(&ask(&app, "9901", &token).await, "TOKEN_NOT_ACCEPTED");
    add(&app, &provider).await;
    assert_refused(&ask(&app, "9901", &token).await, "TOKEN_NOT_ACCEPTED");
    app.clock.advance(TimeDelta::seconds(10));
    ask(&app, "9901", &token).await.assert_ok();
    assert_refused(&ask(&app, "9902", &token).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn an_issuer_that_is_removed_is_trusted_no_longer(database: TestDatabase) {
    let (app, provider) = trusting_nobody(database).await;
    add(&app, &provider).await;
    app.settle().await;
    let token = provider.sign(&provider.claims("anna"));
    who(&app, &token).await;
    let fetches = provider.fetches();
    app.settle().await;
    who(&app, &token).await;
    assert_eq!(provider.fetches(), fetches, "an unchanged issuer keeps its keys");

    let platform = &app.foundation().platform;
    assert_eq!(distrust(platform, "9901", &provider.issuer(), Some("another")).await.unwrap(), 0);
    assert_eq!(distrust(platform, "9902", &provider.issuer(), None).await.unwrap(), 0);
    assert_eq!(distrust(platform, "9901", &provider.issuer(), None).await.unwrap(), 1);
    app.settle().await;
    assert_refused(&ask(&app, "9901", &token).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn what_the_configuration_says_of_an_issuer_goes_before_the_database(database: TestDatabase) {
    let provider = Provider::start(harness::TestClock::default().now()).await;
    let app =
        TestApp::on(database, |config| config.identity.issuers = vec![provider.trusted_by("9901")]).await;
    // The same issuer, with the keys of somebody else and for another audience.
    let mut other = provider.trusted_by("9901");
    other.audience = "another".into();
    other.jwks_url = None;
    let mut jwk = Pair::rsa(1).jwk();
    jwk["kid"] = "key-1".into();
    other.jwks = Some(json!({ "keys": [jwk] }));
    trust(&app.foundation().platform, &other, app.clock.now()).await.unwrap();
    app.settle().await;
    ask(&app, "9901", &provider.sign(&provider.claims("anna"))).await.assert_ok();
    let mut claims = provider.claims("anna");
    claims["aud"] = "another".into();
    let forged = Pair::rsa(1).token(&json!({ "alg": "RS256", "kid": "key-1" }), &claims.to_string());
    assert_refused(&ask(&app, "9901", &forged).await, "TOKEN_NOT_ACCEPTED");
    app.finish().await;
}

#[both_engines]
async fn an_issuer_can_be_trusted_for_two_audiences_with_settings_of_their_own(database: TestDatabase) {
    let (app, provider) = trusting_nobody(database).await;
    add(&app, &provider).await;
    let mut staff = provider.trusted_by("9901");
    staff.audience = "mittkommun-staff".into();
    staff.accepted_acr = vec!["urn:staff".to_owned()];
    trust(&app.foundation().platform, &staff, app.clock.now()).await.unwrap();
    app.settle().await;
    for (audience, strong) in [(AUDIENCE, false), ("mittkommun-staff", true)] {
        let token = provider.token("siv", &json!({ "aud": audience, "acr": "urn:staff" }));
        let answer = ask(&app, "9901", &token).await.ok();
        assert_eq!(*answer.at("/viewer/isStronglyAuthenticated"), Value::from(strong), "{audience}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_command_line_adds_lists_and_removes_issuers() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let file = program.folder.path().join("issuers.sqlite");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let run = |arguments: &[&str]| {
        let output = program.run(&[&["issuer"], arguments, &["--database-url", &url]].concat(), &[]);
        let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
        (output.status.success(), said.concat())
    };
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    Municipality::found_at(&url).await;
    assert_eq!(run(&["list"]), (true, String::new()));

    let issuer = "https://id.example.se/realms/mitt-kommun";
    let keys = "https://id.example.se/keys";
    let named = ["--issuer", issuer, "--audience", "mittkommun:9901"];
    let add = |more: &[&str]| run(&[&["add", "--municipality", "9901"], &named[..], more].concat());
    for (more, fault) in [
        (&["--jwks-url", "http://id.example.se/keys"][..], "https://"),
        (&["--jwks-url", keys, "--algorithm", "HS256"], "HS256 is not allowed"),
        (&["--jwks-url", keys, "--algorithm", "ROT13"], "--algorithm"),
        (&["--jwks-url", keys, "--claim", "pnr=nin"], "personal_identity_number"),
        (&["--jwks-url", keys, "--claim", "nin"], "SETTING=CLAIM"),
        (&["--jwks-file", "nowhere.json"], "nowhere.json"),
        (&[], "--jwks-url"),
    ] {
        let (accepted, said) = add(more);
        assert!(!accepted && said.contains(fault) && !said.contains("panicked"), "{fault}: {said}");
    }
    let (accepted, said) =
        run(&[&["add", "--municipality", "2281", "--jwks-url", keys], &named[..]].concat());
    assert!(!accepted && said.contains("no municipality 2281"), "{said}");
    let (accepted, said) = run(&["add", "--municipality", "228", "--issuer", issuer]);
    assert!(!accepted && said.contains("four digits"), "{said}");

    let (accepted, said) =
        add(&["--jwks-url", keys, "--algorithm", "ES256", "--claim", "principal_name=upn"]);
    assert!(accepted, "{said}");
    let (accepted, said) = add(&["--jwks-url", keys]);
    assert!(!accepted && said.contains("already"), "{said}");
    let jwks = program.folder.path().join("keys.json");
    std::fs::write(&jwks, json!({ "keys": [Pair::ed().jwk()] }).to_string()).unwrap();
    let given = ["--audience", "other", "--jwks-file", jwks.to_str().unwrap()];
    let (accepted, said) =
        run(&[&["add", "--municipality", "9901", "--issuer", issuer], &given[..]].concat());
    assert!(accepted, "{said}");
    std::fs::write(&jwks, "{\"keys\":[]}").unwrap();
    let (accepted, said) = run(&[&["add", "--municipality", "9901", "--issuer", "x"], &given[..]].concat());
    assert!(!accepted && said.contains("no key"), "{said}");

    let (_, listed) = run(&["list", "--municipality", "9901"]);
    let lines: Vec<_> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(
        listed.contains(&format!("9901\t{issuer}\tmittkommun:9901\tES256\t{keys}\tdatabase\t")),
        "{listed}"
    );
    assert!(
        listed.contains(
            "\tother\tRS256,ES256,EdDSA\tkeys given\tdatabase\thttp://id.elegnamnden.se/loa/1.0/loa3,"
        ),
        "{listed}"
    );
    assert_eq!(run(&["list", "--municipality", "9902"]), (true, String::new()));

    let (accepted, said) = run(&["remove", "--municipality", "9901", "--issuer", "https://id.example.org"]);
    assert!(!accepted && said.contains("is not trusted"), "{said}");
    let (accepted, said) = run(&["remove", "--municipality", "9901", "--issuer", issuer]);
    assert!(accepted, "{said}");
    assert_eq!(run(&["list"]), (true, String::new()));
}
