//! The application put together: database, scopes, schema, relay, server.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::dev::Server;
use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;
use tokio::task::JoinHandle;

use crate::{
    config::{Config, FetchConfig},
    demo::Logins,
    feeds::{self, Fetcher},
    http::{self, ws::Sockets},
    identity::{Issuers, LocalIssuer},
    keys, meals,
    platform::{
        Clock, Ids, PublicAddress, Room,
        audit::{self, Trail, Writer},
        idempotency,
        private::make_private_folder,
        relay::Relay,
        secret::SecretKey,
    },
    readiness::{Readiness, applied_migrations, check_migrations},
    schema::{ContractFault, Executor},
    schema_place,
    tenancy::{Database, Municipalities, PlatformDb, Scopes, StatementLog},
};

/// How long the end of the audit log may take when the server stops.
const TRAIL: Duration = Duration::from_mins(1);

/// And how long when it is to stop at once.
const TRAIL_AT_ONCE: Duration = Duration::from_secs(1);

/// Why the application does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The schema of the database is not this release's.
    #[error("the database has pending migrations: {0}. Run `mittkommun migrate`, or start with --migrate")]
    PendingMigrations(String),
    /// The database cannot be used.
    #[error("the database cannot be used: {0}")]
    Database(#[from] DbErr),
    /// A file or a socket cannot be used.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// The schema breaks the rules of GraphQL.
    #[error(transparent)]
    Contract(#[from] ContractFault),
    /// A setting is wrong.
    #[error("{0}")]
    Config(String),
}

/// What tests put in the place of the world.
#[derive(Clone)]
pub struct World {
    /// The time.
    pub clock: Clock,
    /// The ids.
    pub ids: Ids,
    /// Where statements are noted, for query budgets.
    pub statements: Option<StatementLog>,
}

impl Default for World {
    fn default() -> Self {
        Self { clock: Clock::system(), ids: Ids::system(), statements: None }
    }
}

/// What every request reaches.
#[derive(Clone)]
pub struct AppState {
    /// The door.
    pub scopes: Scopes,
    /// The way to run an operation.
    pub executor: Executor,
    /// The settings.
    pub config: Arc<Config>,
    /// The open `WebSockets`.
    pub sockets: Sockets,
    /// Where the world reaches the server.
    pub address: PublicAddress,
    /// Logins without a password, in the demonstration only.
    pub logins: Option<Logins>,
    /// Whether requests should be sent here.
    pub readiness: Readiness,
}

/// What commands need without a server: the database, the secret, the municipalities.
#[derive(Clone)]
pub struct Foundation {
    /// All municipalities' rows.
    pub platform: PlatformDb,
    /// The installation's secret.
    pub key: SecretKey,
    /// The local issuer, where it is switched on.
    pub local_issuer: Option<LocalIssuer>,
    /// Logins without a password, in the demonstration only.
    pub logins: Option<Logins>,
    /// Time and ids.
    pub world: World,
}

impl Foundation {
    /// Opens the database and the secrets of the data folder. `migrate` brings the schema up to date; without it a
    /// pending migration is an error.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn open(config: &Config, world: World, migrate: bool) -> Result<Self, StartError> {
        let platform = Self::connect(config, &world).await?;
        Self::on(platform, config, world, migrate).await
    }

    /// Opens what is there already: no database, no folder and no key is made. For who looks after what others wrote, and
    /// would find a fresh key's word against theirs.
    ///
    /// # Errors
    /// See [`StartError`]; that there is no database or no key.
    pub async fn open_existing(config: &Config, world: World) -> Result<Self, StartError> {
        let platform = Self::existing_database(config, &world).await?;
        let key = keys::open_existing(&platform, config).await?;
        Ok(Self { platform, key, local_issuer: None, logins: None, world })
    }

    /// Opens the database that is there already, with the schema that it must have, and nothing else.
    ///
    /// # Errors
    /// See [`StartError`]; that there is no database.
    pub async fn existing_database(config: &Config, world: &World) -> Result<PlatformDb, StartError> {
        let url = config.database_url();
        if let Some(file) = Database::absent_file(&url)? {
            return Err(StartError::Config(format!(
                "there is no database at {}: is --data-dir or --database-url the installation's?",
                file.display()
            )));
        }
        let database = Database::connect(&url, config.database.max_connections, world.statements.clone());
        let platform = PlatformDb::new(database.await?);
        check_migrations(&platform).await?;
        Ok(platform)
    }

    /// Opens the database alone, whatever its schema.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn connect(config: &Config, world: &World) -> Result<PlatformDb, StartError> {
        if config.database.url.is_none()
            || config.identity.secret_key.is_none()
            || config.identity.local_issuer
        {
            make_private_folder(&config.data_dir)
                .map_err(|cause| StartError::Io(config.data_dir.display().to_string(), cause))?;
        }
        let database = Database::connect(
            &config.database_url(),
            config.database.max_connections,
            world.statements.clone(),
        )
        .await?;
        Ok(PlatformDb::new(database))
    }

    /// Opens the secrets of the data folder beside an open database; `migrate` as for [`Self::open`].
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn on(
        platform: PlatformDb,
        config: &Config,
        world: World,
        migrate: bool,
    ) -> Result<Self, StartError> {
        schema_place::check(&platform).await?;
        if migrate {
            if applied_migrations(&platform).await?.iter().any(|name| name == keys::SINCE) {
                // A wrong key is told before anything is changed.
                keys::check(&platform, config).await?;
            }
            Migrator::up(platform.connection(), None).await?;
            let missing = audit::restore_guards(&platform).await?;
            if !missing.is_empty() {
                let missing = missing.join(", ");
                tracing::warn!(
                    %missing,
                    "what keeps the audit log from being changed had been taken away and is there again: run audit verify"
                );
            }
        }
        check_migrations(&platform).await?;
        let key = keys::open(&platform, config, world.clock.now()).await?;
        let local_issuer = if config.identity.local_issuer {
            let file = config.data_dir.join("local-issuer.key");
            Some(
                LocalIssuer::open(&file)
                    .map_err(|cause| StartError::Io(file.display().to_string(), cause))?,
            )
        } else {
            None
        };
        Ok(Self { platform, key, local_issuer, logins: None, world })
    }
}

