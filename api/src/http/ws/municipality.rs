//! The gateway to one municipality of the installation.

use std::sync::Arc;

use actix_web::web::Data;
use async_graphql::parser::types::OperationType;
use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, ready},
    stream::{self, BoxStream},
};

use super::{
    answers,
    gateway::{Admission, Answer, Gateway, Hello, Refusal},
};
use crate::{
    app::AppState,
    identity::TokenError,
    platform::{Locale, throttle::Source},
    schema::{Audience, Parameters, coded, errors::Code, extend},
    tenancy::{Caller, OpenError, Scope, Tenant},
};

/// Opens scopes in one municipality and runs operations in them.
pub(super) struct MunicipalGateway {
    pub state: Data<AppState>,
    /// Kommunkod; a host name has been looked up by now.
    pub code: Arc<str>,
    /// The id of the upgrade request. Operations append their number.
    pub request_id: Arc<str>,
    /// Where the socket comes from.
    pub source: Option<Source>,
}

impl Gateway for MunicipalGateway {
    fn admit(&self, hello: Hello) -> BoxFuture<'static, Result<Admission, Refusal>> {
        let (state, code) = (self.state.clone(), Arc::clone(&self.code));
        let caller = caller(&hello, Arc::clone(&self.request_id), self.source);
        async move {
            let scope =
                state.scopes.open(Tenant::Code(&code), &caller).await.map_err(|why| refusal(why, &caller))?;
            let expires_in = scope.viewer().person().map(|person| {
                // A token whose time is over was refused, so this is never before now by more than the
                // leeway.
                (person.expires_at - scope.now()).to_std().unwrap_or_default()
            });
            Ok(Admission { expires_in })
        }
        .boxed()
    }

    fn run(&self, hello: &Hello, number: u64, parameters: Parameters) -> BoxStream<'static, Answer> {
        let (state, code) = (self.state.clone(), Arc::clone(&self.code));
        let caller = caller(hello, format!("{}.{number}", self.request_id).into(), self.source);
        async move {
            match state.scopes.open(Tenant::Code(&code), &caller).await {
                Ok(scope) => answer(&state, scope, parameters),
                Err(why) => one(not_opened(why, &caller)),
            }
        }
        .flatten_stream()
        .boxed()
    }
}

fn caller(hello: &Hello, request_id: Arc<str>, source: Option<Source>) -> Caller {
    let locale = Locale::from_accept_language(hello.languages.as_deref());
    Caller { bearer: hello.bearer.clone(), locale, request_id, source }
}

fn answer(state: &AppState, scope: Scope, parameters: Parameters) -> BoxStream<'static, Answer> {
    if parameters.query.is_none() {
        // In these words Apollo's clients know to send the whole document.
        return one(Answer::Refused(vec![coded(Code::BadUserInput, "PersistedQueryNotSupported")]));
    }
    let executor = state.executor.clone();
    match executor.prepare(parameters) {
        Ok(prepared) if prepared.kind() == OperationType::Subscription => {
            answers::subscription(executor.stream(prepared, &scope).map(Answer::from)).boxed()
        }
        Ok(prepared) => {
            let run = async move {
                // The socket writes the answer before anything else happens on it.
                let (answer, _space) = executor.run(prepared, &scope, executor.deadline()).await;
                answer
            };
            stream::once(run).map(Answer::from).boxed()
        }
        Err(refusal) => one(Answer::Refused(refusal.into_errors(scope.locale()))),
    }
}

fn one(answer: Answer) -> BoxStream<'static, Answer> {
    stream::once(ready(answer)).boxed()
}

/// Why the caller is not let in. What we caused is logged here, once.
fn refusal(why: OpenError, caller: &Caller) -> Refusal {
    match why {
        OpenError::Unauthenticated(reason @ TokenError::IssuerUnavailable) => {
            Refusal::TryLater(reason.message(caller.locale).to_owned())
        }
        OpenError::Unauthenticated(reason) => Refusal::Forbidden(reason.message(caller.locale).to_owned()),
        OpenError::UnknownMunicipality => Refusal::Forbidden(unknown(caller.locale).to_owned()),
        OpenError::Internal(cause) => {
            let _logged = audience(caller).internal("scope", &cause.to_string());
            Refusal::Internal
        }
    }
}

/// The same for an operation on a socket that is open already.
fn not_opened(why: OpenError, caller: &Caller) -> Answer {
    Answer::Refused(vec![match why {
        OpenError::Unauthenticated(reason) => {
            let mut error = coded(Code::Unauthenticated, reason.message(caller.locale));
            extend(&mut error, "reason", reason.reason());
            error
        }
        OpenError::UnknownMunicipality => coded(Code::BadUserInput, unknown(caller.locale)),
        OpenError::Internal(cause) => audience(caller).internal("scope", &cause.to_string()),
    }])
}

fn audience(caller: &Caller) -> Audience<'_> {
    Audience { locale: caller.locale, request_id: &caller.request_id }
}

fn unknown(locale: Locale) -> &'static str {
    locale.say("Det finns ingen sådan kommun här.", "There is no such municipality here.")
}
