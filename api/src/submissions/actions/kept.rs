//! What is kept about a person, for the register extract.

use sea_orm::DbErr;
use uuid::Uuid;

use super::{Supporter, supporter_hash};
use crate::{
    submissions::store,
    tenancy::{Scope, Section},
};

/// So many supports are looked for in one statement.
const HASHES: usize = 5_000;

/// What the person sent, supports, and did as a case officer. An anonymous submission leads back to nobody.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let mut kept = store::list_kept_of_sender(scope, id).await?;
    let supported = store::list_supported_by_anybody(scope).await?;
    let mut supports = store::list_kept_supports(scope, &[]).await?;
    for some in supported.chunks(HASHES) {
        let hash = |submission: &Uuid| supporter_hash(scope.key(), *submission, Supporter::Person(id));
        let hashes: Vec<_> = some.iter().map(hash).collect();
        supports.rows.extend(store::list_kept_supports(scope, &hashes).await?.rows);
    }
    kept.push(supports);
    kept.extend(store::list_kept_of_officer(scope, id).await?);
    Ok(kept)
}