/// Whether each municipality that is to be served is in the database.
async fn check_served(municipalities: &Municipalities, served: &[String]) -> Result<(), StartError> {
    let mut faults = Vec::new();
    for (place, code) in served.iter().enumerate() {
        if municipalities.by_code(code).await?.is_none() {
            faults.push(format!(
                "tenancy.serve.{place}: there is no municipality “{code}” in the database; `mittkommun import` brings it in"
            ));
        }
    }
    if served.is_empty() {
        tracing::warn!("tenancy.serve names no municipality: none is served");
    }
    if faults.is_empty() { Ok(()) } else { Err(StartError::Config(faults.join("\n"))) }
}

/// A server that is bound but does not run yet.
pub struct Application {
    address: SocketAddr,
    server: Server,
    state: AppState,
    foundation: Foundation,
    relay: Relay,
    trail: Trail,
    writer: Writer,
    tasks: Vec<JoinHandle<()>>,
}

impl Application {
    /// Puts the application together and binds its socket.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn build(config: Config, foundation: Foundation) -> Result<Self, StartError> {
        let Foundation { platform, key, local_issuer, logins, world } = foundation.clone();
        let municipalities =
            Municipalities::load_served(platform.clone(), &config.tenancy.hosts, &config.tenancy.serve)
                .await?;
        check_served(&municipalities, &config.tenancy.serve).await?;
        let issuers = Issuers::new(&config.identity.issuers, local_issuer).map_err(StartError::Config)?;
        let issuers = issuers.reading(platform.clone(), world.clock.now()).await?;
        let (trail, writer) = audit::begin(platform.clone(), key.clone());
        let (clock, ids) = (world.clock.clone(), world.ids.clone());
        let scopes = Scopes::new(&platform, municipalities, issuers, clock, ids, key, Some(trail.clone()));
        let relay = Relay::new(platform.clone(), world.clock.clone());
        let address = PublicAddress::of(config.http.public_url.as_deref());
        let room = Room::new(config.http.in_flight_bytes, config.http.answer_bytes);
        let executor = Executor::serving(&config.limits, &room, &relay.announcements(), &address)?;
        let config = Arc::new(config);
        let sockets = Sockets::new(config.websocket.sockets, room);
        let readiness = Readiness::new(platform);
        readiness.check_schema().await?;
        let state = AppState { scopes, executor, config, sockets, address, logins, readiness };

        let listen = state.config.http.listen;
        let listener = TcpListener::bind(listen)
            .map_err(|cause| StartError::Io(format!("cannot listen on {listen}"), cause))?;
        let io_error = |cause| StartError::Io("the server cannot start".to_owned(), cause);
        let address = listener.local_addr().map_err(io_error)?;
        let server = http::serve(vec![listener], &state).map_err(io_error)?;
        Ok(Self { address, server, state, foundation, relay, trail, writer, tasks: Vec::new() })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What requests reach.
    #[must_use]
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// What commands and tests reach besides.
    #[must_use]
    pub fn foundation(&self) -> &Foundation {
        &self.foundation
    }

    /// The codes of the municipalities that it serves.
    #[must_use]
    pub fn municipalities(&self) -> Vec<String> {
        self.state.scopes.municipalities().all().iter().map(|place| place.code.clone()).collect()
    }

