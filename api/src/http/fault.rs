//! What can be wrong with a request before GraphQL begins, and how each fault is answered.

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::ServerError;

use super::{answer, negotiate::MediaType};
use crate::{
    identity::TokenError,
    platform::Locale,
    schema::{Audience, Limit, Refusal, coded, errors::Code, extend, without_numbers},
    tenancy::OpenError,
};

/// What can be done with the GraphQL resource.
pub const VERBS: &str = "GET, POST, OPTIONS";

/// A request that is answered with errors alone.
#[derive(Debug)]
pub enum Fault {
    /// The client accepts neither media type.
    NotAcceptable,
    /// The body is not plain JSON in UTF-8.
    UnsupportedMediaType,
    /// The body exceeds so many bytes.
    BodyTooLarge(usize),
    /// The body did not arrive in time.
    BodyTooSlow,
    /// The body broke off.
    BodyBroken,
    /// There is no room for it just now.
    Busy,
    /// Not the parameters of a GraphQL request; in the words of the JSON parser.
    Malformed(String),
    /// No `query`.
    QueryMissing,
    /// Only the hash of a document, and we keep none.
    PersistedQuery,
    /// A batch of nothing.
    BatchEmpty,
    /// A batch of more than so many operations.
    BatchTooLarge(usize),
    /// A mutation or subscription over GET.
    OnlyQueriesByGet,
    /// An address where nothing is.
    Nowhere,
    /// A verb that this resource does not know.
    MethodNotAllowed,
    /// An `Authorization` that is not one bearer token.
    NotABearerToken,
    /// There is no scope for this request.
    Closed(OpenError),
}

impl Fault {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::OnlyQueriesByGet | Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy | Self::Closed(OpenError::Unauthenticated(TokenError::IssuerUnavailable)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::NotABearerToken | Self::Closed(OpenError::Unauthenticated(_)) => StatusCode::UNAUTHORIZED,
            Self::Nowhere | Self::Closed(OpenError::UnknownMunicipality) => StatusCode::NOT_FOUND,
            Self::Closed(OpenError::Internal(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::BodyBroken
            | Self::Malformed(_)
            | Self::QueryMissing
            | Self::PersistedQuery
            | Self::BatchEmpty
            | Self::BatchTooLarge(_) => StatusCode::BAD_REQUEST,
        }
    }

    const fn header(&self) -> Option<(header::HeaderName, &'static str)> {
        match self {
            Self::OnlyQueriesByGet => Some((header::ALLOW, "POST")),
            Self::MethodNotAllowed => Some((header::ALLOW, VERBS)),
            Self::Busy => Some(answer::RETRY),
            Self::Closed(OpenError::Unauthenticated(TokenError::IssuerUnavailable)) => {
                Some((header::RETRY_AFTER, "30"))
            }
            Self::NotABearerToken | Self::Closed(OpenError::Unauthenticated(_)) => {
                Some((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
            }
            _ => None,
        }
    }

    /// The whole answer. What we caused is logged here, once.
    pub fn respond(self, media: MediaType, audience: Audience<'_>) -> HttpResponse {
        let mut response = HttpResponse::build(self.status());
        if let Some(header) = self.header() {
            response.insert_header(header);
        }
        response.content_type(media.content_type()).body(answer::errors(&self.errors(audience)))
    }

    fn errors(self, audience: Audience<'_>) -> Vec<ServerError> {
        let reason = match &self {
            Self::Closed(OpenError::Unauthenticated(reason)) => Some(reason.reason()),
            _ => None,
        };
        let (code, message) = match self {
            Self::BatchTooLarge(allowed) => {
                return Refusal::TooComplex { limit: Limit::Batch, allowed }.into_errors(audience.locale);
            }
            Self::Busy => return Refusal::Busy.into_errors(audience.locale),
            Self::Closed(OpenError::Internal(cause)) => {
                return vec![audience.internal("scope", &cause.to_string())];
            }
            // Nobody is to be logged out because the issuer is away.
            Self::Closed(OpenError::Unauthenticated(TokenError::IssuerUnavailable)) => {
                (Code::Internal, self.message(audience.locale))
            }
            Self::NotABearerToken | Self::Closed(OpenError::Unauthenticated(_)) => {
                (Code::Unauthenticated, self.message(audience.locale))
            }
            _ => (Code::BadUserInput, self.message(audience.locale)),
        };
        let mut error = coded(code, message);
        if let Some(reason) = reason {
            extend(&mut error, "reason", reason);
        }
        vec![error]
    }

    fn message(&self, locale: Locale) -> Cow<'static, str> {
        let (sv, en) = match self {
            Self::NotAcceptable => (
                "Svaret ges som application/graphql-response+json eller application/json.",
                "The answer comes as application/graphql-response+json or application/json.",
            ),
            Self::UnsupportedMediaType => (
                "Skicka frågan som application/json i UTF-8, okomprimerad.",
                "Send the request as application/json in UTF-8, uncompressed.",
            ),
            Self::BodyTooSlow => ("Anropet kom inte fram i tid.", "The request did not arrive in time."),
            Self::BodyBroken => ("Anropet bröts av.", "The request broke off."),
            Self::QueryMissing => ("Parametern query saknas.", "The parameter query is missing."),
            // In these words Apollo's clients know to send the whole document.
            Self::PersistedQuery => ("PersistedQueryNotSupported", "PersistedQueryNotSupported"),
            Self::BatchEmpty => ("Listan med operationer är tom.", "The list of operations is empty."),
            Self::OnlyQueriesByGet => (
                "Med GET går bara frågor. Skicka mutationer med POST; prenumerationer går över WebSocket.",
                "GET is for queries only. Send mutations by POST; subscriptions go over WebSocket.",
            ),
            Self::Nowhere => (
                "Här finns inget. GraphQL finns på /{kommunkod}/graphql, till exempel /2281/graphql.",
                "There is nothing here. GraphQL is at /{kommunkod}/graphql, for example /2281/graphql.",
            ),
            Self::MethodNotAllowed => ("Använd GET eller POST.", "Use GET or POST."),
            Self::NotABearerToken => (
                "Inloggningen kan inte läsas: ett huvud på formen \"Authorization: Bearer <token>\" väntades.",
                "The login cannot be read: one header of the form \"Authorization: Bearer <token>\" was expected.",
            ),
            Self::Closed(OpenError::UnknownMunicipality) => {
                ("Det finns ingen sådan kommun här.", "There is no such municipality here.")
            }
            Self::Malformed(said) => {
                let said = without_numbers(said);
                return locale
                    .say(
                        format!("Anropet kan inte läsas: {said}."),
                        format!("The request cannot be read: {said}."),
                    )
                    .into();
            }
            Self::BodyTooLarge(allowed) => {
                return locale
                    .say(
                        format!("Anropet är för stort: högst {allowed} byte."),
                        format!("The request is too large: at most {allowed} bytes."),
                    )
                    .into();
            }
            Self::Closed(OpenError::Unauthenticated(reason)) => return reason.message(locale).into(),
            // Said elsewhere: one is logged, the other is a limit.
            Self::Closed(OpenError::Internal(_)) | Self::BatchTooLarge(_) | Self::Busy => ("", ""),
        };
        locale.say(sv, en).into()
    }
}
