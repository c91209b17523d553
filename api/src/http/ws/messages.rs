//! The messages of `graphql-transport-ws`, read strictly and written once.

use async_graphql::{Response, ServerError};
use serde::{Deserialize, Serialize, ser::Error as _};
use serde_json::{Map, Value as Json, value::RawValue};

use super::{closing::Closing, gateway::Hello};
use crate::{http::answer::Bounded, schema::Parameters};

/// A message from the client.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientMessage {
    /// Asks to be let in.
    ConnectionInit {
        /// Anything the client wants to say; see [`hello`].
        #[serde(default)]
        payload: Option<Map<String, Json>>,
    },
    /// Asks for a `pong`.
    Ping {
        /// Given back in the `pong`.
        #[serde(default)]
        payload: Option<Map<String, Json>>,
    },
    /// A sign of life, asked for or not.
    Pong {
        /// Read so that a malformed one is refused.
        #[serde(default)]
        #[expect(
            dead_code,
            reason = "the protocol requires an object, and says nothing about what it means"
        )]
        payload: Option<Map<String, Json>>,
    },
    /// Starts an operation of any kind.
    Subscribe {
        /// Names the operation for as long as it runs.
        id: String,
        /// The operation.
        payload: Parameters,
    },
    /// Ends an operation.
    Complete {
        /// The operation's name.
        id: String,
    },
}

impl ClientMessage {
    /// Reads a text frame. Whatever the protocol does not have is 4400.
    pub(super) fn parse(text: &str) -> Result<Self, Closing> {
        let message: Self =
            serde_json::from_str(text).map_err(|fault| Closing::invalid_message(&fault.to_string()))?;
        match &message {
            Self::Subscribe { id, .. } | Self::Complete { id } if id.is_empty() => {
                Err(Closing::invalid_message("`id` is empty"))
            }
            Self::Subscribe { payload, .. } if payload.query.is_none() && !payload.persisted => {
                Err(Closing::invalid_message("`payload` has no `query`"))
            }
            _ => Ok(message),
        }
    }
}

/// Reads `connection_init`: `Authorization` (in any case) with a bearer token, and `locale` or
/// `Accept-Language`. What it does not say is taken from the upgrade's headers, where a client that is no
/// browser can put it.
pub(super) fn hello(payload: Option<Map<String, Json>>, headers: &Hello) -> Result<Hello, Closing> {
    let mut hello = headers.clone();
    for (key, value) in payload.unwrap_or_default() {
        let credentials = key.eq_ignore_ascii_case("authorization");
        let languages = key == "locale" || key.eq_ignore_ascii_case("accept-language");
        match value {
            Json::String(text) if credentials => hello.bearer = Some(bearer(&text)?),
            Json::Null => {}
            _ if credentials => return Err(Closing::forbidden("`Authorization` has to be a string")),
            Json::String(text) if languages => hello.languages = Some(text),
            _ => {}
        }
    }
    Ok(hello)
}

/// Takes the token out of `Bearer <token>` (RFC 6750 section 2.1; the scheme is case-insensitive, RFC 9110).
pub(super) fn bearer(credentials: &str) -> Result<String, Closing> {
    match credentials.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(token.trim().to_owned())
        }
        _ => Err(Closing::forbidden("`Authorization` has to be `Bearer <token>`")),
    }
}

/// A message to the client.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    /// The caller is let in.
    ConnectionAck,
    /// Asks for a `pong`: for clients that cannot see WebSocket's own pings.
    Ping,
    /// Answers `ping`.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Json>>,
    },
    /// A result.
    Next { id: &'a str, payload: Payload<'a> },
    /// The operation is over, because of an error.
    Error { id: &'a str, payload: &'a [ServerError] },
    /// The operation is over.
    Complete { id: &'a str },
}

/// What `next` brings.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Payload<'a> {
    Response(&'a Response),
    Made(&'a RawValue),
}

impl ServerMessage<'_> {
    /// The text frame. It fails for one that is too large, and for a value that JSON cannot hold, which the schema does
    /// not make.
    pub(super) fn to_json(&self, most: usize) -> serde_json::Result<String> {
        let mut text = Bounded::new(most);
        serde_json::to_writer(&mut text, self)?;
        String::from_utf8(text.bytes).map_err(serde_json::Error::custom)
    }
}
