//! Whether this machine's clock can be right. Voting days, tokens and the order of the audit log hang on it, and a wrong
//! clock shows in nothing else. It is told and not refused: of two clocks that differ, the database's may be the wrong one.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{audit_entry, idempotency_key, municipality, outbox};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::{platform::Clock, tenancy::PlatformDb};

/// How far clocks may be apart: as far as tokens may be off.
pub const TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// Checks the clock now and every ten minutes, and logs an error where it cannot be right.
pub async fn watch(platform: PlatformDb, clock: Clock) {
    let mut ticks = tokio::time::interval(Duration::from_mins(10));
    loop {
        ticks.tick().await;
        match check(&platform, &clock).await {
            Ok(faults) => {
                for fault in &faults {
                    tracing::error!(%fault, "this machine's clock is wrong, or another's");
                }
            }
            Err(cause) => {
                tracing::error!(%cause, "the clock cannot be compared with the database's; it is tried again in ten minutes");
            }
        }
    }
}

/// What speaks against this machine's clock, each in a sentence; nothing, as a rule.
///
/// # Errors
/// When the database cannot be read.
pub async fn check(platform: &PlatformDb, clock: &Clock) -> Result<Vec<String>, DbErr> {
    let mut faults = Vec::new();
    if let Some((theirs, ours)) = ask_database(platform, clock).await? {
        let apart = ours - theirs;
        if apart.abs() > TOLERANCE {
            let way = if apart > TimeDelta::zero() { "ahead of" } else { "behind" };
            let seconds = apart.num_seconds().abs();
            faults.push(format!("it is {seconds} seconds {way} the database server's clock"));
        }
    }
    let ours = clock.now();
    if let Some(newest) = find_newest(platform).await?.filter(|newest| *newest - ours > TOLERANCE) {
        let seconds = (newest - ours).num_seconds();
        faults.push(format!("it is {seconds} seconds behind the newest row of the database, of {newest}"));
    }
    Ok(faults)
}

/// What the database server's clock says, and this machine's at the same moment. SQLite has no clock of its own.
async fn ask_database(
    platform: &PlatformDb,
    clock: &Clock,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, DbErr> {
    if platform.connection().get_database_backend() != DatabaseBackend::Postgres {
        return Ok(None);
    }
    let asked = Statement::from_string(DatabaseBackend::Postgres, "SELECT clock_timestamp() AS at");
    let before = clock.now();
    let row = platform.connection().query_one_raw(asked).await?;
    let after = clock.now();
    let theirs = row.map(|row| row.try_get::<DateTime<Utc>>("", "at")).transpose()?;
    // An answer that was long on its way was given at some moment between.
    Ok(theirs.map(|theirs| (theirs, theirs.clamp(before, after.max(before)))))
}

/// When the newest row was written of those tables that grow all the time.
async fn find_newest(platform: &PlatformDb) -> Result<Option<DateTime<Utc>>, DbErr> {
    let connection = platform.connection();
    let mut newest: Vec<DateTime<Utc>> = Vec::new();
    let announced = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Seq)
        .limit(1);
    newest.extend(announced.into_tuple::<DateTime<Utc>>().one(connection).await?);
    let retried = idempotency_key::Entity::find()
        .select_only()
        .column(idempotency_key::Column::CreatedAt)
        .order_by_desc(idempotency_key::Column::CreatedAt)
        .limit(1);
    newest.extend(retried.into_tuple::<DateTime<Utc>>().one(connection).await?);
    let municipalities = municipality::Entity::find().select_only().column(municipality::Column::Id);
    for id in municipalities.into_tuple::<i32>().all(connection).await? {
        let recorded = audit_entry::Entity::find()
            .select_only()
            .column(audit_entry::Column::At)
            .filter(audit_entry::Column::MunicipalityId.eq(id))
            .order_by_desc(audit_entry::Column::Seq)
            .limit(1);
        newest.extend(recorded.into_tuple::<DateTime<Utc>>().one(connection).await?);
    }
    Ok(newest.into_iter().max())
}
