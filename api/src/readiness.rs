//! Whether requests should be sent here: the schema is there, a write succeeds, and nobody has asked the server to stop.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, EntityTrait as _, QuerySelect as _, RuntimeErr};
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use crate::{app::StartError, tenancy::PlatformDb};

/// How long the question may take; an orchestrator waits no longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the probe is waited for; one that still waits for another's transaction leaves what was known before.
const PROBE: Duration = Duration::from_secs(1);

/// When a probe has failed: later than one that waits for another's transaction.
const STUCK: Duration = Duration::from_secs(12);

/// For how long a write that succeeded stands for the next one.
const FRESH: Duration = Duration::from_secs(5);

/// How far the server is from its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Serving,
    /// Answers everything, and is sent no more where somebody asks whether it is ready.
    Draining,
    /// Waits for nobody.
    EndingAtOnce,
}

/// Why requests should go elsewhere.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It was asked to stop.
    #[error("the server is stopping")]
    Stopping,
    /// The database does not answer, or its schema is older than this release's.
    #[error(transparent)]
    Database(#[from] StartError),
    /// A write would fail.
    #[error("the database takes no writes: {0}")]
    ReadOnly(Arc<DbErr>),
}

/// What is known of the database's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// A newer release has migrated it. That is right while an upgrade runs, and wrong afterwards.
    pub is_newer: bool,
}

/// Answers whether the server is ready. Clones are the same server's.
#[derive(Clone)]
pub struct Readiness {
    platform: PlatformDb,
    phase: watch::Sender<Phase>,
    probe: watch::Sender<Probe>,
    is_probing: Arc<AtomicBool>,
    is_newer_told: Arc<AtomicBool>,
}

/// The last probe.
struct Probe {
    ended: Option<Instant>,
    outcome: Result<(), Arc<DbErr>>,
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readiness").field("phase", &*self.phase.borrow()).finish_non_exhaustive()
    }
}

impl Readiness {
    /// Of a server that begins.
    #[must_use]
    pub fn new(platform: PlatformDb) -> Self {
        let untried = DbErr::Custom("no write has ended yet".to_owned());
        let probe = Probe { ended: None, outcome: Err(Arc::new(untried)) };
        Self {
            platform,
            phase: watch::Sender::new(Phase::Serving),
            probe: watch::Sender::new(probe),
            is_probing: Arc::default(),
            is_newer_told: Arc::default(),
        }
    }

    /// Whether the database answers, has this release's schema and takes writes, and the server goes on.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<Schema, NotReady> {
        if *self.phase.borrow() > Phase::Serving {
            return Err(NotReady::Stopping);
        }
        let Ok(schema) = timeout(PATIENCE, self.check_schema()).await else {
            let told = format!("no answer within {} seconds", PATIENCE.as_secs());
            return Err(StartError::from(DbErr::Conn(RuntimeErr::Internal(told))).into());
        };
        let schema = schema?;
        self.check_writes().await.map_err(NotReady::ReadOnly)?;
        Ok(schema)
    }

    /// Looks whether the schema is this release's, and logs once that it is a newer one's.
    ///
    /// # Errors
    /// When the database cannot be read, or migrations are pending.
    pub async fn check_schema(&self) -> Result<Schema, StartError> {
        let newer = check_migrations(&self.platform).await?;
        if !newer.is_empty() && !self.is_newer_told.swap(true, Ordering::Relaxed) {
            let newer = newer.join(", ");
            tracing::warn!(
                %newer,
                "the database's schema is newer than this server: finish the upgrade by restarting it with the release \
                 that migrated the database"
            );
        }
        Ok(Schema { is_newer: !newer.is_empty() })
    }

    /// From here on, it is not ready.
    pub fn begin_draining(&self) {
        self.phase.send_replace(Phase::Draining);
    }

    /// From here on, nothing is waited for.
    pub fn end_at_once(&self) {
        self.phase.send_replace(Phase::EndingAtOnce);
    }

    /// Returns when nothing is to be waited for any more.
    pub async fn until_ending_at_once(&self) {
        let mut phase = self.phase.subscribe();
        drop(phase.wait_for(|phase| *phase == Phase::EndingAtOnce).await);
    }

    /// Writes, unless a write has succeeded lately. Of those who ask at the same time one writes.
    async fn check_writes(&self) -> Result<(), Arc<DbErr>> {
        let mut probe = self.probe.subscribe();
        let is_fresh = {
            let probe = probe.borrow();
            probe.outcome.is_ok() && probe.ended.is_some_and(|ended| ended.elapsed() < FRESH)
        };
        if !is_fresh {
            if !self.is_probing.swap(true, Ordering::AcqRel) {
                let this = self.clone();
                tokio::spawn(async move {
                    let outcome = timeout(STUCK, write(&this.platform)).await.unwrap_or_else(|_elapsed| {
                        let told = format!("no write has ended within {} seconds", STUCK.as_secs());
                        Err(DbErr::Custom(told))
                    });
                    let outcome = outcome.map_err(Arc::new);
                    this.is_probing.store(false, Ordering::Release);
                    this.probe.send_replace(Probe { ended: Some(Instant::now()), outcome });
                });
            }
            let _elapsed = timeout(PROBE, probe.changed()).await;
        }
        probe.borrow().outcome.clone()
    }
}

