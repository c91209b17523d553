//! Errors as clients read them: user errors in payloads, a few coded ones at the top level.

use std::{convert::Infallible, sync::Arc};

use async_graphql::{Context, Error, ErrorExtensions};

use crate::{
    platform::{Element, Failure, Internal, Locale},
    tenancy::Scope,
};

/// The codes of top-level errors. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The request is not well formed.
    BadUserInput,
    /// Log in first, or again.
    Unauthenticated,
    /// Never for this viewer.
    Forbidden,
    /// Log in more strongly.
    StepUpRequired,
    /// Slow down.
    RateLimited,
    /// Ask for less at once.
    QueryTooComplex,
    /// Our fault.
    Internal,
}

impl Code {
    /// The value of `extensions.code`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::StepUpRequired => "STEP_UP_REQUIRED",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::Internal => "INTERNAL",
        }
    }

    /// An error of this code.
    #[must_use]
    pub fn error(self, message: impl Into<String>) -> Error {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", self.name()))
    }
}

/// A fault of ours: the cause travels with the error to the boundary, which logs it and shows a request id instead.
pub fn internal(cause: impl Into<Internal>) -> Error {
    let mut error = Code::Internal.error("internal");
    error.source = Some(Arc::new(cause.into()));
    error
}

/// What the client asked for in a form that cannot be.
pub fn bad_input(scope: &Scope, sv: &str, en: &str) -> Error {
    Code::BadUserInput.error(scope.locale().say(sv, en))
}

/// The viewer must log in first.
pub fn unauthenticated(locale: Locale) -> Error {
    Code::Unauthenticated.error(locale.say("Logga in först.", "Log in first."))
}

/// Never for this viewer.
pub fn forbidden(locale: Locale) -> Error {
    Code::Forbidden
        .error(locale.say("Du har inte behörighet till detta.", "You are not permitted to do this."))
}

/// The viewer must log in more strongly: before child data opens (T4), and before roles, the audit log and what is kept
/// about somebody.
pub fn step_up_required(locale: Locale) -> Error {
    Code::StepUpRequired.error(locale.say(
        "Detta kräver en starkare inloggning: logga in igen med e-legitimation.",
        "This needs a stronger login: log in again with an e-identification.",
    ))
}

/// Too much at once from the same person or address. `extensions.retryAfter` is in seconds.
pub fn rate_limited(locale: Locale, seconds: u64) -> Error {
    let message = locale.say(
        format!("Det kom för mycket på en gång. Försök igen om {seconds} s."),
        format!("There was too much at once. Try again in {seconds} s."),
    );
    Code::RateLimited.error(message).extend_with(|_, extensions| extensions.set("retryAfter", seconds))
}

/// A failure of a read, which has no faults of input, as a top-level error.
pub fn failed_read(locale: Locale, failure: Failure<Infallible>) -> Error {
    match failure {
        Failure::Refused(_) | Failure::Forbidden => forbidden(locale),
        Failure::Unauthenticated => unauthenticated(locale),
        Failure::StepUpRequired => step_up_required(locale),
        Failure::RateLimited(seconds) => rate_limited(locale, seconds),
        Failure::Internal(cause) => internal(cause),
    }
}

/// What stands in the place of what a stronger login opens, with `STEP_UP_REQUIRED` beside it (T4): what needs none is
/// answered all the same.
///
/// # Errors
/// Every other failure.
pub fn redacted<T>(ctx: &Context<'_>, failure: Failure<Infallible>, stub: T) -> Result<T, Error> {
    let locale = ctx.data_unchecked::<Scope>().locale();
    if !matches!(failure, Failure::StepUpRequired) {
        return Err(failed_read(locale, failure));
    }
    let error = step_up_required(locale).into_server_error(ctx.item.pos);
    ctx.add_error(ctx.set_error_path(error));
    Ok(stub)
}

/// What a nullable field answers: null, with the error beside it, where `work` fails. The fields around it are answered all
/// the same.
pub async fn nullable<T>(work: impl Future<Output = Result<T, Error>>) -> Option<Result<T, Error>> {
    Some(work.await)
}

/// Most values in a list that narrows another one.
pub const MAX_FILTER_VALUES: usize = 20;

