//! GraphQL over WebSocket, by the `graphql-transport-ws` protocol.
//!
//! The protocol is driven here rather than by the stock integration, because a phone that is told nothing
//! hangs: every fault has its close code, every wait has its end, and one socket can only take so much of the
//! process. What stands behind a socket is a [`Gateway`]: it judges the caller and runs operations, each in a
//! scope of its own, while the modules here know messages, time-outs and caps and nothing of municipalities.
//!
//! How a socket can end:
//!
//! | code | when | should the client reconnect? |
//! |---|---|---|
//! | 1000 | the client closed | – |
//! | 1001 | the server is stopping | yes, at once |
//! | 1007, 1009 | a message that is not UTF-8, or is larger than [`Limits::message_bytes`] | no |
//! | 1008 | more than [`Limits::messages_per_second`] | no |
//! | 1011 | the server failed | yes, later |
//! | 1013 | the token cannot be judged just now | yes, later |
//! | 4400 | a message that the protocol does not know | no |
//! | 4401 | `subscribe` before `connection_ack` | no |
//! | 4403 | the token was refused, or its time has passed | yes, with a new token |
//! | 4406 | the client does not speak `graphql-transport-ws` | no |
//! | 4408 | no `connection_init` within [`Limits::init_timeout`] | yes |
//! | 4409 | `subscribe` with the id of a running operation | no |
//! | 4429 | `connection_init` twice | no |
//!
//! A peer that stops answering, or stops reading, is dropped without a close frame: nobody is there to read
//! it.
//!
//! Reference: `PROTOCOL.md` of npm `graphql-ws`; RFC 6455.

mod answers;
mod closing;
mod frames;
mod gateway;
mod handshake;
mod limits;
mod messages;
mod municipality;
mod operations;
mod socket;
mod sockets;

use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, Route, guard, http::header, web};

pub use answers::subscription;
pub use closing::Closing;
pub use gateway::{Admission, Answer, Gateway, Hello, Refusal};
pub use handshake::{Origins, is_upgrade, upgrade};
pub use limits::Limits;
pub use sockets::{Full, Sockets, Ticket};

use municipality::MunicipalGateway;

use super::{fault::Fault, negotiate::MediaType, request, source, trace::RequestId};
use crate::{app::AppState, platform::Locale, schema::Audience, tenancy::Caller};

/// The way in, beside the other routes of the GraphQL resource: a GET that asks for the upgrade.
pub(super) fn route() -> Route {
    web::get().guard(guard::fn_guard(is_upgrade)).to(open)
}

async fn open(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<AppState>,
) -> Result<HttpResponse, actix_web::Error> {
    let id = RequestId::of(&request);
    let language = request::header(request.headers(), header::ACCEPT_LANGUAGE);
    let locale = Locale::from_accept_language(language);
    // Without the token, which may still come in `connection_init`: this is about the municipality alone.
    let source = source::of(&request, &state);
    let caller = Caller { bearer: None, locale, request_id: id.shared(), source };
    let scope = match state.scopes.open(request::tenant(&request), &caller).await {
        Ok(scope) => scope,
        Err(why) => {
            let audience = Audience { locale, request_id: id.as_str() };
            return Ok(Fault::Closed(why).respond(MediaType::Json, audience));
        }
    };
    let gateway = MunicipalGateway {
        state: state.clone(),
        code: scope.municipality().code.as_str().into(),
        request_id: id.shared(),
        source,
    };
    // For the log.
    request.extensions_mut().insert(scope);
    let config = &state.config;
    let (limits, origins) = (Limits::from(&config.websocket), Origins::from(&config.http));
    upgrade(&request, payload, gateway, &limits, &origins, &state.sockets)
}
