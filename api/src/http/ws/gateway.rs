//! What a socket asks of the application behind it.

use std::{sync::Arc, time::Duration};

use async_graphql::{Response, ServerError};
use futures_util::{future::BoxFuture, stream::BoxStream};

use crate::{
    platform::Locale,
    schema::{self, Made, Parameters},
};

/// What the client said of itself in `connection_init` and in the upgrade's headers.
///
/// Kept as long as the socket, because every operation is judged anew. No `Debug`: it holds the token.
#[derive(Clone, Default)]
pub struct Hello {
    /// The bearer token, without the scheme.
    pub bearer: Option<String>,
    /// The languages the client asks for, in `Accept-Language` syntax; a single language tag is that as well.
    pub languages: Option<String>,
}

/// The caller is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// How long the token is good for; the socket closes with 4403 then. `None` for a caller without a token.
    pub expires_in: Option<Duration>,
}

/// The caller is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token was refused, for a reason that is safe to show: 4403.
    Forbidden(String),
    /// The token cannot be judged just now, for a reason that is safe to show: 1013.
    TryLater(String),
    /// The server failed, and has logged why: 1011.
    Internal,
}

/// What comes of an operation.
#[derive(Debug)]
pub enum Answer {
    /// The operation is a subscription and has begun. Nothing is sent, but from now on it runs until somebody
    /// ends it, and a server that stops does not wait for it.
    Listening,
    /// A result to hand on as `next`.
    Result(Box<Response>),
    /// A result that is always the same.
    Made(Arc<Made>),
    /// The operation did not start, or cannot go on: `error`, after which nothing more is sent.
    Refused(Vec<ServerError>),
}

impl From<schema::Answer> for Answer {
    fn from(answer: schema::Answer) -> Self {
        match answer {
            schema::Answer::Executed(response) => Self::Result(Box::new(response)),
            schema::Answer::Made(made) => Self::Made(made),
            schema::Answer::Refused(errors) | schema::Answer::Busy(errors) => Self::Refused(errors),
            schema::Answer::Failed(error) => Self::Refused(vec![error]),
        }
    }
}

/// Judges callers and runs operations for one socket.
///
/// A gateway knows the municipality of its socket. It opens a fresh scope for each operation, so that a role
/// taken away while the socket is open is gone for the next operation.
pub trait Gateway: 'static {
    /// Judges the caller, once, when `connection_init` arrives.
    fn admit(&self, hello: Hello) -> BoxFuture<'static, Result<Admission, Refusal>>;

    /// The language of messages.
    fn locale(&self, hello: &Hello) -> Locale {
        Locale::from_accept_language(hello.languages.as_deref())
    }

    /// Takes an operation on. Nothing happens before the first poll of its answers, and dropping them ends
    /// it.
    /// `number` counts the operations of the socket from 1, for the request id.
    fn run(&self, hello: &Hello, number: u64, parameters: Parameters) -> BoxStream<'static, Answer>;
}
