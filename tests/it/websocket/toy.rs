//! A server with a toy schema, and a gateway that judges toy tokens.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpServer, dev::ServerHandle, guard, rt, web};
use api::http::ws::{
    Admission, Answer, Gateway, Hello, Limits, Origins, Refusal, Sockets, is_upgrade, subscription, upgrade,
};
use api::platform::Room;
use api::schema::Parameters;
use async_graphql::{
    Context, Object, Request, Result, Schema, Subscription, Value, parser::types::OperationType,
};
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tokio::sync::Notify;

/// What tests steer and look at.
#[derive(Default)]
pub struct Levers {
    /// Lets `waits` and the token `slow` go on.
    pub gate: Notify,
    /// Counts the `forever` subscriptions that are alive.
    pub alive: AtomicUsize,
    /// Tells of every change of `alive`.
    pub changed: Notify,
}

struct Alive(Arc<Levers>);

impl Alive {
    fn new(levers: &Arc<Levers>) -> Self {
        levers.alive.fetch_add(1, Ordering::SeqCst);
        levers.changed.notify_one();
        Self(Arc::clone(levers))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::SeqCst);
        self.0.changed.notify_one();
    }
}

struct Query;

#[Object]
#[expect(clippy::unused_async, reason = "resolvers are async by signature")]
impl Query {
    async fn bearer(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(context.data::<Hello>()?.bearer.clone())
    }

    async fn languages(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(context.data::<Hello>()?.languages.clone())
    }

    async fn number(&self, context: &Context<'_>) -> Result<u64> {
        Ok(*context.data::<u64>()?)
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn fails(&self) -> Result<i32> {
        Err("it failed".into())
    }

    async fn panics(&self) -> i32 {
        panic_in_a_resolver()
    }

    async fn waits(&self, context: &Context<'_>) -> Result<bool> {
        let levers = Arc::clone(context.data::<Arc<Levers>>()?);
        let _alive = Alive::new(&levers);
        levers.gate.notified().await;
        Ok(true)
    }
}

fn panic_in_a_resolver() -> i32 {
    panic!("a resolver that panics")
}

struct Mutation;

#[Object]
impl Mutation {
    async fn double(&self, of: i32) -> i32 {
        of * 2
    }
}

struct Events;

#[Subscription]
#[expect(clippy::unused_async, reason = "resolvers are async by signature")]
impl Events {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn refused(&self) -> Result<impl Stream<Item = i32>> {
        Err::<stream::Empty<i32>, _>("not for you".into())
    }

    async fn hiccups(&self) -> impl Stream<Item = Result<i32>> {
        stream::iter([Err("hiccup".into()), Ok(2)])
    }

    async fn forever(&self, context: &Context<'_>) -> Result<impl Stream<Item = i32> + use<>> {
        let alive = Alive::new(context.data::<Arc<Levers>>()?);
        Ok(stream::pending().map(move |number| {
            let _alive = &alive;
            number
        }))
    }

    async fn flood(&self) -> impl Stream<Item = String> {
        stream::repeat_with(|| "x".repeat(100_000))
    }
}

type ToySchema = Schema<Query, Mutation, Events>;

struct Toy {
    schema: ToySchema,
    levers: Arc<Levers>,
}

impl Gateway for Toy {
    fn admit(&self, hello: Hello) -> BoxFuture<'static, Result<Admission, Refusal>> {
        let levers = Arc::clone(&self.levers);
        async move {
            let expires_in = match hello.bearer.as_deref() {
                None | Some("good") => None,
                Some("short") => Some(Duration::from_millis(40)),
                Some("slow") => {
                    levers.gate.notified().await;
                    None
                }
                Some("broken") => return Err(Refusal::Internal),
                Some("later") => return Err(Refusal::TryLater("the keys are away".to_owned())),
                Some(_) => return Err(Refusal::Forbidden("the token was not recognised".to_owned())),
            };
            Ok(Admission { expires_in })
        }
        .boxed()
    }

    fn run(&self, hello: &Hello, number: u64, parameters: Parameters) -> BoxStream<'static, Answer> {
        let mut request = Request::new(parameters.query.unwrap_or_default()).variables(parameters.variables);
        request.operation_name = parameters.operation_name;
        request = request.data(hello.clone()).data(number).data(Arc::clone(&self.levers));
        let subscribes = request.parsed_query().is_ok_and(|document| {
            document.operations.iter().any(|(_, operation)| operation.node.ty == OperationType::Subscription)
        });
        let answers = self.schema.execute_stream(request).map(|response| {
            let refused =
                response.data == Value::Null && response.errors.iter().all(|error| error.path.is_empty());
            if refused { Answer::Refused(response.errors) } else { Answer::Result(Box::new(response)) }
        });
        if subscribes { subscription(answers).boxed() } else { answers.boxed() }
    }
}

/// A running server. It stops when it is dropped.
pub struct Server {
    pub port: u16,
    pub levers: Arc<Levers>,
    pub sockets: Sockets,
    handle: ServerHandle,
}

impl Server {
    pub fn start(limits: Limits) -> Self {
        Self::start_for(limits, Origins::Any)
    }

    pub fn start_for(limits: Limits, origins: Origins) -> Self {
        let levers = Arc::new(Levers::default());
        let sockets = Sockets::new(limits.sockets, Room::default());
        let schema = Schema::build(Query, Mutation, Events).limit_depth(4).finish();
        let state = (Arc::clone(&levers), sockets.clone());
        let server = HttpServer::new(move || {
            let ((levers, sockets), schema) = (state.clone(), schema.clone());
            let (limits, origins) = (limits.clone(), origins.clone());
            App::new().service(
                web::resource("/9901/graphql")
                    .route(web::get().guard(guard::fn_guard(is_upgrade)).to(
                        move |request: HttpRequest, payload: web::Payload| {
                            let toy = Toy { schema: schema.clone(), levers: Arc::clone(&levers) };
                            let answer = upgrade(&request, payload, toy, &limits, &origins, &sockets);
                            async move { answer }
                        },
                    ))
                    .route(web::get().to(|| async { "not a socket" })),
            )
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let port = server.addrs().first().expect("an address").port();
        let server = server.run();
        let handle = server.handle();
        rt::spawn(server);
        Self { port, levers, sockets, handle }
    }

    /// Waits until so many `forever` and `waits` operations are alive.
    pub async fn alive(&self, expected: usize) {
        while self.levers.alive.load(Ordering::SeqCst) != expected {
            self.levers.changed.notified().await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        rt::spawn(self.handle.stop(false));
    }
}
