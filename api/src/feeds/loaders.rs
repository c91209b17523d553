//! Sources by their schools and by their ids.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::menu_source;
use uuid::Uuid;

use super::store;
use crate::schema::{LoadError, Loaders};

/// The sources of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourcesOf(pub Uuid);

impl Loader<SourcesOf> for Loaders {
    type Value = Vec<Arc<menu_source::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[SourcesOf]) -> Result<HashMap<SourcesOf, Self::Value>, LoadError> {
        let schools: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut sources: HashMap<_, Vec<_>> = HashMap::new();
        for row in store::list_sources_of(&self.scope, &schools).await? {
            sources.entry(SourcesOf(row.school_id)).or_default().push(Arc::new(row));
        }
        Ok(sources)
    }
}

/// A source by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceId(pub Uuid);

impl Loader<SourceId> for Loaders {
    type Value = Arc<menu_source::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[SourceId]) -> Result<HashMap<SourceId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::list_sources_by_id(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (SourceId(row.id), Arc::new(row))).collect())
    }
}
