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
    delivery::{EventRoom, FreshScope},
    disclosure::Audience,
    documents::{Documents, Operation},
    engine::{Engine, Engines},
    inputs::{self, Inputs, Scalars},
    limits::{Limit, Limits},
    loaders::Loaders,
    made::{Answers, Made},
    parameters::Parameters,
    refusal::Refusal,
    root,
    scalars::{DateTime, EmailAddress, LocalDate, LocalTime, LocaleTag, PhoneNumber, Url},
};
use crate::{
    directory::Search,
    platform::{
        Internal, Locale, PublicAddress, Room,
        relay::Announcements,
        room::{NoRoom, Space},
    },
    tenancy::Scope,
};

/// Fragments and fields inside one another, as async-graphql counts them; [`Limits`] has refused more before.
const RECURSION: usize = 256;

/// What a field of an answer takes in memory until it is written, roughly: its name, its value, its place.
const FIELD_BYTES: usize = 256;

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
    made: Answers,
    limits: Limits,
    room: Room,
}

/// An operation that is known to be valid, with values that fit it.
pub struct Prepared {
    request: Request,
    kind: OperationType,
    /// The fields that it could be answered with, those about the schema apart.
    complexity: usize,
    introspection: usize,
    constant: Option<u64>,
}

impl Prepared {
    /// Query, mutation or subscription.
    #[must_use]
    pub const fn kind(&self) -> OperationType {
        self.kind
    }

    /// What its answer may take in memory.
    fn bytes(&self) -> usize {
        self.complexity.saturating_add(self.introspection).saturating_mul(FIELD_BYTES)
    }

    /// Gives the operation what resolvers reach for.
    fn with(mut self, scope: &Scope, room: &Room) -> Self {
        if self.kind == OperationType::Subscription {
            self.request.data.insert(EventRoom { room: room.clone(), bytes: self.bytes() });
        }
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
    /// Its answer is always the same, and there already.
    Made(Arc<Made>),
    /// It was at fault and did not run. Has no `data`.
    Refused(Vec<ServerError>),
    /// We are at fault, or it took too long. Has no `data`.
    Failed(ServerError),
    /// There is no room for it just now. Has no `data`.
    Busy(Vec<ServerError>),
}

impl Answer {
    fn busy(locale: Locale) -> Self {
        Self::Busy(Refusal::Busy.into_errors(locale))
    }
}

impl Executor {
    /// The executor of the whole contract.
    ///
    /// # Errors
    /// [`ContractFault`] if the schema breaks the rules of GraphQL.
    pub fn serving(
        limits: &Limits,
        room: &Room,
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
        Self::new(build, scalars, limits.clone(), room.clone())
    }

