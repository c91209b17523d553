//! How a node id becomes a source.

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{loaders::SourceId, types::MenuSource};
use crate::schema::{Loaders, errors::internal};

pub async fn menu_source(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<MenuSource>> {
    Ok(loaders.load_one(SourceId(id)).await.map_err(internal)?.map(MenuSource::from))
}
