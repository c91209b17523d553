//! A municipality of a test: its rows, written past the server, and the people who live and work there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectOptions, Database, DbErr, EntityTrait,
    IdenStatic, IntoActiveModel, Iterable, Set, Value,
};
use uuid::Uuid;

use crate::clock::{TestClock, TestIds};

/// The municipality that tests act in. The code is made up, as is everything in it.
pub const HOME: (&str, &str) = ("9901", "Björkhamn");

/// The one next door, which must never be seen from [`HOME`].
pub const NEIGHBOUR: (&str, &str) = ("9902", "Granköping");

/// What the rows of a test have in common: where they are written, and who says what time it is, which id is next and
/// what a token looks like.
pub(crate) struct Ground {
    #[expect(
        clippy::disallowed_types,
        reason = "the harness writes rows of any municipality, past every rule"
    )]
    pub connection: sea_orm::DatabaseConnection,
    pub now: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    pub next_id: Box<dyn Fn() -> Uuid + Send + Sync>,
    /// A token of the local issuer: for a municipality's code and a subject, with an `acr` unless it is the highest.
    pub sign: Box<Sign>,
}

type Sign = dyn Fn(&str, &str, Option<&str>) -> String + Send + Sync;

/// One municipality and the way to put rows into it.
#[derive(Clone)]
pub struct Municipality {
    /// Surrogate key.
    pub id: i32,
    /// Kommunkod.
    pub code: String,
    /// Name in Swedish.
    pub name: String,
    pub(crate) ground: Arc<Ground>,
}

impl Municipality {
    /// Writes the row of [`HOME`] into the database of a server that runs in a process of its own. It has no tokens to
    /// give: those come from [`Program::token`](crate::process::Program::token).
    pub async fn found_at(url: &str) -> Self {
        let ground = Ground {
            connection: connect(url).await.expect("a connection for the harness"),
            now: Box::new(|| TestClock::default().now()),
            next_id: Box::new({
                let ids = TestIds::default();
                move || ids.next()
            }),
            sign: Box::new(|_, _, _| String::new()),
        };
        Self::found(&Arc::new(ground), HOME).await
    }

    /// Writes its row.
    pub(crate) async fn found(ground: &Arc<Ground>, (code, name): (&str, &str)) -> Self {
        use entity::municipality::ActiveModel;
        let row = ActiveModel {
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            default_locale: Set("sv".to_owned()),
            ..ActiveModelTrait::default()
        };
        let row = row.insert(&ground.connection).await.expect("a row for the municipality");
        Self { id: row.id, code: row.code, name: row.name, ground: Arc::clone(ground) }
    }

    /// Writes a row of this municipality and returns it. What the row leaves open is filled in: its municipality always,
    /// an id, and the time where the column says when something was made, changed or received.
    pub async fn insert<A>(&self, mut row: A) -> <A::Entity as EntityTrait>::Model
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        for column in <A::Entity as EntityTrait>::Column::iter() {
            let filled: Value = match column.as_str() {
                "municipality_id" => self.id.into(),
                _ if !matches!(row.get(column), sea_orm::ActiveValue::NotSet) => continue,
                "id" => (self.ground.next_id)().into(),
                "created_at" | "updated_at" | "received_at" | "submitted_at" | "read_at" => {
                    (self.ground.now)().into()
                }
                // An absent column is null, which the row's own constraints allow or refuse.
                _ => continue,
            };
            row.set(column, filled);
        }
        row.insert(&self.ground.connection).await.unwrap_or_else(|error| panic!("a row for a test: {error}"))
    }

    /// All rows of a table that belong to this municipality, as the database holds them.
    pub async fn rows<E: EntityTrait>(&self, _table: E) -> Vec<E::Model> {
        use sea_orm::QueryFilter;
        let owner = E::Column::iter().find(|column| column.as_str() == "municipality_id");
        let owner = owner.expect("a table that municipalities own");
        E::find().filter(owner.eq(self.id)).all(&self.ground.connection).await.expect("the rows")
    }
}

/// Opens the harness's own connections to a test's database.
#[expect(clippy::disallowed_types, reason = "the harness writes rows of any municipality, past every rule")]
pub(crate) async fn connect(url: &str) -> Result<sea_orm::DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    // A connection may have been cut off since: some tests crash the database.
    options.max_connections(2).sqlx_logging(false).test_before_acquire(true);
    Database::connect(options).await
}
