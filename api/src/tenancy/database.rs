//! The connection pool, and what is peculiar to each engine.
#![expect(clippy::disallowed_types, reason = "this is the place that holds the connection")]

use std::{
    fmt, io,
    path::PathBuf,
    sync::{Arc, Mutex as StdMutex},
    time::Duration,
};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait as _, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    sqlx::{
        self, ConnectOptions as _, Connection as _, Error as SqlxError, postgres::PgConnectOptions,
        sqlite::SqliteConnectOptions,
    },
};
use tokio::{
    sync::{Mutex, Notify, OwnedMutexGuard},
    time::timeout,
};

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

use crate::platform::private::write_private;

/// Every SQL statement that ran, for tests that keep a query budget.
#[derive(Clone, Default)]
pub struct StatementLog(Arc<StdMutex<Vec<String>>>);

impl StatementLog {
    /// Takes what has run since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        self.0.lock().map(|mut log| std::mem::take(&mut *log)).unwrap_or_default()
    }
}

/// The pool. Only the tenancy module and the application's assembly hold it.
#[derive(Clone)]
pub struct Database {
    pub(super) pool: DatabaseConnection,
    /// SQLite has one writer at a time. Waiting for it here is fair and costs nothing; waiting in SQLite is a spin.
    writer: Option<Arc<Mutex<()>>>,
    /// Wakes the relay when a transaction with events has committed.
    pub(crate) committed: Arc<Notify>,
}

impl Database {
    /// Opens the pool.
    ///
    /// # Errors
    /// When the database cannot be reached or the URL is neither `sqlite:` nor `postgres:`.
    pub async fn connect(url: &str, max_connections: u32, log: Option<StatementLog>) -> Result<Self, DbErr> {
        make_private(url)?;
        if url.starts_with("postgres") {
            knock(url).await?;
        }
        let mut options = ConnectOptions::new(url);
        options
            .sqlx_logging(false)
            .connect_timeout(PATIENCE)
            .acquire_timeout(PATIENCE)
            // A dead connection shows itself at first use and is replaced; asking each time costs a round trip.
            .test_before_acquire(false)
            .max_connections(max_connections)
            .map_sqlx_sqlite_opts(|sqlite| {
                use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // FULL, not NORMAL: what was acknowledged survives a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(PATIENCE)
                    .statement_cache_capacity(256)
                    .pragma("mmap_size", "268435456")
                    .pragma("cache_size", "-8000")
            })
            .map_sqlx_postgres_opts(|postgres| {
                // Statements are few and prepared. Planning one anew at each use, which PostgreSQL does where a limit is
                // a parameter, costs more than running it.
                // A plan lasts until the table is analyzed again: one that was made for a table of a few pages, and read all
                // of them, would go on doing so when there are thousands. Where pages lie on no spinning disk, an index is
                // nearly as cheap from the first ones on, and stays so.
                postgres
                    .statement_cache_capacity(256)
                    .options([("plan_cache_mode", "force_generic_plan"), ("random_page_cost", "1.1")])
            })
            .map_sqlx_sqlite_pool_opts(|pool| {
                pool.after_release(|connection, _| Box::pin(is_outside_transaction(connection)))
            })
            .map_sqlx_postgres_pool_opts(|pool| {
                pool.after_release(|connection, _| Box::pin(is_outside_transaction(connection)))
            });
        let mut pool = sea_orm::Database::connect(options).await?;
        if let Some(log) = log {
            pool.set_metric_callback(move |info| {
                if let Ok(mut statements) = log.0.lock() {
                    statements.push(info.statement.sql.clone());
                }
            });
        }
        let writer = (pool.get_database_backend() == DatabaseBackend::Sqlite).then(Arc::default);
        Ok(Self { pool, writer, committed: Arc::default() })
    }

    /// The file of a SQLite database that is not there yet; opening it would make it.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn absent_file(url: &str) -> Result<Option<PathBuf>, DbErr> {
        Ok(file_of(url)?.filter(|file| !file.exists()))
    }

    /// Which engine it is.
    #[must_use]
    pub fn backend(&self) -> DatabaseBackend {
        self.pool.get_database_backend()
    }

    /// The engine and its version, for people: `PostgreSQL 15.14`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn version(&self) -> Result<String, DbErr> {
        let (name, sql) = match self.backend() {
            DatabaseBackend::Sqlite => ("SQLite", "SELECT sqlite_version() AS version"),
            _ => ("PostgreSQL", "SELECT current_setting('server_version') AS version"),
        };
        let row = self.pool.query_one_raw(Statement::from_string(self.backend(), sql)).await?;
        let version: Option<String> = row.map(|row| row.try_get("", "version")).transpose()?;
        Ok(format!("{name} {}", version.unwrap_or_default()))
    }

    /// Begins a transaction that will write.
    pub(super) async fn begin(&self) -> Result<(DatabaseTransaction, Option<OwnedMutexGuard<()>>), DbErr> {
        let turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            isolation_level: None,
            // PostgreSQL's default is what we want; saying so would cost a round trip.
            access_mode: None,
            sqlite_transaction_mode: turn.is_some().then_some(SqliteTransactionMode::Immediate),
        };
        Ok((self.pool.begin_with_options(options).await?, turn))
    }

    /// Waits for the running statements and closes the pool.
    ///
    /// # Errors
    /// When the engine reports a failure at closing.
    pub async fn close(self) -> Result<(), DbErr> {
        self.pool.close().await
    }
}

