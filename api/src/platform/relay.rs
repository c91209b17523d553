//! Announces committed facts (the outbox pattern). SQLite has one process, so the relay tells it directly; on PostgreSQL
//! it tells every replica through `LISTEN`/`NOTIFY`. A fact is announced at least once, also after a crash.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use entity::outbox::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Set, Statement,
    sea_query::{Expr, LockBehavior, LockType},
    sqlx::postgres::PgListener,
};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Clock, Event, Topic};
use crate::tenancy::PlatformDb;

const CHANNEL: &str = "mittkommun_events";
const BATCH: u64 = 500;
/// Facts of a replica that crashed between commit and announcement are picked up after this time at most.
const SWEEP: Duration = Duration::from_secs(10);

/// Writes a fact down, in the transaction of what it tells of: it is announced if, and only if, that commits. An action
/// publishes through its transaction, which wakes the relay at once; this is for imports, which have no scope and whose
/// relay may be another process's: it finds the fact by itself within seconds.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_fact(
    connection: &impl ConnectionTrait,
    event: Event,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        municipality_id: Set(event.municipality_id),
        topic: Set(event.topic.name().to_owned()),
        subject_id: Set(event.subject),
        audience_id: Set(event.audience),
        created_at: Set(at),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Where subscribers hear of facts. Cheap to clone.
#[derive(Clone)]
pub struct Announcements(broadcast::Sender<Signal>);

#[derive(Clone, Copy, Debug)]
enum Signal {
    Fact(Event),
    Mark(Uuid),
}

/// A subscriber's ear.
pub struct Ear(broadcast::Receiver<Signal>);