/// Checks the length of a list that narrows another one. A validator of async-graphql would null the field's parent.
///
/// # Errors
/// `BAD_USER_INPUT` that names the list.
pub fn bounded<T>(scope: &Scope, name: &str, values: Option<&Vec<T>>) -> Result<(), Error> {
    if values.is_none_or(|values| values.len() <= MAX_FILTER_VALUES) {
        return Ok(());
    }
    Err(bad_input(
        scope,
        &format!("{name} får ha högst {MAX_FILTER_VALUES} värden."),
        &format!("{name} takes at most {MAX_FILTER_VALUES} values."),
    ))
}

/// A fault that the client can mend, in words and with the place in the input.
pub trait UserFault: Clone {
    /// The path to the faulty value, from the mutation's `input` or from the list's element; empty when it is not about one
    /// value.
    fn field(self) -> &'static [&'static str];
    /// The element of a list in the input that the path begins with, if the value is in one.
    fn element(self) -> Option<Element> {
        None
    }
    /// The fault in words.
    fn message(self, locale: Locale) -> String;
}

/// The path to a fault from the mutation's `input`, elements of lists by their number from 0; none when the fault is not
/// about one value.
pub fn path(fault: impl UserFault) -> Option<Vec<String>> {
    let element =
        fault.clone().element().into_iter().flat_map(|(list, index)| [list.to_owned(), index.to_string()]);
    let path: Vec<_> = element.chain(fault.field().iter().map(|&step| step.to_owned())).collect();
    (!path.is_empty()).then_some(path)
}

/// Splits what an action answered into a payload's two halves.
///
/// # Errors
/// Failures that are not the input's.
pub fn payload<T, Fault, E>(
    ctx: &Context<'_>,
    result: Result<T, Failure<Fault>>,
) -> Result<(Option<T>, Vec<E>), Error>
where
    E: From<(Fault, Locale)>,
{
    let locale = ctx.data_unchecked::<Scope>().locale();
    match result {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Failure::Refused(faults)) => {
            Ok((None, faults.into_iter().map(|f| E::from((f, locale))).collect()))
        }
        Err(Failure::Forbidden) => Err(forbidden(locale)),
        Err(Failure::Unauthenticated) => Err(unauthenticated(locale)),
        Err(Failure::StepUpRequired) => Err(step_up_required(locale)),
        Err(Failure::RateLimited(seconds)) => Err(rate_limited(locale, seconds)),
        Err(Failure::Internal(cause)) => Err(internal(cause)),
    }
}

/// Declares a mutation's error type and the enum of its codes, from the action's fault enum. A code is named
/// `<FIELD>_<FAULT>`; where the fault's own name is another one, it stands after `=`.
macro_rules! user_error {
    (@pattern $fault:ident $variant:ident) => { $fault::$variant };
    (@pattern $fault:ident $variant:ident ($any:pat)) => { $fault::$variant($any) };
    (@pattern $fault:ident $variant:ident = $named:ident) => { $fault::$named };
    (@pattern $fault:ident $variant:ident = $named:ident ($of:pat)) => { $fault::$named($of) };
    (
        $(#[$doc:meta])* $error:ident,
        $(#[$code_doc:meta])* $code:ident from $fault:ident {
            $($(#[$variant_doc:meta])* $variant:ident $(($any:pat))? $(= $named:ident $(($of:pat))?)?,)+
        }
    ) => {
        $(#[$code_doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $code { $($(#[$variant_doc])* $variant,)+ }

        impl From<$fault> for $code {
            fn from(fault: $fault) -> Self {
                match fault {
                    $($crate::schema::errors::user_error!(
                        @pattern $fault $variant $(($any))? $(= $named $(($of))?)?
                    ) => Self::$variant,)+
                }
            }
        }

        $(#[$doc])*
        #[derive(async_graphql::SimpleObject, Clone, Debug)]
        pub struct $error {
            /// The fault in the client's language, for people.
            pub message: String,
            /// The path to the faulty value in `input`, elements of lists numbered from 0; null when it is no one value.
            pub field: Option<Vec<String>>,
            /// The contract: what apps decide by. One of the values of `reason`.
            pub code: String,
            /// The same as `code`, as a value of this mutation's own enum.
            pub reason: $code,
        }

        impl From<($fault, $crate::platform::Locale)> for $error {
            fn from((fault, locale): ($fault, $crate::platform::Locale)) -> Self {
                use $crate::schema::errors::UserFault;
                let field = $crate::schema::errors::path(Clone::clone(&fault));
                let reason = $code::from(Clone::clone(&fault));
                let code = async_graphql::Value::from(reason).to_string();
                Self { message: fault.message(locale), field, code, reason }
            }
        }
    };
}
pub(crate) use user_error;
