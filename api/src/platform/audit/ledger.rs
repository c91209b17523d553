//! Adding to a chain. One transaction at a time adds to a municipality's chain, so that the next one sees its end.

use entity::audit_entry::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::{Head, Note, chain::Link};
use crate::platform::secret::SecretKey;
use chrono::DateTime;

/// The first of the two numbers of the advisory lock; the second is the municipality's id.
const LOCK: i32 = 0x000a_0d17;
/// Rows a statement: eleven parameters each, and SQLite takes 32,766.
const ROWS: usize = 1_000;

#[derive(FromQueryResult)]
struct End {
    seq: i64,
    hash: Vec<u8>,
}

/// Adds notes to a municipality's chain, in order, within a transaction that ends soon: until then nobody else adds.
pub(crate) async fn append(
    connection: &impl ConnectionTrait,
    key: &SecretKey,
    municipality_id: i32,
    notes: &[Note],
) -> Result<(), DbErr> {
    if notes.is_empty() {
        return Ok(());
    }
    // SQLite has one writer anyway.
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock($1, $2)";
        let values = [LOCK.into(), municipality_id.into()];
        let lock = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values);
        connection.execute_raw(lock).await?;
    }
    let end = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Hash])
        .filter(Column::MunicipalityId.eq(municipality_id))
        .order_by_desc(Column::Seq)
        .limit(1)
        .into_model::<End>()
        .one(connection)
        .await?;
    let (mut seq, mut previous_hash) =
        end.map_or_else(|| (Head::EMPTY.seq, Head::EMPTY.hash.to_vec()), |end| (end.seq, end.hash));
    let rows = notes.iter().map(|note| {
        seq += 1;
        let mut link = linked(note, seq, std::mem::take(&mut previous_hash));
        link.hash = link.sealed(key).to_vec();
        previous_hash.clone_from(&link.hash);
        row(link, note)
    });
    let rows: Vec<_> = rows.collect();
    for rows in rows.chunks(ROWS) {
        Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn linked(note: &Note, seq: i64, previous_hash: Vec<u8>) -> Link {
    let Note { municipality_id, at, actor, request_id, entry } = note;
    // To the microsecond, as PostgreSQL keeps it: what is hashed is what is read again.
    let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(*at);
    Link {
        municipality_id: *municipality_id,
        seq,
        at,
        action: entry.action.to_value(),
        actor_id: *actor,
        subject_id: entry.subject,
        object_kind: entry.object.map(|(kind, _)| kind.to_owned()),
        object_id: entry.object.map(|(_, id)| id),
        request_id: request_id.to_string(),
        previous_hash,
        hash: Vec::new(),
    }
}

fn row(link: Link, note: &Note) -> ActiveModel {
    ActiveModel {
        municipality_id: Set(link.municipality_id),
        seq: Set(link.seq),
        at: Set(link.at),
        action: Set(note.entry.action),
        actor_id: Set(link.actor_id),
        subject_id: Set(link.subject_id),
        object_kind: Set(link.object_kind),
        object_id: Set(link.object_id),
        request_id: Set(link.request_id),
        previous_hash: Set(link.previous_hash),
        hash: Set(link.hash),
    }
}
