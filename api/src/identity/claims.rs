//! From a token's bytes to what it says. Everything here is done after the signature was checked, except for finding out
//! whose signature it should be.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation, dangerous::insecure_decode_claims, decode, decode_header,
    errors::ErrorKind,
};
use serde_json::Value;

use super::{
    Assurance, Claims, IdentityNumber, IdentityNumberError, PrincipalName, TokenError,
    issuer_config::ClaimNames, token::Trust, unrepeated::Unrepeated,
};
use crate::platform::{clock::STOCKHOLM, pii::tells_identity_number, text};

/// Larger tokens are refused unread.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
/// What access tokens call themselves, where they call themselves anything (RFC 9068; RFC 7519).
const ACCESS_TOKEN: [&str; 3] = ["JWT", "at+jwt", "application/at+jwt"];
/// What the payload of an access token calls itself, where it calls itself anything: Keycloak says there what a token is,
/// and writes the same header to all of them.
const BEARER: [&str; 4] = ["Bearer", "JWT", "at+jwt", "application/at+jwt"];
/// Longer names of logins are refused: a database has to index them.
const MAX_SUBJECT_BYTES: usize = 512;
/// Longer issuers are not written to the log.
const MAX_LOGGED_BYTES: usize = 200;
/// The longest time that a token may still be good for. Who is given one by mistake or theft has it that long.
const MAX_LIFE: TimeDelta = TimeDelta::hours(24);
/// How far clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// No token lasts longer than years are written with four digits.
const END_OF_TIME: DateTime<Utc> = match DateTime::from_timestamp_secs(253_402_300_799) {
    Some(end) => end,
    None => DateTime::UNIX_EPOCH,
};

/// Why a token is refused: what its bearer is told, and the check at which it failed, which only the operator reads.
pub(super) struct Refusal {
    pub error: TokenError,
    pub check: &'static str,
}

impl Refusal {
    pub fn at(check: &'static str) -> Self {
        Self { error: TokenError::NotAccepted, check }
    }

    fn malformed(check: &'static str) -> Self {
        Self { error: TokenError::Malformed, check }
    }

    /// Tells the operator, and answers what the bearer is told. Nobody has proven the issuer: it can be any text.
    pub fn logged(self, municipality: &str, issuer: Option<&str>) -> TokenError {
        let Self { error, check } = self;
        let issuer = issuer.map(|issuer| if is_loggable(issuer) { issuer } else { "(not shown)" });
        tracing::info!(municipality, issuer, reason = error.reason(), check, "a token is refused");
        error
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self { error, check: "what it says" }
    }
}

fn is_loggable(issuer: &str) -> bool {
    issuer.len() <= MAX_LOGGED_BYTES
        && !issuer.chars().any(char::is_control)
        && !tells_identity_number(issuer)
}

/// A token's header, and the issuer that it names, which is not proven yet.
pub(super) struct Unproven {
    pub header: Header,
    pub issuer: String,
}

impl Unproven {
    /// Reads what says which key the token must be signed with. Keys and addresses of keys in the header are not read.
    pub(super) fn read(token: &str) -> Result<Self, Refusal> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refusal { error: TokenError::Oversized, check: "size" });
        }
        let header = decode_header(token).map_err(|_| Refusal::malformed("header"))?;
        // Extensions that must be understood are none that are understood here (RFC 7515, 4.1.11).
        // Other tokens of the same issuer say nothing of who asks (RFC 8725, 3.11).
        let is_access_token = |typ: &String| ACCESS_TOKEN.iter().any(|known| typ.eq_ignore_ascii_case(known));
        if !header.typ.as_ref().is_none_or(is_access_token) {
            return Err(Refusal::malformed("typ of the header: no access token"));
        }
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(Refusal::malformed("crit, enc or zip of the header"));
        }
        let claims: Unrepeated = insecure_decode_claims(token).map_err(|_| Refusal::malformed("payload"))?;
        let is_bearer = |typ: &Value| {
            typ.as_str().is_some_and(|typ| BEARER.iter().any(|known| typ.eq_ignore_ascii_case(known)))
        };
        if !claims.0.get("typ").is_none_or(is_bearer) {
            return Err(Refusal::malformed("typ of the payload: no access token"));
        }
        let issuer = claims.0.get("iss").and_then(Value::as_str);
        let issuer = issuer.ok_or_else(|| Refusal::malformed("iss is missing"))?.to_owned();
        Ok(Self { header, issuer })
    }
}

/// Verifies signature, issuer and audience. The times are compared with the injected clock afterwards.
pub(super) fn check(
    token: &str,
    algorithm: Algorithm,
    key: &DecodingKey,
    issuer: &str,
    audience: &str,
) -> Result<Value, Refusal> {
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let checked = decode::<Value>(token, key, &validation).map(|data| data.claims);
    checked.map_err(|fault| Refusal::at(failed_at(fault.kind())))
}

fn failed_at(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidSignature => "signature",
        ErrorKind::InvalidAudience => "audience",
        ErrorKind::InvalidIssuer => "issuer",
        ErrorKind::InvalidAlgorithm => "algorithm",
        ErrorKind::MissingRequiredClaim(_) => "exp, iss, aud or sub is missing",
        _ => "form of the token",
    }
}

/// Whether the token is good for longer than any access token should be.
pub(super) fn outlives_bounds(claims: &Claims, now: DateTime<Utc>) -> bool {
    claims.expires_at > now + MAX_LIFE + LEEWAY
}

/// A name, unless it holds a personal identity number, as where a broker has nothing better (T7).
fn readable_name(name: &str) -> Option<String> {
    let name = text::line(name);
    (!tells_identity_number(&name)).then_some(name)
}

