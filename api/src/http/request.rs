//! What a client sent, read as the parameters of GraphQL operations ("GraphQL over HTTP", section 5).

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::{
        header::{self, HeaderMap, HeaderName},
        uri::Authority,
    },
    web::{Bytes, Payload, Query},
};
use async_graphql::Variables;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::timeout;

use super::fault::Fault;
use crate::{
    config::HttpConfig,
    platform::{Room, room::Space},
    schema::Parameters,
    tenancy::Tenant,
};

/// One operation, or several at once.
pub enum Operations {
    /// A JSON object, or the parameters of a GET.
    One(Parameters),
    /// A JSON array.
    Batch(Vec<Parameters>),
}

/// The value of a header that is text; `None` where it is missing, repeated or not ASCII.
pub fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(only), None) => only.to_str().ok(),
        _ => None,
    }
}

/// The host that the request is addressed to, with the port where it is told. Anybody can send `Forwarded` and
/// `X-Forwarded-Host`; they are not believed.
pub fn authority(request: &HttpRequest) -> &str {
    let authority = request.uri().authority().map(Authority::as_str);
    authority.or_else(|| header(request.headers(), header::HOST)).unwrap_or_default()
}

/// The host that the request is addressed to, without the port.
pub fn host(request: &HttpRequest) -> &str {
    let authority = authority(request);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// The municipality that the request is addressed to: by the path, or else by the host.
pub fn tenant(request: &HttpRequest) -> Tenant<'_> {
    match request.match_info().get("kommunkod") {
        Some(code) => Tenant::Code(code),
        None => Tenant::Host(host(request)),
    }
}

/// Whether somebody is there who would rather see a page.
pub fn is_from_browser(headers: &HeaderMap) -> bool {
    header(headers, header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

/// The bearer token (RFC 6750, 2.1). Any other `Authorization` is a fault: nobody becomes anonymous by mistake.
///
/// # Errors
/// [`Fault::NotABearerToken`]
pub fn bearer(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let value = header(headers, header::AUTHORIZATION).ok_or(Fault::NotABearerToken)?;
    match value.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim().to_owned()))
        }
        _ => Err(Fault::NotABearerToken),
    }
}

/// The body, within the bound.
///
/// # Errors
/// [`Fault::BodyTooLarge`], before reading where its length is told; [`Fault::BodyTooSlow`], [`Fault::BodyBroken`];
/// [`Fault::Busy`] where there is no room for it.
pub async fn body(
    request: &HttpRequest,
    payload: Payload,
    config: &HttpConfig,
    room: &Room,
) -> Result<(Bytes, Space), Fault> {
    let bound = config.body_bytes;
    let told =
        header(request.headers(), header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if told.is_some_and(|length| length > bound) {
        return Err(Fault::BodyTooLarge(bound));
    }
    // One that does not tell may get as large as any.
    let is_told = told.is_some() || !request.headers().contains_key(header::TRANSFER_ENCODING);
    let size = if is_told { told.unwrap_or_default() } else { bound };
    let space = room.transfer(size).map_err(|_full| Fault::Busy)?;
    match timeout(Duration::from_secs(config.body_seconds), payload.to_bytes_limited(bound)).await {
        Ok(Ok(Ok(body))) => Ok((body, space)),
        Ok(Ok(Err(_))) => Err(Fault::BodyBroken),
        Ok(Err(_)) => Err(Fault::BodyTooLarge(bound)),
        Err(_) => Err(Fault::BodyTooSlow),
    }
}

/// The operations in a body of JSON.
///
/// # Errors
/// The [`Fault`]s of malformed requests.
pub fn from_json(body: &[u8], batch: usize) -> Result<Operations, Fault> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'[') {
        return read(body).map(Operations::One);
    }
    // The operations stay unread until it is known how many there are.
    let operations: Vec<&RawValue> = serde_json::from_slice(body).map_err(|said| malformed(&said))?;
    match operations.len() {
        0 => Err(Fault::BatchEmpty),
        count if count > batch => Err(Fault::BatchTooLarge(batch)),
        _ => operations
            .iter()
            .map(|raw| read(raw.get().as_bytes()))
            .collect::<Result<_, _>>()
            .map(Operations::Batch),
    }
}

fn read(json: &[u8]) -> Result<Parameters, Fault> {
    complete(serde_json::from_slice(json).map_err(|said| malformed(&said))?)
}

fn complete(parameters: Parameters) -> Result<Parameters, Fault> {
    match parameters.query {
        Some(_) => Ok(parameters),
        None if parameters.persisted => Err(Fault::PersistedQuery),
        None => Err(Fault::QueryMissing),
    }
}

fn malformed(said: &impl ToString) -> Fault {
    Fault::Malformed(said.to_string())
}

/// The parameters of a GET, of which two are JSON inside the URL.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UrlParameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// The operation in a URL.
///
/// # Errors
/// The [`Fault`]s of malformed requests.
pub fn from_url(query_string: &str) -> Result<Parameters, Fault> {
    let url = Query::<UrlParameters>::from_query(query_string).map_err(|said| malformed(&said))?.into_inner();
    let variables: Variables = in_json(url.variables.as_deref())?;
    let extensions: serde_json::Map<_, _> = in_json(url.extensions.as_deref())?;
    complete(Parameters {
        query: url.query,
        operation_name: url.operation_name.filter(|name| !name.is_empty()),
        variables,
        persisted: extensions.contains_key("persistedQuery"),
    })
}

fn in_json<T: for<'de> Deserialize<'de> + Default>(text: Option<&str>) -> Result<T, Fault> {
    match text {
        None | Some("") => Ok(T::default()),
        Some(text) => serde_json::from_str::<Option<T>>(text)
            .map(Option::unwrap_or_default)
            .map_err(|said| malformed(&said)),
    }
}
