//! A schema with one of everything that can go wrong, and a server for it on a free port.

use std::{
    net::SocketAddr,
    sync::{Arc, mpsc},
    thread,
};

use actix_web::{App, HttpServer, middleware, web};
use api::{
    app::{AppState, Config},
    http::{self, HttpSettings},
    schema::{Executor, Limits, Scalars},
    tenancy::{Scope, Scopes},
};
use async_graphql::{
    Context, Enum, Error, ErrorExtensions, ID, InputObject, InputValueError, InputValueResult,
    MaybeUndefined, Object, OneofObject, Scalar, ScalarType, Schema, Subscription, Value,
};
use futures_util::stream::{self, Stream};

pub struct Day(String);

/// A date.
#[Scalar]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if text.len() == 10 => Ok(Self(text)),
            _ => Err(InputValueError::custom("not a date, like 2026-11-21")),
        }
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Praise,
    Complaint,
}

#[derive(InputObject)]
pub struct FileInput {
    pub title: String,
    pub kind: Kind,
    #[graphql(default = 3)]
    pub stars: i32,
    pub place: Option<PlaceInput>,
    pub tags: Option<Vec<String>>,
    pub day: Option<Day>,
    pub note: MaybeUndefined<String>,
}

#[derive(OneofObject)]
pub enum PlaceInput {
    Address(String),
    Facility(ID),
}

pub struct Node(i32);

#[Object]
impl Node {
    async fn id(&self) -> ID {
        self.0.into()
    }
    async fn number(&self) -> i32 {
        self.0
    }
    async fn name(&self) -> String {
        format!("node {}", self.0)
    }
    async fn child(&self) -> Node {
        Node(self.0 + 1)
    }
    #[graphql(complexity = "first.unwrap_or(20).clamp(1, 100) as usize * child_complexity + 1")]
    async fn children(&self, first: Option<i32>) -> Vec<Node> {
        (0..first.unwrap_or(20)).map(Node).collect()
    }
}

#[derive(Default)]
pub struct Query;

#[Object]
impl Query {
    async fn hello(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<Scope>().municipality().code.clone()
    }
    async fn node(&self) -> Node {
        Node(1)
    }
    async fn page(&self, #[graphql(default = 20)] first: i32) -> i32 {
        first
    }
    async fn shout(&self, kind: Kind) -> String {
        format!("{kind:?}")
    }
    async fn on(&self, day: Day) -> String {
        day.0
    }
    async fn place(&self, place: PlaceInput) -> String {
        match place {
            PlaceInput::Address(text) => text,
            PlaceInput::Facility(id) => id.0,
        }
    }
    async fn long(&self, text: String) -> usize {
        text.len()
    }
    async fn refused(&self) -> Option<Result<i32, Error>> {
        Some(Err(Error::new("not yours").extend_with(|_, e| e.set("code", "FORBIDDEN"))))
    }
    async fn broken(&self) -> Option<Result<i32, Error>> {
        Some(Err("the password of the database is hunter2".into()))
    }
    async fn broken_through(&self) -> Result<i32, Error> {
        Err("the password of the database is hunter2".into())
    }
    async fn panics(&self) -> i32 {
        panic!("a bug with 19121212-1212 in it")
    }
    async fn hangs(&self) -> i32 {
        std::future::pending::<()>().await;
        1
    }
    async fn text(&self, #[graphql(default = 10)] length: i32) -> String {
        "å".repeat(usize::try_from(length).unwrap_or_default())
    }
}

#[derive(Default)]
pub struct Mutation;

#[Object]
impl Mutation {
    async fn file(&self, input: FileInput) -> String {
        let note = match &input.note {
            MaybeUndefined::Undefined => "untouched",
            MaybeUndefined::Null => "removed",
            MaybeUndefined::Value(text) => text,
        };
        format!("{} {:?} {} {note}", input.title, input.kind, input.stars)
    }
}

#[derive(Default)]
pub struct Subscriptions;

#[Subscription]
impl Subscriptions {
    async fn ticks(&self) -> impl Stream<Item = i32> {
        stream::iter(0..3)
    }
}

pub fn limits() -> Limits {
    Limits { seconds: 1, ..Limits::default() }
}

pub fn executor(limits: Limits) -> Executor {
    Executor::new(|| Schema::build(Query, Mutation, Subscriptions), Scalars::default().with::<Day>(), limits)
        .unwrap()
}

/// Starts the server and answers its address.
pub fn start(settings: HttpSettings, limits: Limits) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let state = AppState {
                scopes: Scopes,
                executor: executor(limits),
                config: Arc::new(Config { http: settings.clone() }),
            };
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(web::Data::new(state.clone()))
                    .configure(http::configure)
                    .wrap(http::security(&settings))
                    .wrap(http::cors(&settings))
                    .wrap(middleware::from_fn(http::trace))
            });
            let port = std::env::var("PORT").map_or(0, |port| port.parse().unwrap());
            let server = server.workers(1).disable_signals().bind(("127.0.0.1", port)).unwrap();
            tell.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    told.recv().unwrap()
}