    /// An executor for the schema that `build` describes; it is built four times.
    ///
    /// # Errors
    /// [`ContractFault`] if the schema breaks the rules of GraphQL.
    pub fn new<Q, M, S>(
        build: impl Fn() -> SchemaBuilder<Q, M, S>,
        scalars: Scalars,
        limits: Limits,
        room: Room,
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
            made: Answers::default(),
            limits,
            room,
        })))
    }

    /// The bounds in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The memory that answers share.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.0.room
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
        let Inner { engine, documents, limits, .. } = &*self.0;
        let text = parameters.query.unwrap_or_default();
        let document = documents.find(&text, &**engine, limits)?;
        // Clients that have no name send an empty one.
        let name = parameters.operation_name.as_deref().filter(|name| !name.is_empty());
        let operation = document.operation(name)?;

        let mut values = parameters.variables;
        Limit::Values.check(inputs::count(&values), limits.values)?;
        let left_out =
            documents.inputs().coerce(&operation.variables, &mut values).map_err(Refusal::Values)?;
        let mut document = operation.document.clone();
        if !left_out.is_empty() {
            absent::leave_out(&mut document, &left_out);
        }
        let weigh = || engine.weigh(document.clone(), values.clone());
        let complexity =
            if operation.variables.is_empty() { *operation.complexity.get_or_init(weigh) } else { weigh() };
        Limit::Complexity.check(complexity, limits.complexity)?;
        let mut request = Request::new("").variables(values);
        request.set_parsed_query(document);
        if let Some(unrepeated) = operation.unrepeated {
            request.data.insert(unrepeated);
        }
        let Operation { kind, introspection, constant, .. } = **operation;
        Ok(Prepared { request, kind, complexity, introspection, constant })
    }

    /// Prepares and runs a query or mutation. The space is to be held until the answer is written.
    pub async fn answer(&self, parameters: Parameters, scope: &Scope) -> (Answer, Space) {
        match self.prepare(parameters) {
            Ok(prepared) => self.run(prepared, scope, self.deadline()).await,
            Err(refusal) => (Answer::Refused(refusal.into_errors(scope.locale())), Space::default()),
        }
    }

    /// Prepares and runs a batch within the time and the complexity of one request: queries at once, but in order as
    /// soon as one of them is a mutation, which a later one may build on. What no longer fits is refused. The space is to
    /// be held until the answers are written.
    pub async fn answer_all(&self, batch: Vec<Parameters>, scope: &Scope) -> (Vec<Answer>, Space) {
        let deadline = self.deadline();
        let limits = self.limits();
        let (mut complexity, mut introspection) = (limits.complexity, limits.introspection);
        let prepared: Vec<_> = batch
            .into_iter()
            .map(|parameters| {
                let prepared = self.prepare(parameters)?;
                spend(&mut complexity, prepared.complexity, Limit::Complexity, limits.complexity)?;
                spend(
                    &mut introspection,
                    prepared.introspection,
                    Limit::Introspection,
                    limits.introspection,
                )?;
                Ok::<_, Refusal>(prepared)
            })
            .collect();
        let bytes = prepared.iter().flatten().map(Prepared::bytes).fold(0, usize::saturating_add);
        let Ok(space) = self.room().run(bytes, deadline).await else {
            let answers = prepared.iter().map(|_| Answer::busy(scope.locale()));
            return (answers.collect(), Space::default());
        };
        let only_queries = prepared.iter().flatten().all(|prepared| prepared.kind == OperationType::Query);
        let answers = prepared.into_iter().map(async |prepared| match prepared {
            Ok(prepared) => self.run_in_space(prepared, scope, deadline).await,
            Err(refusal) => Answer::Refused(refusal.into_errors(scope.locale())),
        });
        let answers = if only_queries {
            join_all(answers).await
        } else {
            stream::iter(answers).then(|answer| answer).collect().await
        };
        (answers, space)
    }

    /// Runs a query or mutation in a scope, until the deadline. The space is to be held until the answer is written.
    pub async fn run(&self, prepared: Prepared, scope: &Scope, deadline: Instant) -> (Answer, Space) {
        if let Some(made) = prepared.constant.and_then(|operation| self.0.made.find(operation)) {
            return (Answer::Made(made), Space::default());
        }
        match self.room().run(prepared.bytes(), deadline).await {
            Ok(space) => (self.run_in_space(prepared, scope, deadline).await, space),
            Err(NoRoom) => (Answer::busy(scope.locale()), Space::default()),
        }
    }

    async fn run_in_space(&self, prepared: Prepared, scope: &Scope, deadline: Instant) -> Answer {
        let constant = prepared.constant;
        if let Some(made) = constant.and_then(|operation| self.0.made.find(operation)) {
            return Answer::Made(made);
        }
        let audience = Audience { locale: scope.locale(), request_id: scope.request_id() };
        let answer = self.execute(prepared.with(scope, self.room()), audience, deadline).await;
        match timeout_at(deadline, scope.hand_over()).await {
            Ok(Ok(())) => match (constant, answer) {
                (Some(operation), Answer::Executed(response)) => self.keep(operation, response),
                (_, answer) => answer,
            },
            Ok(Err(cause)) => Answer::Failed(audience.internal("audit", &cause.to_string())),
            Err(_elapsed) => Answer::Failed(self.too_slow(audience)),
        }
    }

    /// Keeps an answer that is always the same.
    fn keep(&self, operation: u64, response: Response) -> Answer {
        let fits = |json: &Vec<u8>| json.len() <= self.room().answer_bytes();
        let json = response.errors.is_empty().then(|| serde_json::to_vec(&response).ok()).flatten();
        match json.filter(fits) {
            Some(json) => Answer::Made(self.0.made.keep(operation, json)),
            None => Answer::Executed(response),
        }
    }

    /// Starts a subscription in a scope; a query or mutation answers once. Its events are judged in scopes of their
    /// own, for the same viewer as they are known by then.
    #[must_use]
    pub fn stream(&self, prepared: Prepared, scope: &Scope) -> BoxStream<'static, Answer> {
        self.listen(prepared.with(scope, self.room()), scope.locale(), Arc::clone(scope.request_id()))
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
        let is_coded = |error: &ServerError| {
            error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
        };
        let errors = response.errors.into_iter().flat_map(|error| match error.message.as_str() {
            _ if is_coded(&error) => vec![error],
            "Query is too complex." => Refusal::TooComplex { limit: Limit::Complexity, allowed: complexity }
                .into_errors(audience.locale),
            _ => Refusal::Invalid(vec![error]).into_errors(audience.locale),
        });
        return Answer::Refused(errors.collect());
    }
    audience.disclose(&mut response.errors);
    Answer::Executed(response)
}

/// Takes what an operation of a batch needs from what the batch has left.
fn spend(left: &mut usize, needed: usize, limit: Limit, allowed: usize) -> Result<(), Refusal> {
    *left = left.checked_sub(needed).ok_or(Refusal::TooComplex { limit, allowed })?;
    Ok(())
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(ToString::to_string);
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked".to_owned())
}
