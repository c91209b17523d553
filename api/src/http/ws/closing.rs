//! Why the server closes a socket: the codes of the protocol and of RFC 6455, each with the words it is sent
//! with.

use std::borrow::Cow;

use actix_ws::{CloseCode, CloseReason};

use crate::schema::without_numbers;

/// A close code and the reason sent beside it. The code is the contract; the reason is for the developer who
/// reads the console, in English as the protocol's own reasons are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The close code (RFC 6455 section 7.4, and 4400–4499 of `graphql-transport-ws`).
    pub code: u16,
    /// The reason. Longer ones are cut to the 123 bytes a close frame has room for.
    pub reason: Cow<'static, str>,
}

impl Closing {
    const fn fixed(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// 1001: the server is stopping, and another one will answer.
    pub const GOING_AWAY: Self = Self::fixed(1001, "Server is shutting down");
    /// 1007: a text message that is not UTF-8.
    pub const NOT_UTF8: Self = Self::fixed(1007, "Message is not UTF-8");
    /// 1008: the client sends faster than is allowed.
    pub const TOO_MANY_MESSAGES: Self = Self::fixed(1008, "Too many messages");
    /// 1009: a message larger than is allowed.
    pub const TOO_LARGE: Self = Self::fixed(1009, "Message too large");
    /// 1011: the server failed; the cause is in its log.
    pub const INTERNAL: Self = Self::fixed(1011, "Internal server error");
    /// 4401: an operation before `connection_ack`.
    pub const UNAUTHORIZED: Self = Self::fixed(4401, "Unauthorized");
    /// 4403: the token that the socket was opened with has expired.
    pub const TOKEN_EXPIRED: Self = Self::fixed(4403, "Forbidden: token expired");
    /// 4406: no sub-protocol in common.
    pub const SUBPROTOCOL: Self = Self::fixed(4406, "Subprotocol not acceptable");
    /// 4408: `connection_init` did not come in time.
    pub const INIT_TIMEOUT: Self = Self::fixed(4408, "Connection initialisation timeout");
    /// 4429: `connection_init` came twice.
    pub const TOO_MANY_INITS: Self = Self::fixed(4429, "Too many initialisation requests");

    /// A reason that repeats what the client sent, with long numbers masked: one could be a personal identity number (T7).
    fn quoting(code: u16, reason: &str) -> Self {
        Self { code, reason: without_numbers(reason).into() }
    }

    /// 4400: a message that the protocol does not have.
    #[must_use]
    pub fn invalid_message(fault: &str) -> Self {
        Self::quoting(4400, &format!("Invalid message: {fault}"))
    }

    /// 1013: the caller cannot be judged just now, with a reason that is safe to show.
    #[must_use]
    pub fn try_later(reason: &str) -> Self {
        Self { code: 1013, reason: format!("Try again later: {reason}").into() }
    }

    /// 4403: the caller is not let in, with a reason that is safe to show.
    #[must_use]
    pub fn forbidden(reason: &str) -> Self {
        Self { code: 4403, reason: format!("Forbidden: {reason}").into() }
    }

    /// 4409: the id already names a running operation.
    #[must_use]
    pub fn duplicate(id: &str) -> Self {
        Self::quoting(4409, &format!("Subscriber for {id} already exists"))
    }

    pub(super) fn into_frame(self) -> CloseReason {
        CloseReason { code: CloseCode::from(self.code), description: Some(self.reason.into_owned()) }
    }
}