impl Ear {
    /// The next fact. `Err(Missed)` when facts came faster than they were heard: re-read everything.
    ///
    /// # Errors
    /// [`Missed`] as above.
    pub async fn next(&mut self) -> Option<Result<Event, Missed>> {
        loop {
            match self.0.recv().await {
                Ok(Signal::Fact(event)) => return Some(Ok(event)),
                Ok(Signal::Mark(_)) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(Err(Missed)),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// Facts were lost to a slow subscriber.
#[derive(Clone, Copy, Debug)]
pub struct Missed;

impl Announcements {
    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> Ear {
        Ear(self.0.subscribe())
    }
}

/// Carries facts from the outbox to the subscribers.
#[derive(Clone)]
pub struct Relay {
    platform: PlatformDb,
    clock: Clock,
    announcements: Announcements,
    /// One drain at a time within the process.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(rename = "m")]
    municipality_id: i32,
    #[serde(rename = "t")]
    topic: String,
    #[serde(rename = "s")]
    subject: Uuid,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    audience: Option<Uuid>,
}

impl Relay {
    /// A relay that has not started.
    #[must_use]
    pub fn new(platform: PlatformDb, clock: Clock) -> Self {
        Self {
            platform,
            clock,
            announcements: Announcements(broadcast::channel(4_096).0),
            turn: Arc::default(),
        }
    }

    /// Where to listen.
    #[must_use]
    pub fn announcements(&self) -> Announcements {
        self.announcements.clone()
    }

    /// Runs until dropped: announces after every commit, and sweeps now and then.
    pub async fn run(self) {
        let committed = Arc::clone(&self.platform.database().committed);
        loop {
            if let Err(cause) = self.drain().await {
                tracing::error!(%cause, "committed facts could not be announced");
            }
            let _ = tokio::time::timeout(SWEEP, committed.notified()).await;
        }
    }

    /// Hears what replicas announce (PostgreSQL only), until dropped. Reconnects by itself.
    pub async fn hear(self) {
        if self.platform.database().backend() != DatabaseBackend::Postgres {
            return;
        }
        loop {
            if let Err(cause) = self.hear_once().await {
                tracing::warn!(%cause, "the channel of announcements broke; listening again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn hear_once(&self) -> Result<(), sea_orm::sqlx::Error> {
        let pool = self.platform.connection().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            let notification = listener.recv().await?;
            let text = notification.payload();
            if let Some(mark) = text.strip_prefix("mark:").and_then(|mark| mark.parse().ok()) {
                let _ = self.announcements.0.send(Signal::Mark(mark));
            } else if let Ok(Payload { municipality_id, topic, subject, audience }) =
                serde_json::from_str(text)
                && let Some(topic) = Topic::from_name(&topic)
            {
                let _ = self.announcements.0.send(Signal::Fact(Event {
                    municipality_id,
                    topic,
                    subject,
                    audience,
                }));
            }
        }
    }

    /// Announces everything that waits.
    ///
    /// # Errors
    /// When the database cannot be read or written; nothing is lost then.
    pub async fn drain(&self) -> Result<(), DbErr> {
        let _turn = self.turn.lock().await;
        while self.announce_batch().await? {}
        Ok(())
    }

    /// Announces everything that waits and returns when this process has heard it: for tests.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn settle(&self) -> Result<(), DbErr> {
        self.drain().await?;
        if self.platform.database().backend() != DatabaseBackend::Postgres {
            return Ok(());
        }
        let mut ear = self.announcements.0.subscribe();
        let mark = super::Ids::system().next();
        // The listener may still be connecting: ask again until it answers.
        for _ in 0..100 {
            notify(self.platform.connection(), &format!("mark:{mark}")).await?;
            let heard = async {
                while let Ok(signal) = ear.recv().await {
                    if matches!(signal, Signal::Mark(heard) if heard == mark) {
                        return;
                    }
                }
            };
            if tokio::time::timeout(Duration::from_millis(100), heard).await.is_ok() {
                return Ok(());
            }
        }
        Err(DbErr::Custom("the channel of announcements does not answer".to_owned()))
    }

    async fn announce_batch(&self) -> Result<bool, DbErr> {
        let waiting =
            Entity::find().filter(Column::AnnouncedAt.is_null()).order_by_asc(Column::Seq).limit(BATCH);
        let postgres = self.platform.database().backend() == DatabaseBackend::Postgres;
        // Looking first keeps SQLite's only writer free when nothing waits.
        if waiting.clone().one(self.platform.connection()).await?.is_none() {
            return Ok(false);
        }
        let now = self.clock.now();
        let rows: Vec<Model> = self
            .platform
            .write(async |tx| {
                let rows = if postgres {
                    waiting.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(tx).await?
                } else {
                    waiting.all(tx).await?
                };
                for row in rows.iter().filter(|_| postgres) {
                    let payload = Payload {
                        municipality_id: row.municipality_id,
                        topic: row.topic.clone(),
                        subject: row.subject_id,
                        audience: row.audience_id,
                    };
                    let text =
                        serde_json::to_string(&payload).map_err(|cause| DbErr::Custom(cause.to_string()))?;
                    notify(tx, &text).await?;
                }
                Entity::update_many()
                    .col_expr(Column::AnnouncedAt, Expr::value(now))
                    .filter(Column::Seq.is_in(rows.iter().map(|row| row.seq)))
                    .exec(tx)
                    .await?;
                Ok::<_, DbErr>(rows)
            })
            .await?;
        if !postgres {
            for row in &rows {
                if let Some(topic) = Topic::from_name(&row.topic) {
                    let event = Event {
                        municipality_id: row.municipality_id,
                        topic,
                        subject: row.subject_id,
                        audience: row.audience_id,
                    };
                    // Nobody listening is fine.
                    let _ = self.announcements.0.send(Signal::Fact(event));
                }
            }
        }
        Ok(rows.len() as u64 == BATCH)
    }

    /// How many facts wait.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn backlog(&self) -> Result<u64, DbErr> {
        use sea_orm::PaginatorTrait;
        Entity::find().filter(Column::AnnouncedAt.is_null()).count(self.platform.connection()).await
    }

    /// Forgets facts that were announced more than a week ago.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_old(&self) -> Result<(), DbErr> {
        let week_ago = self.clock.now() - chrono::TimeDelta::days(7);
        Entity::delete_many()
            .filter(Column::AnnouncedAt.lt(week_ago))
            .exec(self.platform.connection())
            .await?;
        Ok(())
    }
}

async fn notify(connection: &impl ConnectionTrait, payload: &str) -> Result<(), DbErr> {
    let sql = "SELECT pg_notify($1, $2)";
    let statement =
        Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, [CHANNEL.into(), payload.into()]);
    connection.execute_raw(statement).await?;
    Ok(())
}
