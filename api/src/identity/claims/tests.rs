use serde_json::json;

use super::*;
use crate::identity::issuer_config::default_acr;

fn read_as(claims: &Value, names: &ClaimNames) -> Result<Claims, TokenError> {
    super::read(
        claims,
        names,
        &default_acr(),
        DateTime::from_timestamp_secs(1_789_000_000).unwrap(),
        Trust::default(),
    )
}

fn read(claims: &Value) -> Result<Claims, TokenError> {
    super::read(claims, &ClaimNames::default(), &default_acr(), DateTime::UNIX_EPOCH, Trust::default())
}

/// The claims of somebody with these besides.
fn with(more: &Value) -> Value {
    let mut claims = json!({ "iss": "i", "sub": "s", "exp": 1_789_000_060 });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    claims
}

#[test]
fn a_token_may_be_meant_to_outlive_the_calendar() {
    let exp =
        |exp: Value| read(&json!({ "iss": "i", "sub": "s", "exp": exp })).map(|claims| claims.expires_at);
    // The last second that chrono knows.
    assert_eq!(exp(json!(8_210_266_876_799_i64)), Ok(END_OF_TIME));
    assert_eq!(exp(json!(253_402_300_800_i64)), Ok(END_OF_TIME));
    assert_eq!(exp(json!(60)), Ok(DateTime::UNIX_EPOCH + TimeDelta::seconds(60)));
    for never in [json!(1e300), json!(i64::MAX), json!("tomorrow"), json!(null)] {
        assert_eq!(exp(never.clone()), Err(TokenError::Malformed), "{never}");
    }
    assert_eq!(exp(json!(-8_000_000_000_000_i64)), Err(TokenError::Expired));
}

#[test]
fn a_subject_has_no_control_characters_and_a_name_loses_them() {
    for subject in ["", "a\u{0}", "a\nb", "\u{9b}", &"a".repeat(513)] {
        let claims = read(&json!({ "iss": "i", "sub": subject, "exp": 60 }));
        assert_eq!(claims.err(), Some(TokenError::Malformed), "{subject:?}");
    }
    let name =
        json!({ "iss": "i", "sub": "s", "exp": 60, "given_name": "Ru\u{0}t\u{202E} ", "family_name": "\n" });
    let claims = read(&name).unwrap();
    assert_eq!(claims.given_name.as_deref(), Some("Ru t"));
    assert_eq!(claims.family_name, None);
}

#[test]
fn somebody_without_given_and_family_name_is_called_by_what_else_the_token_tells() {
    let named = |claims: Value| {
        let claims = read_as(&with(&claims), &ClaimNames::default()).unwrap();
        (claims.given_name, claims.family_name)
    };
    let whole = |name: &str| (Some(name.to_owned()), None);
    let eppn = "eduPersonPrincipalName";
    assert_eq!(named(json!({ "name": "Rut von Lund" })), whole("Rut von Lund"));
    assert_eq!(named(json!({ "name": " ", "preferred_username": "rutlun" })), whole("rutlun"));
    assert_eq!(named(json!({ "given_name": "", "family_name": "\n", "name": "Rut" })), whole("Rut"));
    assert_eq!(named(json!({ eppn: "rut@edu.example.se" })), whole("rut@edu.example.se"));
    assert_eq!(named(json!({ "family_name": "Lund", "name": "Rut Lund" })), (None, Some("Lund".to_owned())));
    // A personal identity number is no name, whichever claim it is in (T7).
    assert_eq!(named(json!({ "name": "198211059954", "preferred_username": "rutlun" })), whole("rutlun"));
    assert_eq!(named(json!({})), (None, None));
}

const PERSONAL: &str = "https://id.oidc.se/claim/personalIdentityNumber";
const COORDINATION: &str = "https://id.oidc.se/claim/coordinationNumber";
const PREVIOUS: &str = "https://id.oidc.se/claim/previousCoordinationNumber";

