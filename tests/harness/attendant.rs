//! The thread that makes PostgreSQL databases before they are asked for and drops those that are done with.

use std::sync::OnceLock;
use std::thread;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::cluster::Cluster;
use crate::database::migrate;

/// How many databases wait ready-made: one for each of the test threads of a small machine.
const STOCK: usize = 2;

/// The migrated database that the others are copies of.
const TEMPLATE: &str = "template_migrated";

/// Makes and drops databases in the shared cluster, in a runtime that outlives the tests'.
pub(crate) struct Attendant {
    stock: Mutex<mpsc::Receiver<String>>,
    orders: mpsc::UnboundedSender<Order>,
}

enum Order {
    Empty(oneshot::Sender<String>),
    Drop(String),
}

impl Attendant {
    /// The one of this process.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Attendant> = OnceLock::new();
        SHARED.get_or_init(|| {
            let (put, stock) = mpsc::channel(STOCK);
            let (orders, received) = mpsc::unbounded_channel();
            thread::Builder::new()
                .name("postgres databases".to_owned())
                .spawn(move || crate::runtime().block_on(attend(put, received)))
                .expect("a thread");
            Self { stock: Mutex::new(stock), orders }
        })
    }

    /// A copy of the migrated template.
    pub(crate) async fn take_migrated(&self) -> String {
        self.stock.lock().await.recv().await.expect("the attendant lives, see its panic above")
    }

    /// A database with nothing in it.
    pub(crate) async fn create_empty(&self) -> String {
        let (reply, name) = oneshot::channel();
        self.orders.send(Order::Empty(reply)).expect("the attendant lives");
        name.await.expect("the attendant lives, see its panic above")
    }

    /// Drops a database, some time soon. At the end of the process the whole cluster goes, so nobody waits for it.
    pub(crate) fn drop_soon(&self, name: String) {
        let _ended = self.orders.send(Order::Drop(name));
    }
}

/// Serves until the process ends.
async fn attend(put: mpsc::Sender<String>, mut orders: mpsc::UnboundedReceiver<Order>) {
    let cluster = Cluster::shared().expect("a cluster, or nobody would ask");
    let administration = connection(cluster).await.expect("a connection to the cluster");
    let tidying = async {
        while let Some(order) = orders.recv().await {
            match order {
                Order::Empty(reply) => {
                    let name = unused_name();
                    let statement = format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY");
                    administration.execute_unprepared(&statement).await.expect("an empty database");
                    let _test_gave_up = reply.send(name);
                }
                Order::Drop(name) => {
                    let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                    administration.execute_unprepared(&statement).await.expect("to drop a test's database");
                }
            }
        }
    };
    let stocking = async {
        let template = format!("CREATE DATABASE {TEMPLATE} STRATEGY FILE_COPY");
        administration.execute_unprepared(&template).await.expect("the template database");
        migrate(&cluster.url(TEMPLATE)).await.expect("the migrations to run on PostgreSQL");
        loop {
            let Ok(place) = put.reserve().await else { return };
            let name = unused_name();
            let copy = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY");
            administration.execute_unprepared(&copy).await.expect("a copy of the template");
            place.send(name);
        }
    };
    tokio::join!(tidying, stocking);
}

/// Two connections: one makes, one drops.
#[expect(clippy::disallowed_types, reason = "databases as such belong to no municipality")]
async fn connection(cluster: &Cluster) -> Result<sea_orm::DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(cluster.url("postgres"));
    options.max_connections(2).sqlx_logging(false);
    Database::connect(options).await
}

fn unused_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
