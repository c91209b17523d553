//! Stepping over a break that an operator has looked into. The break stays: it is told at every verification, with who
//! acknowledged it, when and why. What lies in it is pinned by its hash, and the acknowledgement itself by a keyed one.

use chrono::{DateTime, Utc};
use entity::audit_acknowledgement::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Break, Head,
    chain::{Link, put_field},
    verify::{Walked, list_links, list_respelled, walk},
};
use crate::{
    platform::secret::{SecretKey, hash},
    tenancy::PlatformDb,
};

/// What an operator says of a break.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// The number of the entry at which the verification stops.
    pub entry: i64,
    /// The last entry that it covers at least; the chain is taken up behind it where it holds again.
    pub through: Option<i64>,
    /// How it came about.
    pub reason: String,
    /// Who says so.
    pub by: String,
}

/// Why a break is not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcknowledgeError {
    /// There is nothing to acknowledge.
    #[error("the audit log holds: there is no break to acknowledge")]
    NotBroken,
    /// The chain breaks elsewhere.
    #[error("the audit log does not break at that entry, but: {0}")]
    Elsewhere(Break),
    /// It is no break that can be stepped over.
    #[error("this cannot be stepped over: {0}")]
    NotAcknowledgeable(Break),
}

/// Acknowledges the first break of a municipality's chain that is not acknowledged yet.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn acknowledge(
    platform: &PlatformDb,
    key: &SecretKey,
    municipality_id: i32,
    said: Acknowledgement,
    (id, now): (Uuid, DateTime<Utc>),
) -> Result<Result<Model, AcknowledgeError>, DbErr> {
    platform
        .append(async |tx| {
            let Walked { head, broken, .. } = walk(tx, key, municipality_id, None).await?;
            let Some(broken) = broken else { return Ok(Err(AcknowledgeError::NotBroken)) };
            if matches!(broken, Break::OutOfPlace(_)) {
                return Ok(Err(AcknowledgeError::NotAcknowledgeable(broken)));
            }
            if said.entry != head.seq + 1 {
                return Ok(Err(AcknowledgeError::Elsewhere(broken)));
            }
            let gap = find_gap(tx, key, municipality_id, (head, said.through)).await?;
            let mut row = Model {
                municipality_id,
                id,
                first_seq: said.entry,
                next_seq: gap.next_seq,
                resume_hash: gap.resume_hash,
                content_hash: gap.content.hash().to_vec(),
                problem: broken.to_string(),
                reason: said.reason,
                acknowledged_by: said.by,
                // To the microsecond, as PostgreSQL keeps it: what is hashed is what is read again.
                acknowledged_at: DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now),
                seal: Vec::new(),
            };
            row.seal = key.derive(PURPOSE, &to_bytes(&row)).to_vec();
            Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
            Ok(Ok(row))
        })
        .await
}

/// What acknowledgements are keyed for.
const PURPOSE: &str = "audit acknowledgement";

/// Those of a chain that were written with the installation's key, the newest first.
pub(super) async fn list_sealed(
    connection: &impl ConnectionTrait,
    key: &SecretKey,
    municipality_id: i32,
) -> Result<Vec<Model>, DbErr> {
    let mut rows = Entity::find()
        .filter(Column::MunicipalityId.eq(municipality_id))
        .order_by_desc(Column::AcknowledgedAt)
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    rows.retain(|row| key.derive_all(PURPOSE, &to_bytes(row)).any(|seal| row.seal == seal));
    Ok(rows)
}

fn to_bytes(row: &Model) -> Vec<u8> {
    let mut bytes = vec![1];
    for field in [
        row.municipality_id.to_be_bytes().as_slice(),
        row.id.as_bytes(),
        &row.first_seq.to_be_bytes(),
        &row.next_seq.to_be_bytes(),
        &row.resume_hash,
        &row.content_hash,
        row.problem.as_bytes(),
        row.reason.as_bytes(),
        row.acknowledged_by.as_bytes(),
        &row.acknowledged_at.timestamp_micros().to_be_bytes(),
    ] {
        put_field(&mut bytes, Some(field));
    }
    bytes
}

struct Gap {
    next_seq: i64,
    resume_hash: Vec<u8>,
    content: Content,
}

/// What lies between the last entry that holds and the next one that was written with the installation's key.
async fn find_gap(
    connection: &impl ConnectionTrait,
    key: &SecretKey,
    municipality_id: i32,
    (head, through): (Head, Option<i64>),
) -> Result<Gap, DbErr> {
    let respelled = list_respelled(connection, municipality_id).await?;
    let mut gap =
        Gap { next_seq: head.seq + 1, resume_hash: head.hash.to_vec(), content: Content::default() };
    let mut after = Some(head.seq);
    loop {
        let links = list_links(connection, municipality_id, after).await?;
        for link in &links {
            let holds = link.is_sealed(key) && !respelled.contains(&link.seq);
            if holds && through.is_none_or(|through| link.seq > through) {
                return Ok(Gap { next_seq: link.seq, resume_hash: link.previous_hash.clone(), ..gap });
            }
            gap.content.add(link);
            (gap.next_seq, gap.resume_hash) = (link.seq + 1, link.hash.clone());
        }
        after = links.last().map(|link| link.seq);
        if after.is_none() {
            return Ok(gap);
        }
    }
}

/// A running hash over entries.
#[derive(Default)]
pub(super) struct Content([u8; 32]);

impl Content {
    pub(super) fn add(&mut self, link: &Link) {
        self.0 = hash(&[&self.0, link.to_bytes().as_slice(), &link.hash].concat());
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        self.0
    }
}
