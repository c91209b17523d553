//! The real server, on a free port, on a test's own database, clock and ids.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use api::app::{Application, Foundation, World, fetch_menus, run_jobs};
use api::config::{Config, FetchConfig};
use api::identity::Issuers;
use api::platform::audit::Trail;
use api::platform::relay::Relay;
use api::platform::{Clock, Ids};
use api::tenancy::StatementLog;
use chrono::TimeDelta;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::client::Operation;
use crate::clock::{TestClock, TestIds};
use crate::logs::ErrorLog;
use crate::municipality::{Ground, HOME, Municipality, NEIGHBOUR, connect};
use crate::{Client, Engine, Fixture, TestDatabase, scratch};

/// The secret key of every test's installation.
pub const SECRET: &str = "a key that only tests know and that is long enough";

/// A running server and what surrounds it. Clones are the same server.
#[derive(Clone)]
pub struct TestApp {
    /// The municipality that tests act in.
    pub home: Municipality,
    /// The one next door, which must never be seen from home.
    pub neighbour: Municipality,
    /// The time.
    pub clock: TestClock,
    client: Client,
    running: Arc<Running>,
}

struct Running {
    database: TestDatabase,
    foundation: Foundation,
    relay: Relay,
    issuers: Issuers,
    trail: Trail,
    fetch: FetchConfig,
    statements: StatementLog,
    errors: ErrorLog,
    handle: ServerHandle,
    server: Mutex<Option<JoinHandle<std::io::Result<()>>>>,
    _data: TempDir,
}

impl TestApp {
    /// Starts a server on a test's database, with a setting or two that the test is about.
    ///
    /// A test that calls this itself also calls [`finish`](Fixture::finish).
    pub async fn on(database: TestDatabase, configure: impl FnOnce(&mut Config)) -> Self {
        ErrorLog::listen();
        let errors = ErrorLog::default();
        errors.claim_thread();
        let clock = TestClock::default();
        let ids = TestIds::new(&clock);
        let statements = StatementLog::default();
        let world = world(&clock, &ids, &errors, &statements);

        let data = scratch::directory();
        let mut config = Config { data_dir: data.path().to_owned(), ..Config::default() };
        config.http.listen = ([127, 0, 0, 1], 0).into();
        config.http.workers = Some(1);
        config.database.url = Some(database.url().to_owned().into());
        config.database.max_connections = 5;
        config.identity.local_issuer = true;
        config.identity.secret_key = Some(SECRET.into());
        config.tenancy.serve = [HOME, NEIGHBOUR].map(|(code, _)| code.to_owned()).to_vec();
        // Tests ask nobody but hosts of their own: the one that fetches says so.
        config.meals.fetch.enabled = false;
        configure(&mut config);

        let foundation = Foundation::open(&config, world, false).await.expect("the foundation of the server");
        let issuer = foundation.local_issuer.clone();
        let ground = Arc::new(Ground {
            connection: connect(database.url()).await.expect("a connection for the harness"),
            now: Box::new({
                let clock = clock.clone();
                move || clock.now()
            }),
            next_id: Box::new(move || ids.next()),
            sign: Box::new({
                let clock = clock.clone();
                move |municipality, subject, acr| {
                    let issuer = issuer.as_ref().expect("a test that uses tokens leaves the local issuer on");
                    // Longer than any test moves the clock.
                    let lifetime = TimeDelta::days(10_000);
                    issuer.token(municipality, subject, acr, clock.now(), lifetime).expect("a token")
                }
            }),
        });
        let home = Municipality::found(&ground, HOME).await;
        let neighbour = Municipality::found(&ground, NEIGHBOUR).await;

        let fetch = config.meals.fetch.clone();
        let application = Application::build(config, foundation.clone()).await.expect("a server");
        let client = Client { origin: format!("http://{}", application.address()) };
        let (relay, handle) = (application.relay().clone(), application.handle());
        let issuers = application.state().scopes.issuers().clone();
        let trail = application.trail().clone();
        let server = Mutex::new(Some(tokio::spawn(application.run_until_stopped())));
        let running = Running {
            database,
            foundation,
            relay,
            issuers,
            trail,
            fetch,
            statements,
            errors,
            handle,
            server,
            _data: data,
        };
        Self { home, neighbour, clock, client, running: Arc::new(running) }
    }

