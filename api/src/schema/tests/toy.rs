//! The schema.

use std::{collections::BTreeMap, sync::Mutex};

use async_graphql::{
    Enum, Error, ErrorExtensions, ID, InputObject, InputValueError, InputValueResult, Interface,
    MaybeUndefined, Object, OneofObject, Scalar, ScalarType, Schema, SchemaBuilder, Subscription, Value,
};
use futures_util::stream::{self, Stream, StreamExt as _};

pub struct Day(String);

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
    title: String,
    kind: Kind,
    #[graphql(default = 3)]
    stars: i32,
    place: Option<PlaceInput>,
    tags: Option<Vec<String>>,
    day: Option<Day>,
    note: MaybeUndefined<String>,
    inner: Option<Box<FileInput>>,
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

    #[graphql(complexity = "size.clamp(1, 100) as usize * child_complexity + 1")]
    async fn some(&self, #[graphql(default = 2)] size: i32) -> Vec<Node> {
        (0..size).map(Node).collect()
    }

    async fn fails(&self) -> Option<Result<i32, Error>> {
        Some(Err(Error::new("not yours").extend_with(|_, extensions| extensions.set("code", "FORBIDDEN"))))
    }
}

pub struct Leaf;

#[Object]
impl Leaf {
    async fn id(&self) -> ID {
        "leaf".into()
    }

    async fn colour(&self) -> &str {
        "green"
    }
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID"))]
pub enum Thing {
    Node(Node),
    Leaf(Leaf),
}

pub struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }

    async fn node(&self) -> Node {
        Node(1)
    }

    async fn things(&self) -> Vec<Thing> {
        vec![Thing::Node(Node(7)), Thing::Leaf(Leaf)]
    }

    async fn page(&self, #[graphql(default = 20)] first: i32) -> i32 {
        first
    }

    async fn count(&self, numbers: Vec<i32>) -> usize {
        numbers.len()
    }

    async fn shout(&self, kind: Kind) -> String {
        format!("{kind:?}")
    }

    async fn ratio(&self, of: f64) -> f64 {
        of
    }

    async fn id(&self, id: ID) -> ID {
        id
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

    async fn short(&self, #[graphql(validator(max_length = 3))] text: String) -> usize {
        text.len()
    }

    async fn broken(&self) -> Option<Result<i32, Error>> {
        Some(Err("the password of the database is hunter2".into()))
    }

    #[expect(clippy::unused_async, reason = "async-graphql wants it so")]
    async fn broken_through(&self) -> Result<i32, Error> {
        Err("the password of the database is hunter2".into())
    }

    async fn buggy(&self, #[graphql(default)] ok: bool) -> i32 {
        assert!(ok, "a bug, with hunter2 in it");
        1
    }

    async fn hangs(&self) -> i32 {
        std::future::pending().await
    }
}

/// How often [`Mutation::count`] has happened, by the key it was given.
static COUNTS: Mutex<BTreeMap<String, i32>> = Mutex::new(BTreeMap::new());

pub struct Mutation;

#[Object]
impl Mutation {
    async fn count(&self, key: String) -> Node {
        let mut counts = COUNTS.lock().unwrap();
        let count = counts.entry(key).or_default();
        *count += 1;
        Node(*count)
    }

    async fn file(&self, input: FileInput) -> String {
        let note = match &input.note {
            MaybeUndefined::Undefined => "untouched",
            MaybeUndefined::Null => "removed",
            MaybeUndefined::Value(text) => text,
        };
        let FileInput { title, kind, stars, place, tags, day, inner, .. } = &input;
        let place = place.as_ref().map(|place| match place {
            PlaceInput::Address(text) => text.as_str(),
            PlaceInput::Facility(id) => id.as_str(),
        });
        let day = day.as_ref().map(|day| day.0.as_str());
        let inner = inner.as_ref().map(|inner| inner.title.as_str());
        format!("{title} {kind:?} {stars} {place:?} {tags:?} {day:?} {inner:?} {note}")
    }
}

pub struct Subscriptions;

#[Subscription]
#[expect(clippy::unused_async, reason = "async-graphql wants them so")]
impl Subscriptions {
    async fn ticks(&self) -> impl Stream<Item = i32> {
        stream::iter(0..3)
    }

    async fn closed(&self) -> Result<stream::Empty<i32>, Error> {
        Err(Error::new("not for you").extend_with(|_, extensions| extensions.set("code", "FORBIDDEN")))
    }

    async fn buggy_ticks(&self) -> impl Stream<Item = i32> {
        stream::iter([0, 1]).inspect(|&tick| assert_eq!(tick, 0, "a bug, with hunter2 in it"))
    }
}

pub fn build() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    Schema::build(Query, Mutation, Subscriptions)
}
