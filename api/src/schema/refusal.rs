//! Why an operation is not run at all, in words.
//!
//! These are the *request errors* of the GraphQL specification: the answer has `errors` and no `data`.

use async_graphql::ServerError;

use super::{
    disclosure::{coded, extend, without_numbers},
    errors::Code::{BadUserInput, QueryTooComplex, RateLimited},
    inputs::InputFault,
    limits::Limit,
};
use crate::platform::Locale;

/// Complaints of the validators that are passed on; nobody mends more at a time.
const COMPLAINTS: usize = 20;

/// Why an operation is not run.
#[derive(Debug)]
pub enum Refusal {
    /// A bound is exceeded.
    TooComplex {
        /// Which one.
        limit: Limit,
        /// What is allowed.
        allowed: usize,
    },
    /// Introspection that would unfold the schema over and over.
    IntrospectionTooDeep,
    /// A fragment that contains itself.
    FragmentCycle(String),
    /// What the parser or the validators say, in English: they speak to a developer.
    Invalid(Vec<ServerError>),
    /// `operationName` names nothing in the document.
    UnknownOperation(String),
    /// Several operations and no `operationName`.
    OperationNameMissing,
    /// Values of variables, or written into the document, that are not accepted, all of them.
    Values(Vec<InputFault>),
    /// A subscription where only queries and mutations are answered.
    SubscriptionNeedsWebSocket,
    /// The server does as much as it can.
    Busy,
}

impl Refusal {
    /// The errors as the client sees them, each with its code.
    #[must_use]
    pub fn into_errors(self, locale: Locale) -> Vec<ServerError> {
        let error = match self {
            Self::Invalid(errors) => {
                let first = errors.into_iter().take(COMPLAINTS);
                return first
                    .map(|ServerError { message, locations, .. }| ServerError {
                        locations,
                        ..coded(BadUserInput, without_numbers(&message))
                    })
                    .collect();
            }
            Self::Values(faults) => {
                return faults.into_iter().take(COMPLAINTS).map(|fault| fault.into_error(locale)).collect();
            }
            Self::TooComplex { limit, allowed } => {
                let mut error = coded(QueryTooComplex, limit.exceeded(allowed, locale));
                extend(&mut error, "limit", limit.name());
                extend(&mut error, "allowed", allowed);
                error
            }
            Self::IntrospectionTooDeep => coded(
                QueryTooComplex,
                locale.say(
                    "Introspektionen vecklar ut schemat för många gånger.",
                    "The introspection unfolds the schema too many times.",
                ),
            ),
            Self::FragmentCycle(name) => coded(
                BadUserInput,
                locale.say(
                    format!("Fragmentet \"{name}\" innehåller sig självt."),
                    format!("The fragment \"{name}\" contains itself."),
                ),
            ),
            Self::UnknownOperation(name) => {
                let name = without_numbers(&name);
                coded(
                    BadUserInput,
                    locale.say(
                        format!("Dokumentet har ingen operation som heter \"{name}\"."),
                        format!("The document has no operation named \"{name}\"."),
                    ),
                )
            }
            Self::OperationNameMissing => coded(
                BadUserInput,
                locale.say(
                    "Dokumentet har flera operationer: ange operationName.",
                    "The document has several operations: give operationName.",
                ),
            ),
            Self::Busy => coded(
                RateLimited,
                locale.say(
                    "Servern är upptagen med andra stora svar. Försök igen om en stund.",
                    "The server is busy with other large answers. Try again in a moment.",
                ),
            ),
            Self::SubscriptionNeedsWebSocket => coded(
                BadUserInput,
                locale.say(
                    "Prenumerationer går över WebSocket (graphql-transport-ws) på samma adress.",
                    "Subscriptions go over WebSocket (graphql-transport-ws) at the same address.",
                ),
            ),
        };
        vec![error]
    }
}

impl Limit {
    /// What is said of a document above this bound.
    fn exceeded(self, allowed: usize, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::Document => (
                format!("Dokumentet är för stort: högst {allowed} byte."),
                format!("The document is too large: at most {allowed} bytes."),
            ),
            Self::Nesting => (
                format!("Dokumentet är nästlat för djupt: högst {allowed} parenteser i varandra."),
                format!("The document is nested too deeply: at most {allowed} brackets inside one another."),
            ),
            Self::Depth => (
                format!("Operationen är för djup: högst {allowed} fält i varandra."),
                format!("The operation is too deep: at most {allowed} fields inside one another."),
            ),
            Self::Selections => (
                format!("Dokumentet väljer för mycket: högst {allowed} fält när fragmenten skrivits ut."),
                format!("The document selects too much: at most {allowed} fields, fragments written out."),
            ),
            Self::Aliases => (
                format!("För många alias: högst {allowed}."),
                format!("Too many aliases: at most {allowed}."),
            ),
            Self::Directives => (
                format!("För många direktiv: högst {allowed}."),
                format!("Too many directives: at most {allowed}."),
            ),
            Self::Introspection => (
                format!("För mycket introspektion: svaret får ha högst {allowed} fält."),
                format!("Too much introspection: the answer may have at most {allowed} fields."),
            ),
            Self::RootFields => (
                format!("För många fält på översta nivån: högst {allowed}."),
                format!("Too many top-level fields: at most {allowed}."),
            ),
            Self::Complexity => (
                format!("Operationen kan ge för stort svar: högst {allowed} fält. Begär mindre sidor."),
                format!(
                    "The operation could answer too much: at most {allowed} fields. Ask for smaller pages."
                ),
            ),
            Self::Values => (
                format!("För många värden i variablerna: högst {allowed}."),
                format!("Too many values in the variables: at most {allowed}."),
            ),
            Self::Batch => (
                format!("För många operationer på en gång: högst {allowed}."),
                format!("Too many operations at once: at most {allowed}."),
            ),
            Self::Answer => (
                format!("Svaret blev för stort: högst {allowed} byte. Begär mindre sidor eller färre fält."),
                format!(
                    "The answer got too large: at most {allowed} bytes. Ask for smaller pages or fewer fields."
                ),
            ),
        };
        locale.say(sv, en)
    }
}
