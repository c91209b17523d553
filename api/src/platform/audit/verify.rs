//! Walking a chain from its beginning.

use std::collections::BTreeSet;

use entity::{
    audit_acknowledgement,
    audit_entry::{Column, Entity},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    Break, Head,
    acknowledge::{Content, list_sealed},
    chain::Link,
};
use crate::{platform::secret::SecretKey, tenancy::PlatformDb};

/// Entries read at once.
const AT_ONCE: u64 = 2_000;

/// A chain that holds, but for what was acknowledged.
#[derive(Debug)]
pub struct Verified {
    /// Its head.
    pub head: Head,
    /// The breaks in it that an operator has acknowledged.
    pub acknowledged: Vec<audit_acknowledgement::Model>,
}

/// The head of a municipality's chain if all of it holds, or where it first does not. `expected` is a head of earlier:
/// the chain must still have it. Breaks that were acknowledged are stepped over and told.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(
    platform: &PlatformDb,
    key: &SecretKey,
    municipality_id: i32,
    expected: Option<Head>,
) -> Result<Result<Verified, Break>, DbErr> {
    let walked = walk(platform.connection(), key, municipality_id, expected).await?;
    Ok(match walked.broken {
        Some(broken) => Err(broken),
        None => Ok(Verified { head: walked.head, acknowledged: walked.acknowledged }),
    })
}

/// How far a chain was followed, and why no further.
pub(super) struct Walked {
    pub head: Head,
    pub acknowledged: Vec<audit_acknowledgement::Model>,
    pub broken: Option<Break>,
}

pub(super) async fn walk(
    connection: &impl ConnectionTrait,
    key: &SecretKey,
    municipality_id: i32,
    expected: Option<Head>,
) -> Result<Walked, DbErr> {
    let mut walk = Walk {
        key,
        expected,
        respelled: list_respelled(connection, municipality_id).await?,
        known: list_sealed(connection, key, municipality_id).await?,
        head: Head::EMPTY,
        gap: None,
        acknowledged: Vec::new(),
    };
    let mut after = None;
    let mut broken = None;
    while broken.is_none() {
        let links = list_links(connection, municipality_id, after).await?;
        after = links.last().map(|link| link.seq);
        broken = if links.is_empty() {
            let ended = walk.end().err();
            return Ok(Walked { head: walk.head, acknowledged: walk.acknowledged, broken: ended });
        } else {
            links.iter().find_map(|link| walk.follow(link).err())
        };
    }
    Ok(Walked { head: walk.head, acknowledged: walk.acknowledged, broken })
}

/// A part of a chain in its order: what comes after that number, or all from the beginning.
pub(super) async fn list_links(
    connection: &impl ConnectionTrait,
    municipality_id: i32,
    after: Option<i64>,
) -> Result<Vec<Link>, DbErr> {
    let links = Entity::find()
        .filter(Column::MunicipalityId.eq(municipality_id))
        .filter(Column::Seq.gt(after.unwrap_or(i64::MIN)))
        .order_by_asc(Column::Seq)
        .limit(AT_ONCE);
    links.into_model().all(connection).await
}

struct Walk<'a> {
    key: &'a SecretKey,
    expected: Option<Head>,
    respelled: BTreeSet<i64>,
    /// Acknowledged breaks that were not met yet, the newest acknowledgement first.
    known: Vec<audit_acknowledgement::Model>,
    head: Head,
    /// The acknowledged break that is being stepped over.
    gap: Option<(audit_acknowledgement::Model, Content)>,
    acknowledged: Vec<audit_acknowledgement::Model>,
}

impl Walk<'_> {
    fn follow(&mut self, link: &Link) -> Result<(), Break> {
        loop {
            if let Some((acknowledged, content)) = &mut self.gap {
                if link.seq < acknowledged.next_seq {
                    content.add(link);
                    return Ok(());
                }
                self.leave_gap()?;
            }
            let followed = self.head.followed_by(link, self.key);
            let followed = followed.and_then(|next| {
                if self.respelled.contains(&link.seq) { Err(Break::Changed(link.seq)) } else { Ok(next) }
            });
            match followed {
                Ok(next) => {
                    self.head = next;
                    let another = |expected: Head| expected.seq == next.seq && expected.hash != next.hash;
                    let is_other = self.expected.is_some_and(another);
                    return if is_other { Err(Break::OtherHead(next.seq)) } else { Ok(()) };
                }
                Err(broken) => {
                    let first = self.head.seq + 1;
                    let known = self.known.iter().position(|known| known.first_seq == first).ok_or(broken)?;
                    self.gap = Some((self.known.remove(known), Content::default()));
                }
            }
        }
    }

    fn leave_gap(&mut self) -> Result<(), Break> {
        let Some((acknowledged, content)) = self.gap.take() else { return Ok(()) };
        let resume = <[u8; 32]>::try_from(acknowledged.resume_hash.as_slice());
        match resume {
            Ok(hash) if acknowledged.content_hash == content.hash() => {
                self.head = Head { seq: acknowledged.next_seq - 1, hash };
                self.acknowledged.push(acknowledged);
                Ok(())
            }
            _ => Err(Break::AcknowledgedChanged(acknowledged.first_seq)),
        }
    }

    fn end(&mut self) -> Result<(), Break> {
        self.leave_gap()?;
        let cut_off = self.expected.is_some_and(|expected| expected.seq > self.head.seq);
        if cut_off { Err(Break::CutOff(self.head.seq)) } else { Ok(()) }
    }
}

/// The entries whose time is not spelled as it was written. SQLite keeps times as text and sorts them so: another offset is
/// the same instant, to the hash too, in another place of the log.
pub(super) async fn list_respelled(
    connection: &impl ConnectionTrait,
    municipality_id: i32,
) -> Result<BTreeSet<i64>, DbErr> {
    if connection.get_database_backend() != DatabaseBackend::Sqlite {
        return Ok(BTreeSet::new());
    }
    let respelled: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::MunicipalityId.eq(municipality_id))
        .filter(Column::At.not_like("%+00:00"))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(respelled.into_iter().collect())
}

/// The municipalities that the log has entries of, whether they are there or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_chains(platform: &PlatformDb) -> Result<Vec<i32>, DbErr> {
    let all = Entity::find().select_only().column(Column::MunicipalityId).distinct();
    all.into_tuple().all(platform.connection()).await
}

/// The newest entry of each chain that was not written under this key or one that it replaced, as municipality and number.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_foreign_heads(platform: &PlatformDb, key: &SecretKey) -> Result<Vec<(i32, i64)>, DbErr> {
    let mut foreign = Vec::new();
    for municipality_id in list_chains(platform).await? {
        let newest: Option<Link> = Entity::find()
            .filter(Column::MunicipalityId.eq(municipality_id))
            .order_by_desc(Column::Seq)
            .limit(1)
            .into_model()
            .one(platform.connection())
            .await?;
        foreign
            .extend(newest.filter(|link| !link.is_sealed(key)).map(|link| (link.municipality_id, link.seq)));
    }
    Ok(foreign)
}
