//! People as nodes: whom something that the viewer may see names.

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{store, types::KnownPerson};
use crate::schema::{Loaders, errors::internal};

/// The person of that id, for `node`: the viewer, and who is named by a row that the viewer may see. To everybody else they
/// are not there.
pub async fn person(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<KnownPerson>> {
    if !store::is_named(&loaders.loader().scope, id).await.map_err(internal)? {
        return Ok(None);
    }
    Ok(Some(KnownPerson::named(loaders, id).await?))
}
