//! A database for each test, on either engine, from a template that is migrated once for all tests of the process.
//!
//! SQLite: a file, copied; a file and not memory, so that the pool can hold several connections. PostgreSQL: `CREATE
//! DATABASE … TEMPLATE … STRATEGY FILE_COPY`, made ahead of demand by [`Attendant`]. Either is gone when the test lets go
//! of it.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::{fs, thread};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};
use tempfile::TempDir;

use crate::attendant::Attendant;
use crate::cluster::Cluster;
use crate::scratch;

/// The two database engines that the product runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One file, embedded in the server.
    Sqlite,
    /// A server of its own.
    Postgres,
}

impl Engine {
    /// Whether tests on this engine can run here.
    #[must_use]
    pub fn is_available(self) -> bool {
        self == Self::Sqlite || Cluster::is_available()
    }
}

/// A database that belongs to one test.
#[derive(Clone, Debug)]
pub struct TestDatabase {
    url: Arc<str>,
    engine: Engine,
    _keeper: Arc<Keeper>,
}

impl TestDatabase {
    /// A database with the newest schema and no rows of any test.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn migrated(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                Self::in_file(|file| fs::write(file, sqlite_template()).expect("a copy of the template"))
            }
            Engine::Postgres => Self::on_server(Attendant::shared().take_migrated().await),
        }
    }

    /// Where it is, as the server's configuration wants it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    fn in_file(prepare: impl FnOnce(&Path)) -> Self {
        let directory = scratch::directory();
        let file = directory.path().join("test.sqlite");
        prepare(&file);
        let keeper = Arc::new(Keeper::Directory(directory));
        Self { url: sqlite_url(&file).into(), engine: Engine::Sqlite, _keeper: keeper }
    }

    fn on_server(name: String) -> Self {
        let cluster = Cluster::shared().expect("a cluster, or the test would not run");
        let url = cluster.url(&name).into();
        Self { url, engine: Engine::Postgres, _keeper: Arc::new(Keeper::Server(name)) }
    }
}

/// A database without any table, for tests of the migrations themselves.
#[derive(Clone, Debug)]
pub struct EmptyDatabase(TestDatabase);

impl EmptyDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn new(engine: Engine) -> Self {
        Self(match engine {
            Engine::Sqlite => TestDatabase::in_file(|_| {}),
            Engine::Postgres => TestDatabase::on_server(Attendant::shared().create_empty().await),
        })
    }
}

impl Deref for EmptyDatabase {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.0
    }
}

/// Clears the database away when nobody uses it any more.
#[derive(Debug)]
enum Keeper {
    Directory(#[expect(dead_code, reason = "held for its drop, which removes it")] TempDir),
    Server(String),
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Self::Server(name) = self {
            Attendant::shared().drop_soon(std::mem::take(name));
        }
    }
}

/// Opens a few connections for the harness's own use and brings the schema up to date.
///
/// # Errors
/// What the database says.
pub(crate) async fn migrate(url: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    Migrator::up(&connection, None).await?;
    if url.starts_with("sqlite:") {
        // A property of the file: the copies are spared the change.
        connection.execute_unprepared("PRAGMA journal_mode = WAL").await?;
    }
    connection.close().await
}

/// The bytes of the migrated file that the others are copies of.
fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let directory = scratch::directory();
        let file = directory.path().join("template.sqlite");
        let url = sqlite_url(&file);
        // On a thread of its own: the caller is inside a runtime, which cannot be entered twice.
        let migrated = thread::spawn(move || crate::runtime().block_on(migrate(&url))).join();
        migrated.expect("the migrations not to panic").expect("the migrations to run on SQLite");
        fs::read(file).expect("the migrated file")
    })
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
