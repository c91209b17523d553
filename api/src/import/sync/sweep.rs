//! What a full run did not find. A deletion can be missed: servers keep `deletedEntities` for a while only, and some keep
//! none.

use entity::external_reference as reference;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use chrono::{DateTime, Utc};

use super::super::ss12000::Resource;
use super::super::write::rows::KEYS;
use super::page::{Page, kinds};

/// So few may always be gone.
const FEW: usize = 20;

/// What came of looking for what is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swept {
    /// So many things ended.
    Ended(usize),
    /// So many of so many were not listed, and nothing ended: a register that has lost half of what it had is more likely
    /// broken than right, and everybody would lose access at once.
    Doubtful(usize, usize),
}

impl<C: ConnectionTrait> Page<'_, C> {
    /// Ends what the register has not listed since the run began.
    pub(super) async fn sweep(&self, resource: Resource, began_at: DateTime<Utc>) -> Result<Swept, DbErr> {
        let listed = self.listed(resource).await?;
        let all = listed.len();
        let gone: Vec<Uuid> =
            listed.into_iter().filter(|(_, seen_at)| *seen_at < began_at).map(|(id, _)| id).collect();
        if gone.len() > FEW && gone.len() * 2 > all {
            return Ok(Swept::Doubtful(gone.len(), all));
        }
        let mut ended = 0;
        for ids in gone.chunks(KEYS) {
            ended += self.end_all(resource, ids).await?.len();
        }
        Ok(Swept::Ended(ended))
    }

    async fn listed(&self, resource: Resource) -> Result<Vec<(Uuid, DateTime<Utc>)>, DbErr> {
        reference::Entity::find()
            .select_only()
            .columns([reference::Column::ExternalId, reference::Column::SeenAt])
            .filter(reference::Column::MunicipalityId.eq(self.register.municipality_id))
            .filter(reference::Column::Source.eq(&self.register.source))
            .filter(reference::Column::Kind.is_in(kinds(resource).iter().copied()))
            .distinct()
            .into_tuple()
            .all(self.connection)
            .await
    }
}
