//! The Keycloak realm that is shipped: what an operator imports fits what the server and its documentation say.

use std::fs;
use std::path::{Path, PathBuf};

use api::identity::ClaimNames;
use serde_json::Value;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn realm() -> Value {
    let text = fs::read_to_string(top().join("deploy/keycloak/mitt-kommun-realm.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The mappers of the scope that says what the server reads.
fn mappers(realm: &Value) -> Vec<Value> {
    let scopes = realm["clientScopes"].as_array().unwrap();
    let scope = scopes.iter().find(|scope| scope["name"] == "mitt-kommun").unwrap();
    scope["protocolMappers"].as_array().unwrap().clone()
}

#[test]
fn the_realms_client_is_public_and_demands_pkce() {
    let realm = realm();
    let [client] = realm["clients"].as_array().unwrap().as_slice() else { panic!("one client") };
    assert_eq!(client["publicClient"], true);
    assert_eq!(client["standardFlowEnabled"], true);
    for other in ["implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled"] {
        assert_eq!(client[other], false, "{other}");
    }
    assert_eq!(client["attributes"]["pkce.code.challenge.method"], "S256");
    for uri in client["redirectUris"].as_array().unwrap() {
        assert!(!uri.as_str().unwrap().contains('*'), "{uri}");
    }
    assert!(!client.to_string().contains("secret"), "an app can keep none");
}

#[test]
fn the_realms_tokens_are_short_and_its_refresh_tokens_are_used_once() {
    let realm = realm();
    assert!(realm["accessTokenLifespan"].as_u64().unwrap() <= 600);
    let own = realm["clients"][0]["attributes"]["access.token.lifespan"].as_str().unwrap();
    assert!(own.parse::<u64>().unwrap() <= 600);
    assert_eq!(realm["revokeRefreshToken"], true);
    assert_eq!(realm["refreshTokenMaxReuse"], 0);
}

#[test]
fn the_realm_gives_no_offline_tokens_and_asks_the_broker_for_number_and_name() {
    let realm = realm();
    assert!(!realm.to_string().contains("offline_access"));
    let broker = &realm["identityProviders"][0]["config"];
    let scopes: Vec<_> = broker["defaultScope"].as_str().unwrap().split(' ').collect();
    for scope in [
        "openid",
        "https://id.oidc.se/scope/naturalPersonNumber",
        "https://id.oidc.se/scope/naturalPersonInfo",
    ] {
        assert!(scopes.contains(&scope), "{scope}");
    }
    // A session that is there would satisfy a stronger wish without it.
    for page in ["docs/app-developers.md", "deploy/keycloak/README.md"] {
        let page = fs::read_to_string(top().join(page)).unwrap();
        assert!(page.contains("acr_values") && page.contains("prompt=login"));
    }
}

#[test]
fn the_realms_audience_and_issuer_are_those_of_the_documented_configuration() {
    let realm = realm();
    let mappers = mappers(&realm);
    let audience = mappers.iter().find(|mapper| mapper["protocolMapper"] == "oidc-audience-mapper").unwrap();
    assert_eq!(audience["config"]["access.token.claim"], "true");
    let audience = audience["config"]["included.custom.audience"].as_str().unwrap();
    let realm_path = format!("/realms/{}\"", realm["realm"].as_str().unwrap());
    for page in ["docs/operators.md", "deploy/keycloak/README.md"] {
        let page = fs::read_to_string(top().join(page)).unwrap();
        let (_, configuration) = page.split_once("[[identity.issuers]]").unwrap();
        let configuration = configuration.split("```").next().unwrap();
        assert!(configuration.contains(&format!("audience = \"{audience}\"")), "{configuration}");
        let issuer = configuration.lines().find(|line| line.starts_with("issuer = ")).unwrap();
        assert!(issuer.ends_with(&realm_path), "{issuer}");
        assert!(configuration.contains("algorithms = [\"ES256\"]"), "{configuration}");
    }
    assert_eq!(realm["clients"][0]["attributes"]["access.token.signed.response.alg"], "ES256");
}

#[test]
fn the_realm_passes_on_every_claim_that_the_server_reads_by_default() {
    let realm = realm();
    let names = ClaimNames::default();
    let mappers = mappers(&realm);
    let noted = realm["identityProviderMappers"][0]["config"]["claims"].as_str().unwrap();
    let noted: Vec<Value> = serde_json::from_str(noted).unwrap();
    for claim in [
        names.given_name,
        names.family_name,
        names.acr,
        names.personal_identity_number,
        names.coordination_number,
        names.previous_coordination_number,
        names.principal_name,
        names.org_affiliation,
    ] {
        // Keycloak takes a dot for the way into an object.
        let escaped = claim.replace('.', "\\.");
        let mapper = mappers.iter().find(|mapper| mapper["config"]["claim.name"] == escaped.as_str());
        let mapper = mapper.unwrap_or_else(|| panic!("no mapper for {claim}"));
        assert_eq!(mapper["config"]["access.token.claim"], "true", "{claim}");
        assert_eq!(
            mapper["protocolMapper"], "oidc-usersessionmodel-note-mapper",
            "Keycloak would keep {claim}"
        );
        let note = &mapper["config"]["user.session.note"];
        assert!(noted.iter().any(|noted| noted["key"] == *note), "nobody writes the note {note}");
    }
}