/// What checked claims say, in the issuer's spelling.
pub(super) fn read(
    claims: &Value,
    names: &ClaimNames,
    accepted_acr: &[String],
    now: DateTime<Utc>,
    trust: Trust,
) -> Result<Claims, TokenError> {
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| {
        // NumericDate may have a fraction (RFC 7519, section 2).
        let micros = claims.get(name).and_then(Value::as_f64).map(|seconds| seconds * 1e6)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and chrono refuses what is out of range"
        )]
        DateTime::<Utc>::from_timestamp_micros(micros as i64)
    };
    // A token that is meant to outlive the calendar ends with it.
    let expires_at = time("exp").ok_or(TokenError::Malformed)?.min(END_OF_TIME);
    if now >= expires_at + LEEWAY {
        return Err(TokenError::Expired);
    }
    if claims.get("nbf").is_some() && time("nbf").is_none_or(|start| start > now + LEEWAY) {
        return Err(TokenError::NotYetValid);
    }
    let acr = claim(&names.acr);
    let assurance = if acr.is_some_and(|acr| accepted_acr.contains(&acr)) {
        Assurance::Substantial
    } else {
        Assurance::Low
    };
    let today = now.with_timezone(&STOCKHOLM).date_naive();
    let principal_names = read_principal_names(claims, names)?;
    let (given_name, family_name) = read_name(claims, names, &principal_names);
    Ok(Claims {
        issuer: claim("iss").ok_or(TokenError::Malformed)?,
        // A subject is compared, never cleaned: two must not become one.
        subject: claim("sub").filter(|sub| is_subject(sub)).ok_or(TokenError::Malformed)?,
        given_name,
        family_name,
        numbers: read_numbers(claims, names, today)?,
        principal_names,
        assurance,
        expires_at,
        trust,
    })
}

/// Given and family name; where there is neither, the best that the token has: the whole name, the name of the user, the
/// principal name. A name in one piece stands as the given name, since nobody can tell where it is to be parted.
fn read_name(
    claims: &Value,
    names: &ClaimNames,
    principal_names: &[PrincipalName],
) -> (Option<String>, Option<String>) {
    let claim = |name: &str| {
        claims.get(name).and_then(Value::as_str).and_then(readable_name).filter(|name| !name.is_empty())
    };
    let (given, family) = (claim(&names.given_name), claim(&names.family_name));
    if given.is_some() || family.is_some() {
        return (given, family);
    }
    let principal = principal_names.first().and_then(|name| readable_name(name.as_str()));
    (["name", "preferred_username", "nickname"].into_iter().find_map(claim).or(principal), None)
}

/// Whether databases can hold it.
fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && subject.len() <= MAX_SUBJECT_BYTES && !subject.chars().any(char::is_control)
}

/// The claim of that name, unless it is empty: brokers send what they do not know as an empty text.
fn told<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    let value = claims.get(name).filter(|_| !name.is_empty())?;
    let is_empty = match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    (!is_empty).then_some(value)
}

/// The number of now, and the coordination number of before.
fn read_numbers(
    claims: &Value,
    names: &ClaimNames,
    today: NaiveDate,
) -> Result<Vec<IdentityNumber>, TokenError> {
    let kind = told(claims, &names.number_type);
    if !names.number_type.is_empty()
        && !kind
            .and_then(Value::as_str)
            .is_some_and(|kind| names.number_types.iter().any(|known| known == kind))
    {
        return Ok(Vec::new());
    }
    let number = |name: &str| {
        let Some(value) = told(claims, name) else { return Ok(None) };
        let text = value.as_str().ok_or(IdentityNumberError::Malformed);
        match text.and_then(|text| IdentityNumber::parse(text, today)) {
            Ok(number) => Ok(Some(number)),
            // It is no identity number, and says nothing: the login is told apart by what else it proves.
            Err(IdentityNumberError::Temporary) => Ok(None),
            Err(fault) => Err(TokenError::IdentityNumber(fault)),
        }
    };
    let (personal, coordination) = (&names.personal_identity_number, &names.coordination_number);
    let now = if personal == coordination {
        number(personal)?
    } else {
        match (number(personal)?, number(coordination)?) {
            (Some(_), Some(_)) => return Err(TokenError::TwoNumbers),
            (Some(number), None) => Some(of_kind(number, false)?),
            (None, Some(number)) => Some(of_kind(number, true)?),
            (None, None) => None,
        }
    };
    let previous =
        number(&names.previous_coordination_number)?.map(|number| of_kind(number, true)).transpose()?;
    // Where that of before is told alone, it is of nobody whom the token proves.
    Ok(now.map(|now| [Some(now), previous].into_iter().flatten().collect()).unwrap_or_default())
}

/// A number in a claim that is for one kind.
fn of_kind(number: IdentityNumber, is_coordination: bool) -> Result<IdentityNumber, TokenError> {
    if number.is_coordination_number() == is_coordination {
        Ok(number)
    } else {
        Err(TokenError::IdentityNumber(IdentityNumberError::Malformed))
    }
}

fn read_principal_names(claims: &Value, names: &ClaimNames) -> Result<Vec<PrincipalName>, TokenError> {
    let mut found = Vec::new();
    for value in [&names.principal_name, &names.org_affiliation].iter().filter_map(|name| told(claims, name))
    {
        // Mappers of brokers make a list of an attribute that could have several values.
        let values = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for value in values {
            let name = PrincipalName::parse(value.as_str().unwrap_or_default());
            let name = name.map_err(TokenError::PrincipalName)?;
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
