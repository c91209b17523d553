//! Headers that go with every answer: what a browser may not do with it, and who may read it.

use actix_cors::Cors;
use actix_web::{http::header, middleware::DefaultHeaders};

use super::trace::REQUEST_ID;
use crate::config::HttpConfig;

/// Headers that keep an answer from being anything but data. Each is added where a page does not set its own.
#[must_use]
pub fn security(settings: &HttpConfig) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .add((header::CACHE_CONTROL, "no-store"));
    match settings.hsts_seconds {
        0 => headers,
        seconds => headers.add((header::STRICT_TRANSPORT_SECURITY, format!("max-age={seconds}"))),
    }
}

/// Which web pages may call the API (the fetch standard's CORS). The apps and servers that call it are not asked.
///
/// Credentials travel in `Authorization`, which no browser adds by itself, so any origin is harmless by default.
pub fn cors(settings: &HttpConfig) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers([
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            REQUEST_ID,
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER, header::WWW_AUTHENTICATE])
        .max_age(86_400);
    if settings.origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    settings.origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