#[test]
fn oidc_swedens_numbers_are_read_and_never_both() {
    let count =
        |claims: Value| read_as(&with(&claims), &ClaimNames::default()).map(|claims| claims.numbers.len());
    assert_eq!(count(json!({})), Ok(0));
    assert_eq!(count(json!({ PERSONAL: "198211059954" })), Ok(1));
    assert_eq!(count(json!({ COORDINATION: "195705749959" })), Ok(1));
    assert_eq!(count(json!({ PERSONAL: "198211059954", PREVIOUS: "195705749959" })), Ok(2));
    assert_eq!(count(json!({ PREVIOUS: "195705749959" })), Ok(0), "it proves nobody");
    assert_eq!(count(json!({ PERSONAL: "", COORDINATION: null })), Ok(0));
    let both = json!({ PERSONAL: "198211059954", COORDINATION: "195705749959" });
    assert_eq!(count(both), Err(TokenError::TwoNumbers));
    // A temporary number is not an identity number, and no reason to refuse a login.
    for temporary in ["20130101TF01", "20130101T123", "19850709K123"] {
        assert_eq!(count(json!({ PERSONAL: temporary })), Ok(0), "{temporary}");
        assert_eq!(count(json!({ PERSONAL: "198211059954", PREVIOUS: temporary })), Ok(1), "{temporary}");
    }
    assert_eq!(count(json!({ COORDINATION: "191500722390" })), Ok(1));
    for (claims, fault) in [
        (json!({ PERSONAL: "195705749959" }), IdentityNumberError::Malformed),
        (json!({ COORDINATION: "198211059954" }), IdentityNumberError::Malformed),
        (json!({ PERSONAL: "198211059954", PREVIOUS: "198211059954" }), IdentityNumberError::Malformed),
        (json!({ PERSONAL: 198_211_059_954_i64 }), IdentityNumberError::Malformed),
        (json!({ PERSONAL: ["198211059954"] }), IdentityNumberError::Malformed),
        (json!({ PERSONAL: "198211059955" }), IdentityNumberError::WrongCheckDigit),
    ] {
        assert_eq!(count(claims.clone()), Err(TokenError::IdentityNumber(fault)), "{claims}");
    }
}

#[test]
fn signicat_and_freja_say_it_in_their_own_claims() {
    let mut signicat = ClaimNames::default();
    for (setting, claim) in [
        ("personal_identity_number", "nin"),
        ("coordination_number", "nin"),
        ("number_type", "nin_type"),
        ("number_types", "PERSON, PERSON_SE"),
    ] {
        signicat.set(setting, claim).unwrap();
    }
    let count = |claims: Value, names| read_as(&with(&claims), names).map(|claims| claims.numbers.len());
    assert_eq!(count(json!({ "nin": "198211059954", "nin_type": "PERSON" }), &signicat), Ok(1));
    assert_eq!(count(json!({ "nin": "195705749959", "nin_type": "PERSON_SE" }), &signicat), Ok(1));
    assert_eq!(count(json!({ "nin": "01017012345", "nin_type": "OTHER" }), &signicat), Ok(0));
    assert_eq!(count(json!({ "nin": "198211059954" }), &signicat), Ok(0));
    let mut freja = ClaimNames::default();
    let claim = "https://frejaeid.com/oidc/claims/personalIdentityNumber";
    freja.set("personal_identity_number", claim).unwrap();
    assert_eq!(count(json!({ claim: "198211059954" }), &freja), Ok(1));
    assert!(freja.set("pnr", claim).unwrap_err().contains("personal_identity_number"));
}

#[test]
fn principal_names_come_alone_or_as_a_list() {
    let names = |claims: Value| {
        read_as(&with(&claims), &ClaimNames::default()).map(|claims| {
            claims.principal_names.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
        })
    };
    let affiliation = "https://id.oidc.se/claim/orgAffiliation";
    let eppn = "eduPersonPrincipalName";
    assert_eq!(names(json!({ eppn: "Elsa@edu.example.se" })).unwrap(), ["elsa@edu.example.se"]);
    let both = json!({ eppn: ["a@b", "A@B", "c@d"], affiliation: "4kx@2120002411" });
    assert_eq!(names(both).unwrap(), ["a@b", "c@d", "4kx@2120002411"]);
    for bad in [json!({ eppn: "elsa" }), json!({ affiliation: 7 }), json!({ eppn: "198211059954@b" })] {
        assert!(matches!(names(bad.clone()), Err(TokenError::PrincipalName(_))), "{bad}");
    }
}
