//! What Mitt Kommun's tests stand on: a database for each test on either engine, the real server on a free port, people
//! to act as, and clients to act with.
//!
//! ```ignore
//! #[both_engines]
//! async fn a_meal_can_be_rated_once(app: TestApp) {
//!     let school = app.home.insert(a_school("Björkskolan")).await;
//!     let meal = app.home.insert(a_meal(&school, app.clock.now().date_naive())).await;
//!     let pupil = app.home.pupil(&school).await;
//!     let input = json!({ "meal": format!("meal:{}", meal.id), "rating": 5 });
//!     for expected in [&[][..], &["ALREADY_RATED"]] {
//!         let answer = app.ask(RATE, json!({ "input": input })).by(&pupil).await.ok();
//!         answer.assert_user_errors("submitMealFeedback", expected);
//!     }
//! }
//! ```
//!
//! - [`TestApp`]: `ask` and `post` for GraphQL, `request` for any HTTP, `connect_as` for web sockets, `settle` for what
//!   happens after the answer, `clock` for the time, which stands still, `take_statements` for query budgets. `home` is
//!   the municipality of the test, `neighbour` the one that must not be seen.
//! - [`Municipality`]: `insert` writes rows past the server ([`builders`]), `guardian`, `educator`, `case_officer` …
//!   ([`actors`]) make people with a token, `rows` reads a table as it is.
//! - [`Answer`]: `ok`, `at("/viewer/id")`, `assert_codes(&["FORBIDDEN"])`, `assert_user_errors`; what fails prints the
//!   whole answer.
//! - [`TestDatabase`], [`EmptyDatabase`]: for tests below the server. `TestApp::on(database, |config| …)` is for a server
//!   with other settings; such a test ends with `app.finish().await`.
//! - [`oidc`]: a provider of logins as municipalities have one, whose tokens the server checks with keys that it fetches.
//! - [`process`]: the command line in a process of its own, to be killed.
//!
//! When a test is done, the outbox must drain and the server must not have logged an error; one that had to be is claimed
//! with `expect_logged_error`.
//!
//! The suite is meant for parallel threads: every test has its own database, server and runtime, and shares nothing but
//! the PostgreSQL cluster and the migrated templates.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a harness that cannot go on must stop the test there and then, and say why"
)]

pub mod actors;
pub mod app;
mod attendant;
pub mod builders;
pub mod client;
pub mod clock;
pub mod cluster;
pub mod database;
mod host;
pub mod kitchen;
mod logs;
pub mod menu_host;
pub mod municipality;
pub mod oidc;
pub mod process;
mod real_data;
pub mod scratch;
pub mod socket;
pub mod ss12000;

use std::future::Future;
use std::time::Duration;

pub use actors::Actor;
pub use app::TestApp;
pub use client::{Answer, Client};
pub use clock::TestClock;
pub use database::{EmptyDatabase, Engine, TestDatabase};
pub use municipality::Municipality;
pub use oidc::Provider;
pub use real_data::real_file;
pub use socket::{Received, Socket};
pub use tests_attribute::both_engines;

/// Longer than any test takes; what hangs fails by name instead of stopping the whole run.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a test is given, and what is looked at when it is done with it.
pub trait Fixture: Clone {
    /// Makes it, on the given engine.
    fn set_up(engine: Engine) -> impl Future<Output = Self>;

    /// Runs after a test that passed, and fails it if it left something behind.
    fn finish(self) -> impl Future<Output = ()>;
}

impl Fixture for TestDatabase {
    async fn set_up(engine: Engine) -> Self {
        Self::migrated(engine).await
    }

    async fn finish(self) {}
}

impl Fixture for EmptyDatabase {
    async fn set_up(engine: Engine) -> Self {
        Self::new(engine).await
    }

    async fn finish(self) {}
}

/// Runs a test on an engine, or not at all where the engine is missing; `#[both_engines]` calls it.
pub fn run<F: Fixture, T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(F) -> T) {
    if !engine.is_available() {
        return;
    }
    runtime().block_on(async {
        let fixture = F::set_up(engine).await;
        let ended = tokio::time::timeout(PATIENCE, test(fixture.clone())).await;
        assert!(ended.is_ok(), "still running after {PATIENCE:?}");
        fixture.finish().await;
    });
}

/// A runtime whose tasks go on while the test waits for a program that it runs: a server that stood still in the middle
/// of a transaction would keep that program out of the database.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}
