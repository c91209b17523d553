//! Walking a chain from its beginning.

use entity::audit_entry::{Column, Entity};
use sea_orm::{ColumnTrait, DatabaseBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Break, Head, chain::Link};
use crate::{platform::secret::SecretKey, tenancy::PlatformDb};

/// Entries read at once.
const AT_ONCE: u64 = 2_000;

/// The head of a municipality's chain if all of it holds, or where it first does not. `expected` is a head of earlier:
/// the chain must still have it.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(
    platform: &PlatformDb,
    key: &SecretKey,
    municipality_id: i32,
    expected: Option<Head>,
) -> Result<Result<Head, Break>, DbErr> {
    if let Some(respelled) = find_respelled(platform, municipality_id).await? {
        return Ok(Err(Break::Changed(respelled)));
    }
    let mut head = Head::EMPTY;
    let mut after = None;
    loop {
        let links: Vec<Link> = Entity::find()
            .filter(Column::MunicipalityId.eq(municipality_id))
            .filter(Column::Seq.gt(after.unwrap_or(i64::MIN)))
            .order_by_asc(Column::Seq)
            .limit(AT_ONCE)
            .into_model()
            .all(platform.connection())
            .await?;
        if links.is_empty() {
            let cut_off = expected.is_some_and(|expected| expected.seq > head.seq);
            return Ok(if cut_off { Err(Break::CutOff(head.seq)) } else { Ok(head) });
        }
        for link in &links {
            after = Some(link.seq);
            head = match head.followed_by(link, key) {
                Ok(next) => next,
                Err(broken) => return Ok(Err(broken)),
            };
            if expected.is_some_and(|expected| expected.seq == head.seq && expected.hash != head.hash) {
                return Ok(Err(Break::OtherHead(head.seq)));
            }
        }
    }
}

/// The first entry whose time is not spelled as it was written. SQLite keeps times as text and sorts them so: another
/// offset is the same instant, to the hash too, in another place of the log.
async fn find_respelled(platform: &PlatformDb, municipality_id: i32) -> Result<Option<i64>, DbErr> {
    if platform.connection().get_database_backend() != DatabaseBackend::Sqlite {
        return Ok(None);
    }
    Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::MunicipalityId.eq(municipality_id))
        .filter(Column::At.not_like("%+00:00"))
        .order_by_asc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(platform.connection())
        .await
}

/// The municipalities that the log has entries of, whether they are there or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_chains(platform: &PlatformDb) -> Result<Vec<i32>, DbErr> {
    let all = Entity::find().select_only().column(Column::MunicipalityId).distinct();
    all.into_tuple().all(platform.connection()).await
}