/// Writes what a change would, and needs room as one does.
async fn write(platform: &PlatformDb) -> Result<(), DbErr> {
    let statements: &[&str] = match platform.connection().get_database_backend() {
        // SQLite does not write what is as it was. As much as a large change needs, for the write-ahead log may still have
        // room in itself for a small one.
        DatabaseBackend::Sqlite => {
            &["INSERT INTO write_probe (id, filler) VALUES (1, hex(randomblob(32768)))
             ON CONFLICT (id) DO UPDATE SET filler = excluded.filler"]
        }
        // A row finds room in its own page, so a full disk shows in what must be stored besides: a temporary file, since
        // this is more than it may keep in memory.
        _ => &[
            "INSERT INTO write_probe (id, filler) VALUES (1, random()::text)
             ON CONFLICT (id) DO UPDATE SET filler = excluded.filler",
            "SET LOCAL work_mem = '64kB'",
            "SELECT count(*) FROM generate_series(1, 20000)",
        ],
    };
    platform
        .append(async |tx| {
            for statement in statements {
                tx.execute_unprepared(statement).await?;
            }
            Ok(())
        })
        .await
}

/// The names of the migrations that this release does not know: those of the next one, which may run beside it.
///
/// # Errors
/// When the database cannot be read, or migrations are pending.
pub(crate) async fn check_migrations(platform: &PlatformDb) -> Result<Vec<String>, StartError> {
    let applied = applied_migrations(platform).await?;
    let known = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    let known: Vec<_> = known.collect();
    let pending: Vec<_> = known.iter().filter(|name| !applied.contains(name)).cloned().collect();
    if !pending.is_empty() {
        return Err(StartError::PendingMigrations(pending.join(", ")));
    }
    Ok(applied.into_iter().filter(|name| !known.contains(name)).collect())
}

/// One statement, and nothing is written: orchestrators ask this every few seconds.
pub(crate) async fn applied_migrations(platform: &PlatformDb) -> Result<Vec<String>, DbErr> {
    use sea_orm_migration::seaql_migrations::{Column, Entity};
    let found =
        Entity::find().select_only().column(Column::Version).into_tuple().all(platform.connection()).await;
    match found {
        Err(fault) if is_missing_table(&fault) => Ok(Vec::new()),
        found => found,
    }
}

/// Whether the statement was fine and the database has no such table (42P01 in PostgreSQL).
fn is_missing_table(fault: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(fault)) | DbErr::Exec(RuntimeErr::SqlxError(fault))) = fault
    else {
        return false;
    };
    fault.as_database_error().is_some_and(|fault| {
        fault.code().as_deref() == Some("42P01") || fault.message().contains("no such table")
    })
}
