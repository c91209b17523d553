//! The upgrade: who may open a socket, and in which sub-protocol.

use actix_web::{
    FromRequest as _, HttpRequest, HttpResponse,
    guard::GuardContext,
    http::header::{self, HeaderMap},
    rt, web,
};

use super::{
    closing::Closing, frames::Guarded, gateway::Gateway, gateway::Hello, limits::Limits, messages::bearer,
    socket::Socket, sockets::Sockets,
};
use crate::{
    config::HttpConfig,
    http::{
        answer,
        paced::{Outlet, paced},
        request,
    },
    schema::{coded, errors::Code},
};

/// The sub-protocol's registered name.
const SUBPROTOCOL: &str = "graphql-transport-ws";

/// From which web sites a browser may open a socket: those whose pages may call the API.
///
/// Browsers do not apply CORS to WebSocket, so the server has to look at `Origin` itself (RFC 6455 section
/// 10.2). Apps send none and are let through: the check protects people from web sites, not the server from
/// clients. Nothing here rests on cookies, so a foreign site could only act as anybody could.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origins {
    /// From any site, as for an open API.
    #[default]
    Any,
    /// From the server's own pages and these origins (`https://app.example.se`).
    Listed(Vec<String>),
}

impl From<&HttpConfig> for Origins {
    fn from(config: &HttpConfig) -> Self {
        if config.origins.iter().any(|origin| origin == "*") {
            Self::Any
        } else {
            Self::Listed(config.origins.clone())
        }
    }
}

impl Origins {
    /// Whether a page of `origin` may open a socket at `host`.
    #[must_use]
    pub fn allow(&self, origin: Option<&str>, host: &str) -> bool {
        match (self, origin) {
            (Self::Any, _) | (_, None) => true,
            (Self::Listed(listed), Some(origin)) => {
                listed.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
                    || origin
                        .split_once("://")
                        .is_some_and(|(_, origin_host)| origin_host.eq_ignore_ascii_case(host))
            }
        }
    }
}

/// Guards the WebSocket route, so that the same path serves plain GET requests beside it.
#[must_use]
pub fn is_upgrade(context: &GuardContext<'_>) -> bool {
    context.head().headers().get(header::UPGRADE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
    })
}

/// Opens a socket. The caller has found the municipality; the gateway knows it.
///
/// A client without the sub-protocol gets its handshake and then 4406 (4403 for unreadable credentials),
/// because a refused handshake tells a browser's script nothing. A foreign origin (403) and a full process
/// (503) are answered before the upgrade: they cost least there, and there is nobody to explain them to.
///
/// # Errors
/// When the request is no WebSocket handshake (RFC 6455 section 4.2.1).
pub fn upgrade<G: Gateway>(
    request: &HttpRequest,
    payload: web::Payload,
    gateway: G,
    limits: &Limits,
    origins: &Origins,
    sockets: &Sockets,
) -> Result<HttpResponse, actix_web::Error> {
    let origin = text(request.headers(), &header::ORIGIN);
    if !origins.allow(origin, request::authority(request)) {
        return Ok(refuse(HttpResponse::Forbidden(), "This origin may not open a socket", Code::Forbidden));
    }
    let Ok(ticket) = sockets.enter() else {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((header::RETRY_AFTER, "5"));
        return Ok(refuse(response, "No room for another socket", Code::RateLimited));
    };
    let mut payload = Guarded::payload(payload.into_inner(), limits);
    let payload = web::Payload::from_request(request, &mut payload).into_inner()?;
    let (response, session, incoming) =
        match actix_ws::handle_with_protocols(request, payload, &[SUBPROTOCOL]) {
            Ok(opened) => opened,
            Err(fault) => return Ok(fault.as_response_error().error_response()),
        };
    let greeting = if response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        greeting(request.headers())
    } else {
        Err(Closing::SUBPROTOCOL)
    };
    let outlet = Outlet::default();
    let mut response = paced(response, None, Some(outlet.clone()));
    // Some clients look for them as RFC 6455 spells them.
    response.head_mut().set_camel_case_headers(true);
    match greeting {
        Ok(greeting) => {
            let answers = sockets.answers().clone();
            let socket = Socket::new((session, outlet, answers), gateway, limits.clone(), greeting);
            rt::spawn(socket.serve(incoming, ticket));
        }
        Err(closing) => {
            rt::spawn(async move {
                let _ticket = ticket;
                session.close(Some(closing.into_frame())).await
            });
        }
    }
    Ok(response)
}

/// What the upgrade's headers say of the client. Credentials that cannot be read are refused, for nobody
/// becomes anonymous by mistake.
fn greeting(headers: &HeaderMap) -> Result<Hello, Closing> {
    Ok(Hello {
        bearer: match headers.get(header::AUTHORIZATION) {
            Some(credentials) => Some(bearer(credentials.to_str().unwrap_or_default())?),
            None => None,
        },
        languages: text(headers, &header::ACCEPT_LANGUAGE).map(str::to_owned),
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn refuse(mut response: actix_web::HttpResponseBuilder, message: &str, code: Code) -> HttpResponse {
    response.content_type("application/json; charset=utf-8").body(answer::errors(&[coded(code, message)]))
}
