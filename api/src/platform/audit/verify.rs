//! Walking a chain from its beginning.

use entity::audit_entry::{Column, Entity};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

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
    let mut head = Head::EMPTY;
    loop {
        let links: Vec<Link> = Entity::find()
            .filter(Column::MunicipalityId.eq(municipality_id))
            .filter(Column::Seq.gt(head.seq))
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
