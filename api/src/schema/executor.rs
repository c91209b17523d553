//! The one way to run an operation, whatever transport it came over.
//!
//! Four schemas are built of the same types. One judges documents seen for the first time and one weighs those of a
//! batch; neither runs any. The others run documents that are known to be valid, and skip the rules: one queries and
//! mutations, one subscriptions. Only the last carries an async-graphql extension where operations run: any puts two
//! more futures around every field.

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{
    ObjectType, Request, Response, SchemaBuilder, ServerError, SubscriptionType, ValidationMode, Value,
    parser::types::OperationType,
};
use futures_util::{
    FutureExt, StreamExt,
    future::join_all,
    stream::{self, BoxStream},
};
use tokio::time::{Instant, timeout_at};

use super::{
    absent,
    bystanders::{NeverRun, Weigh},
    delivery::FreshScope,
    disclosure::Audience,
    documents::Documents,
    engine::{Engine, Engines},
    inputs::{self, Inputs, Scalars},
    limits::{Limit, Limits},
    loaders::Loaders,
    parameters::Parameters,
    refusal::Refusal,
    root,
    scalars::{DateTime, EmailAddress, LocalDate, LocalTime, LocaleTag, PhoneNumber, Url},
};
use crate::{
    directory::Search,
    platform::{Internal, Locale, PublicAddress, relay::Announcements},
    tenancy::Scope,
};

/// Fragments and fields inside one another, as async-graphql counts them; [`Limits`] has refused more before.
const RECURSION: usize = 256;

/// Why an executor cannot be made of a schema. Nothing but a fault in the schema itself leads here.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid GraphQL: {0}")]
pub struct ContractFault(String);

/// Runs operations. Cheap to clone.
#[derive(Clone)]
pub struct Executor(Arc<Inner>);

struct Inner {
    engine: Box<dyn Engine>,
    documents: Documents,
    limits: Limits,
}

/// An operation that is known to be valid, with values that fit it.
pub struct Prepared {
    request: Request,
    kind: OperationType,
}

impl Prepared {
    /// Query, mutation or subscription.
    #[must_use]
    pub const fn kind(&self) -> OperationType {
        self.kind
    }

    /// Gives the operation what resolvers reach for.
    fn with(mut self, scope: &Scope) -> Self {
        self.request.data.insert(Loaders::new(scope.clone()));
        self.request.data.insert(scope.clone());
        self
    }
}

/// What became of an operation.
#[derive(Debug)]
pub enum Answer {
    /// It ran; fields of it may have failed.
    Executed(Response),
    /// It was at fault and did not run. Has no `data`.
    Refused(Vec<ServerError>),
    /// We are at fault, or it took too long. Has no `data`.
    Failed(ServerError),
}

impl Executor {
    /// The executor of the whole contract.
    ///
    /// # Errors
    /// [`ContractFault`] if the schema breaks the rules of GraphQL.
    pub fn serving(
        limits: &Limits,
        announcements: &Announcements,
        address: &PublicAddress,
    ) -> Result<Self, ContractFault> {
        let scalars = Scalars::default()
            .with::<DateTime>(
                "en tidpunkt enligt RFC 3339 som 2026-11-21T08:30:00Z",
                "a point in time by RFC 3339 like 2026-11-21T08:30:00Z",
            )
            .with::<LocalDate>("ett datum som 2026-11-21", "a date like 2026-11-21")
            .with::<LocalTime>("ett klockslag som 07:30", "a time of day like 07:30")
            .with::<EmailAddress>("en text", "a string")
            .with::<LocaleTag>(
                "en språkkod enligt BCP 47 som sv eller en-GB",
                "a language tag by BCP 47 like sv or en-GB",
            )
            .with::<PhoneNumber>("en text", "a string")
            .with::<Url>("en adress som börjar med https://", "an address that begins with https://");
        let search = Search::default();
        let build = || root::build().data(announcements.clone()).data(search.clone()).data(address.clone());
        Self::new(build, scalars, limits.clone())
    }