/// Whether a connection that comes back to the pool is outside any transaction; one that is not is closed and replaced.
///
/// When SQLite cannot write a commit (a full disk, an I/O error, no memory), it rolls back by itself, and the `ROLLBACK`
/// that follows fails. sqlx then believes for ever that a transaction is open: what it begins next is a savepoint, whose
/// release is acknowledged and written nowhere.
async fn is_outside_transaction<C: sqlx::Connection>(connection: &mut C) -> Result<bool, SqlxError> {
    if connection.is_in_transaction() {
        // The rollback of a transaction that was dropped may still wait for its turn.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Makes a new SQLite database a file that only its owner can read; SQLite gives the files beside it the same mode.
fn make_private(url: &str) -> Result<(), DbErr> {
    let Some(file) = Database::absent_file(url)? else { return Ok(()) };
    write_private(&file, b"").map_err(|cause| fault(format!("{}: {cause}", file.display())))
}

/// The file that a SQLite database is.
pub(super) fn file_of(url: &str) -> Result<Option<PathBuf>, DbErr> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let options: SqliteConnectOptions = url.parse().map_err(|cause: SqlxError| fault(cause.to_string()))?;
    let file = options.get_filename();
    let is_in_memory = url.contains("mode=memory") || file.starts_with("file:") || file == ":memory:";
    Ok((!is_in_memory).then(|| file.to_owned()))
}

fn fault(cause: String) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(cause))
}

/// Connects once, because the pool goes on trying for as long as it may wait and then tells of nothing but the waiting.
async fn knock(url: &str) -> Result<(), DbErr> {
    let options = url.parse::<PgConnectOptions>().map_err(|fault| unreachable("its URL", &fault))?;
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    match timeout(PATIENCE, options.connect()).await {
        // How it says goodbye matters to nobody: the next connections tell what is wrong.
        Ok(Ok(connection)) => connection.close().await.or(Ok(())),
        Ok(Err(sqlx::Error::Io(fault))) if fault.kind() == io::ErrorKind::ConnectionRefused => {
            Err(unreachable(&place, &"connection refused: nobody listens there"))
        }
        // It is starting, or full for a moment: the pool waits.
        Ok(Err(sqlx::Error::Database(fault)))
            if matches!(fault.code().as_deref(), Some("57P03" | "53300")) =>
        {
            Ok(())
        }
        Ok(Err(fault)) => Err(unreachable(&place, &fault)),
        Err(_elapsed) => {
            Err(unreachable(&place, &format!("no answer within {} seconds", PATIENCE.as_secs())))
        }
    }
}

/// Without the URL, which could hold a password.
fn unreachable(place: &str, fault: &dyn fmt::Display) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("{place}: {fault}")))
}

/// Rows of all municipalities: jobs, migrations, the list of municipalities. Made only where the application is
/// assembled; nothing that serves a request holds one.
#[derive(Clone)]
pub struct PlatformDb(Database);

impl PlatformDb {
    /// Opens all municipalities' rows.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self(database)
    }

    /// The bare connection.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.pool
    }

    /// The pool behind it.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0
    }

    /// Runs `work`, which only reads and sees one moment, however long it takes. Nobody waits for it.
    ///
    /// # Errors
    /// What `work` returns, or the engine's failure to begin.
    pub async fn read<T, E: From<DbErr>>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let pool = &self.0.pool;
        let transaction = if pool.get_database_backend() == DatabaseBackend::Sqlite {
            // Any of its transactions sees one moment.
            pool.begin().await?
        } else {
            let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
            pool.begin_with_config(Some(level), Some(mode)).await?
        };
        let value = work(&transaction).await?;
        transaction.rollback().await?;
        Ok(value)
    }

    /// Runs `work` in a transaction that is committed when it succeeds.
    ///
    /// # Errors
    /// What `work` returns, or the engine's failure to commit.
    pub async fn write<T, E: From<DbErr>>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let value = self.append(work).await?;
        self.0.committed.notify_one();
        Ok(value)
    }

    /// The same for work that publishes nothing: the relay is not woken.
    ///
    /// # Errors
    /// What `work` returns, or the engine's failure to commit.
    pub async fn append<T, E: From<DbErr>>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let (transaction, _turn) = self.0.begin().await?;
        let value = work(&transaction).await?;
        transaction.commit().await?;
        Ok(value)
    }
}
