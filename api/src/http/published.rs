//! What anybody may read and keep for a while: Open Meal and the calendars of menus. Nobody logs in; a token that comes along
//! is not looked at.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, Route, guard,
    http::{
        StatusCode,
        header::{self, EntityTag},
    },
};
use serde::Serialize;

use super::{answer, pages::asset::is_known, request, trace::RequestId};
use crate::{
    app::AppState,
    platform::{Internal, Locale, secret},
    schema::Audience,
    tenancy::{Caller, OpenError, Scope},
};

/// For how long an answer may be repeated without asking.
const CACHE: &str = "public, max-age=300";

/// Whoever reads.
pub fn read() -> Route {
    Route::new().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Why something is not published.
pub enum Absent {
    /// The address leads nowhere; in words.
    Nowhere(&'static str, &'static str),
    /// The question cannot be answered; in words.
    Refused(String),
    /// Neither GET nor HEAD.
    MethodNotAllowed,
    /// A fault of ours.
    Internal(Internal),
}

impl<E: Into<Internal>> From<E> for Absent {
    fn from(cause: E) -> Self {
        Self::Internal(cause.into())
    }
}

/// The problem in the form of RFC 9457, which Open Meal asks for. Without `instance`: an address that somebody typed may hold
/// a personal identity number, and is not repeated (T7); `X-Request-Id` tells one occurrence from another.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
}

/// The municipality that the address names, for nobody in particular.
///
/// # Errors
/// [`Absent`] where there is none.
pub async fn open(request: &HttpRequest, state: &AppState) -> Result<Scope, Absent> {
    let caller = Caller {
        bearer: None,
        locale: locale(request),
        request_id: RequestId::of(request).shared(),
        source: None,
    };
    let scope = state.scopes.open(request::tenant(request), &caller).await.map_err(|fault| match fault {
        OpenError::Internal(cause) => Absent::Internal(cause),
        OpenError::UnknownMunicipality | OpenError::Unauthenticated(_) => {
            Absent::Nowhere("Det finns ingen sådan kommun här.", "There is no such municipality here.")
        }
    })?;
    // For the log.
    request.extensions_mut().insert(scope.clone());
    Ok(scope)
}

/// The language that problems are told in.
pub fn locale(request: &HttpRequest) -> Locale {
    Locale::from_accept_language(request::header(request.headers(), header::ACCEPT_LANGUAGE))
}

/// Answers with JSON.
pub fn json(request: &HttpRequest, result: Result<impl Serialize, Absent>) -> HttpResponse {
    let body = result.and_then(|value| Ok(serde_json::to_vec(&value).map_err(Internal::new)?));
    respond(request, "application/json", body)
}

/// Answers with the body, or with 304 to those who have it already.
pub fn respond(
    request: &HttpRequest,
    media_type: &'static str,
    body: Result<Vec<u8>, Absent>,
) -> HttpResponse {
    let body = match body {
        Ok(body) => body,
        Err(absent) => return absent.respond(request),
    };
    // Weak: packed or not, it says the same.
    let tag = EntityTag::new_weak(secret::hex(secret::hash(&body).get(..12).unwrap_or_default()));
    let known = is_known(request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, CACHE))
        .insert_header((header::VARY, "accept-encoding"));
    if known {
        return response.finish();
    }
    response.content_type(media_type);
    match answer::gzip(&body, request.headers()) {
        Some(packed) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed),
        None => response.body(body),
    }
}

/// Neither GET nor HEAD.
pub async fn other(request: HttpRequest) -> HttpResponse {
    Absent::MethodNotAllowed.respond(&request)
}

impl Absent {
    fn respond(self, request: &HttpRequest) -> HttpResponse {
        let locale = locale(request);
        let (status, title, detail) = match self {
            Self::Nowhere(sv, en) => (StatusCode::NOT_FOUND, "Not Found", locale.say(sv, en).to_owned()),
            Self::Refused(detail) => (StatusCode::BAD_REQUEST, "Bad Request", detail),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Method Not Allowed",
                locale.say("Här går bara att läsa.", "This is for reading only.").to_owned(),
            ),
            Self::Internal(cause) => {
                let id = RequestId::of(request);
                let error =
                    Audience { locale, request_id: id.as_str() }.internal("published", &cause.to_string());
                (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", error.message)
            }
        };
        let mut response = HttpResponse::build(status);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.insert_header((header::ALLOW, "GET, HEAD"));
        }
        response.insert_header((header::VARY, "accept-language")).json(Problem {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: &detail,
        })
    }
}