    /// An executor for the schema that `build` describes; it is built four times.
    ///
    /// # Errors
    /// [`ContractFault`] if the schema breaks the rules of GraphQL.
    pub fn new<Q, M, S>(
        build: impl Fn() -> SchemaBuilder<Q, M, S>,
        scalars: Scalars,
        limits: Limits,
    ) -> Result<Self, ContractFault>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let trusting = || {
            let schema = build().validation_mode(ValidationMode::Fast);
            schema.limit_complexity(limits.complexity).limit_recursive_depth(RECURSION)
        };
        let listening = trusting().extension(FreshScope).finish();
        let trusting = trusting().finish();
        let weigh = build().validation_mode(ValidationMode::Fast).limit_recursive_depth(RECURSION);
        let weigh = weigh.extension(Weigh).finish();
        let judge = build().limit_recursive_depth(RECURSION).extension(NeverRun).finish();
        // async-graphql knows the newest field of introspection, apollo-compiler not yet.
        let sdl = trusting.sdl() + "\nextend type __Type { isOneOf: Boolean }";
        let schema = apollo_compiler::Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|fault| ContractFault(fault.to_string()))?;
        let documents = Documents::new(Inputs { schema, scalars }, &limits);
        Ok(Self(Arc::new(Inner {
            engine: Box::new(Engines { trusting, listening, weigh, judge }),
            documents,
            limits,
        })))
    }

    /// The bounds in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// When a request that arrives now has used up its time.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        Instant::now() + self.0.limits.time()
    }

    /// Reads an operation and everything it was given, and finds it fit to run.
    ///
    /// # Errors
    /// [`Refusal`], which becomes the errors of the answer.
    pub fn prepare(&self, parameters: Parameters) -> Result<Prepared, Refusal> {
        let Inner { engine, documents, limits } = &*self.0;
        let text = parameters.query.unwrap_or_default();
        let document = documents.find(&text, &**engine, limits)?;
        let operation = document.operation(parameters.operation_name.as_deref())?;

        let mut values = parameters.variables;
        Limit::Values.check(inputs::count(&values), limits.values)?;
        let left_out =
            documents.inputs().coerce(&operation.variables, &mut values).map_err(Refusal::Values)?;
        let mut document = operation.document.clone();
        if !left_out.is_empty() {
            absent::leave_out(&mut document, &left_out);
        }
        let mut request = Request::new("").variables(values);
        request.set_parsed_query(document);
        if let Some(unrepeated) = operation.unrepeated {
            request.data.insert(unrepeated);
        }
        Ok(Prepared { request, kind: operation.kind })
    }

    /// Prepares and runs a query or mutation.
    pub async fn answer(&self, parameters: Parameters, scope: &Scope) -> Answer {
        match self.prepare(parameters) {
            Ok(prepared) => self.run(prepared, scope, self.deadline()).await,
            Err(refusal) => Answer::Refused(refusal.into_errors(scope.locale())),
        }
    }

    /// Prepares and runs a batch within the time and the complexity of one request: queries at once, but in order as
    /// soon as one of them is a mutation, which a later one may build on. What no longer fits is refused.
    pub async fn answer_all(&self, batch: Vec<Parameters>, scope: &Scope) -> Vec<Answer> {
        let deadline = self.deadline();
        let mut left = self.limits().complexity;
        let prepared: Vec<_> = batch
            .into_iter()
            .map(|parameters| {
                let mut prepared = self.prepare(parameters)?;
                left = self.spend(left, &mut prepared.request)?;
                Ok::<_, Refusal>(prepared)
            })
            .collect();
        let only_queries = prepared.iter().flatten().all(|prepared| prepared.kind == OperationType::Query);
        let answers = prepared.into_iter().map(async |prepared| match prepared {
            Ok(prepared) => self.run(prepared, scope, deadline).await,
            Err(refusal) => Answer::Refused(refusal.into_errors(scope.locale())),
        });
        if only_queries {
            join_all(answers).await
        } else {
            stream::iter(answers).then(|answer| answer).collect().await
        }
    }

    /// What is left of a batch's complexity after this operation.
    fn spend(&self, left: usize, request: &mut Request) -> Result<usize, Refusal> {
        let document = request.parsed_query().map_err(|fault| Refusal::Invalid(vec![fault]))?.clone();
        let complexity = self.0.engine.weigh(document, request.variables.clone());
        let allowed = self.limits().complexity;
        left.checked_sub(complexity).ok_or(Refusal::TooComplex { limit: Limit::Complexity, allowed })
    }

    /// Runs a query or mutation in a scope, until the deadline.
    pub async fn run(&self, prepared: Prepared, scope: &Scope, deadline: Instant) -> Answer {
        let audience = Audience { locale: scope.locale(), request_id: scope.request_id() };
        let answer = self.execute(prepared.with(scope), audience, deadline).await;
        match timeout_at(deadline, scope.hand_over()).await {
            Ok(Ok(())) => answer,
            Ok(Err(cause)) => Answer::Failed(audience.internal("audit", &cause.to_string())),
            Err(_elapsed) => Answer::Failed(self.too_slow(audience)),
        }
    }

    /// Starts a subscription in a scope; a query or mutation answers once. Its events are judged in scopes of their
    /// own, for the same viewer as they are known by then.
    #[must_use]
    pub fn stream(&self, prepared: Prepared, scope: &Scope) -> BoxStream<'static, Answer> {
        self.listen(prepared.with(scope), scope.locale(), Arc::clone(scope.request_id()))
    }

    pub(super) fn listen(
        &self,
        prepared: Prepared,
        locale: Locale,
        request_id: Arc<str>,
    ) -> BoxStream<'static, Answer> {
        let limit = self.limits().complexity;
        let responses = AssertUnwindSafe(self.0.engine.stream(prepared.request)).catch_unwind();
        let answers = responses.map(move |response| {
            let audience = Audience { locale, request_id: &request_id };
            match response {
                Ok(response) => settle(response, audience, limit),
                Err(panic) => Answer::Failed(audience.internal("resolver", &said(&*panic))),
            }
        });
        answers.boxed()
    }

    pub(super) async fn execute(
        &self,
        prepared: Prepared,
        audience: Audience<'_>,
        deadline: Instant,
    ) -> Answer {
        if prepared.kind == OperationType::Subscription {
            return Answer::Refused(Refusal::SubscriptionNeedsWebSocket.into_errors(audience.locale));
        }
        let running = AssertUnwindSafe(self.0.engine.execute(prepared.request)).catch_unwind();
        match timeout_at(deadline, running).await {
            Ok(Ok(response)) => settle(response, audience, self.limits().complexity),
            Ok(Err(panic)) => Answer::Failed(audience.internal("resolver", &said(&*panic))),
            Err(_elapsed) => Answer::Failed(self.too_slow(audience)),
        }
    }

    /// Not the client's fault, or complexity would have told before; so not `QUERY_TOO_COMPLEX`.
    fn too_slow(&self, audience: Audience<'_>) -> ServerError {
        let seconds = self.limits().seconds;
        let mut error = audience.internal("deadline", &format!("ran for {seconds} seconds"));
        error.message = audience.locale.say(
            format!("Svaret tog längre än {seconds} sekunder. Begär mindre, eller försök igen senare."),
            format!("The answer took more than {seconds} seconds. Ask for less, or try again later."),
        );
        error
    }
}

/// Gives every error its code, and tells a request that never ran from one whose fields failed.
fn settle(mut response: Response, audience: Audience<'_>, complexity: usize) -> Answer {
    let never_ran = !response.errors.is_empty()
        && response.data == Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    let ours = |error: &ServerError| error.source::<Internal>().is_some();
    if never_ran && response.errors.iter().any(ours) {
        audience.disclose(&mut response.errors);
        return response.errors.pop().map_or(Answer::Refused(Vec::new()), Answer::Failed);
    }
    if never_ran {
        let errors = response.errors.into_iter().flat_map(|error| match error.message.as_str() {
            "Query is too complex." => Refusal::TooComplex { limit: Limit::Complexity, allowed: complexity }
                .into_errors(audience.locale),
            _ => Refusal::Invalid(vec![error]).into_errors(audience.locale),
        });
        return Answer::Refused(errors.collect());
    }
    audience.disclose(&mut response.errors);
    Answer::Executed(response)
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(ToString::to_string);
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked".to_owned())
}