    /// What it runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.running.database.engine()
    }

    /// A GraphQL operation in the municipality that tests act in, sent when awaited.
    pub fn ask(&self, query: &str, variables: Value) -> Operation {
        self.post(&self.home.code, query, variables)
    }

    /// Announces what waits to be announced, runs every job that is due, writes what waits for the audit log, and returns
    /// when all of it has happened.
    pub async fn settle(&self) {
        let running = &self.running;
        running.trail.settle().await.expect("the audit log to be written");
        running.relay.settle().await.expect("the outbox to drain");
        run_jobs(&running.foundation, &running.relay).await.expect("the jobs to run");
        fetch_menus(&running.foundation, &running.fetch).await.expect("the menus to be fetched");
        running.relay.settle().await.expect("what the jobs published to drain");
        running.issuers.refresh(self.clock.now()).await.expect("the trusted issuers");
    }

    /// Where its database is, for what else works on it.
    #[must_use]
    pub fn database_url(&self) -> &str {
        self.running.database.url()
    }

    /// Database, clock, ids and secrets, for what is tested without a request.
    #[must_use]
    pub fn foundation(&self) -> &Foundation {
        &self.running.foundation
    }

    /// The SQL statements of the requests since the last call, without those of the jobs beside them: reading and marking
    /// the outbox, writing the audit log, deleting what has expired, and reading whom the municipalities trust.
    #[must_use]
    pub fn take_statements(&self) -> Vec<String> {
        let is_of_a_job = |sql: &String| {
            let of_outbox = sql.contains("\"outbox\"") && !sql.starts_with("INSERT");
            let of_expired = ["voter_salt", "idempotency_key"]
                .iter()
                .any(|table| sql.starts_with(&format!("DELETE FROM \"{table}\"")));
            let of_trust = sql.contains("\"trusted_issuer\"");
            let of_audit = sql.starts_with("INSERT INTO \"audit_entry\"")
                || sql.starts_with("SELECT \"audit_entry\".\"seq\", \"audit_entry\".\"hash\" FROM")
                || sql.contains("pg_advisory_xact_lock");
            let of_unfinished = sql.starts_with("SELECT DISTINCT \"meal_feedback\"");
            let of_feeds = sql.contains("\"next_fetch_at\" <");
            of_outbox || of_expired || of_trust || of_audit || of_unfinished || of_feeds
        };
        self.running.statements.take().into_iter().filter(|sql| !is_of_a_job(sql)).collect()
    }

    /// Says that the server had to log an error with this text. Fails where it did not.
    #[track_caller]
    pub fn expect_logged_error(&self, text: &str) {
        assert!(
            !self.running.errors.take_containing(text).is_empty(),
            "the server logged no error with {text:?}"
        );
    }
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Fixture for TestApp {
    async fn set_up(engine: Engine) -> Self {
        Self::on(TestDatabase::migrated(engine).await, |_| {}).await
    }

    async fn finish(self) {
        let running = &self.running;
        self.settle().await;
        assert_eq!(
            running.relay.backlog().await.expect("the outbox"),
            0,
            "facts remain that nobody announces"
        );
        running.handle.stop(false).await;
        let server = running.server.lock().expect("the server").take();
        if let Some(server) = server {
            server.await.expect("the server not to panic").expect("the server to stop cleanly");
        }
        let errors = running.errors.take_containing("");
        assert!(errors.is_empty(), "the server logged errors that the test did not expect: {errors:#?}");
    }
}

/// The test's clock and ids, which also tell whose the thread is that asks for them.
fn world(clock: &TestClock, ids: &TestIds, errors: &ErrorLog, statements: &StatementLog) -> World {
    let (clock, ids) = (clock.clone(), ids.clone());
    let (at_clock, at_ids) = (errors.clone(), errors.clone());
    World {
        clock: Clock::from_fn(move || {
            at_clock.claim_thread();
            clock.now()
        }),
        ids: Ids::from_fn(move || {
            at_ids.claim_thread();
            ids.next()
        }),
        statements: Some(statements.clone()),
    }
}