    /// The relay, for tests that settle.
    #[must_use]
    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    /// The queue into the audit log, for tests that settle.
    #[must_use]
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// A handle to stop it from elsewhere.
    #[must_use]
    pub fn handle(&self) -> actix_web::dev::ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped; running requests are answered first.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run_until_stopped(mut self) -> io::Result<()> {
        self.tasks.push(tokio::spawn(self.relay.clone().run()));
        self.tasks.push(tokio::spawn(self.relay.clone().hear()));
        self.tasks.push(tokio::spawn(keep_house(self.foundation.clone(), self.relay.clone())));
        let readiness = self.state.readiness.clone();
        self.tasks.push(tokio::spawn(watch_schema(readiness.clone())));
        let issuers = self.state.scopes.issuers().clone();
        self.tasks.push(tokio::spawn(keep_trust(issuers, self.foundation.world.clock.clone())));
        let fetch = self.state.config.meals.fetch.clone();
        if fetch.enabled {
            self.tasks.push(tokio::spawn(keep_menus(self.foundation.clone(), fetch)));
        }
        self.tasks.push(tokio::spawn(self.writer.run()));
        let outcome = tokio::select! {
            outcome = self.server => outcome,
            () = readiness.until_ending_at_once() => Ok(()),
        };
        // Every request is answered; what they have seen is written before the database closes.
        let unwritten = tokio::select! {
            unwritten = self.trail.settle_within(TRAIL) => unwritten,
            unwritten = async {
                readiness.until_ending_at_once().await;
                self.trail.settle_within(TRAIL_AT_ONCE).await
            } => unwritten,
        };
        for task in self.tasks {
            task.abort();
        }
        let closed = tokio::select! {
            biased;
            closed = self.foundation.platform.database().clone().close() => closed,
            // Requests that are not waited for hold connections. What was acknowledged is written already.
            () = readiness.until_ending_at_once() => Ok(()),
        };
        if let Err(cause) = closed {
            tracing::warn!(%cause, "the database did not close cleanly");
        }
        if unwritten == 0 {
            return outcome;
        }
        outcome.and(Err(io::Error::other(format!(
            "the audit log could not be written to its end: {unwritten} entries of answers that were given are lost"
        ))))
    }
}

/// What is done now and then. Each job can be run at any time and by several replicas.
///
/// # Errors
/// When the database cannot be written.
pub async fn run_jobs(foundation: &Foundation, relay: &Relay) -> Result<(), DbErr> {
    let now = foundation.world.clock.now();
    idempotency::delete_expired(&foundation.platform, now).await?;
    let today = foundation.world.clock.today();
    meals::finish_days(&foundation.platform, today).await?;
    meals::destroy_old_salts(&foundation.platform, today).await?;
    relay.delete_old().await
}

async fn keep_house(foundation: Foundation, relay: Relay) {
    let mut ticks = tokio::time::interval(Duration::from_mins(10));
    loop {
        ticks.tick().await;
        if let Err(cause) = run_jobs(&foundation, &relay).await {
            tracing::error!(%cause, "a job failed; it is tried again in ten minutes");
        }
    }
}

/// Notices when a newer release migrates the database.
async fn watch_schema(readiness: Readiness) {
    // It was looked at when the server began.
    let period = Duration::from_mins(1);
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    loop {
        ticks.tick().await;
        if let Err(cause) = readiness.check_schema().await {
            tracing::warn!(%cause, "the database's schema cannot be looked at; it is tried again in a minute");
        }
    }
}

/// Fetches the menus that are due, where this server fetches at all.
///
/// # Errors
/// When the database cannot be read, or there is no HTTP client.
pub async fn fetch_menus(foundation: &Foundation, config: &FetchConfig) -> Result<(), StartError> {
    if !config.enabled {
        return Ok(());
    }
    let fetcher = Fetcher::new(config).map_err(|cause| StartError::Config(cause.to_string()))?;
    let World { clock, ids, .. } = &foundation.world;
    feeds::fetch_due(&foundation.platform, (clock, ids), config, &fetcher).await?;
    Ok(())
}

async fn keep_menus(foundation: Foundation, config: FetchConfig) {
    let period = Duration::from_mins(1);
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(cause) = fetch_menus(&foundation, &config).await {
            tracing::error!(%cause, "the menus cannot be fetched; it is tried again in a minute");
        }
    }
}

/// Ends the trust in issuers that were removed and in keys that were withdrawn.
async fn keep_trust(issuers: Issuers, clock: Clock) {
    // They were read a moment ago.
    let period = Duration::from_secs(30);
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(cause) = issuers.refresh(clock.now()).await {
            tracing::error!(%cause, "the trusted issuers cannot be read; it is tried again in half a minute");
        }
    }
}
