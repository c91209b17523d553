//! What a client is told of an error that came up while its operation ran.
//!
//! An error that carries a code was written for the client. One that async-graphql made of an input is the client's
//! too. Everything else is ours: it is logged once, here, and answered as `INTERNAL` with the request id.

use async_graphql::{ErrorExtensionValues, PathSegment, ServerError, Value};

use super::errors::Code;
use crate::platform::{Internal, Locale, pii::tells_identity_number};

/// How async-graphql begins what it says of an input. It gives its own errors no other mark.
const OF_AN_INPUT: [&str; 4] =
    ["Failed to parse \"", "Expected input type \"", "Variable ", "Invalid value for argument"];

/// Who is to be told, and under which id the cause is found.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// The language of messages.
    pub locale: Locale,
    /// The id of the request, as the answer's header repeats it.
    pub request_id: &'a str,
}

impl Audience<'_> {
    /// Gives every error its code, and hides the causes that are none of the client's business.
    pub(super) fn disclose(self, errors: &mut [ServerError]) {
        for error in errors {
            let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
            match code {
                Some(Value::String(code)) if code != Code::Internal.name() => {}
                None if error.source.is_none()
                    && OF_AN_INPUT.iter().any(|mark| error.message.starts_with(mark)) =>
                {
                    error.message = without_numbers(&error.message);
                    extend(error, "code", Code::BadUserInput.name());
                }
                _ => {
                    let cause =
                        error.source::<Internal>().map_or_else(|| error.message.clone(), Internal::to_string);
                    let mut hidden = self.internal(&place(&error.path), &cause);
                    hidden.locations = std::mem::take(&mut error.locations);
                    hidden.path = std::mem::take(&mut error.path);
                    *error = hidden;
                }
            }
        }
    }

    /// Logs a fault of ours and makes the error that stands for it.
    #[must_use]
    pub fn internal(self, place: &str, cause: &str) -> ServerError {
        let request_id = self.request_id;
        tracing::error!(request_id, place, cause, "request {request_id} failed at {place}");
        let mut error = coded(
            Code::Internal,
            self.locale.say(
                "Något gick fel hos oss. Försök igen, och uppge requestId om felet består.",
                "Something went wrong on our side. Try again, and quote requestId if it persists.",
            ),
        );
        extend(&mut error, "requestId", request_id);
        error
    }
}

/// Where it failed, for the log. Fields go by the client's aliases, which can be any text (T7).
fn place(path: &[PathSegment]) -> String {
    let steps = path.iter().map(|step| match step {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    });
    without_numbers(&steps.collect::<Vec<_>>().join("."))
}

/// An error of this code.
pub fn coded(code: Code, message: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(message, None);
    extend(&mut error, "code", code.name());
    error
}

/// Sets one entry of `extensions`.
pub fn extend(error: &mut ServerError, name: &str, value: impl Into<Value>) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set(name, value);
}

/// The text with long numbers masked: words about an input repeat it, and it could be a personal identity number.
pub(crate) fn without_numbers(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (number, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
        kept.push_str(before);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        kept.push_str(if digits >= 10 { "…" } else { number });
        rest = after;
    }
    kept.push_str(rest);
    // One that is spelled in pieces.
    if tells_identity_number(&kept) {
        return kept.chars().map(|c| if c.is_numeric() { '…' } else { c }).collect();
    }
    kept
}
