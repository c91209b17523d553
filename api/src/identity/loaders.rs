//! Batch reads of people.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::store::{self, Known};
use crate::schema::{LoadError, Loaders};

/// What may be known of a person whom a visible row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KnownAs(pub Uuid);

impl Loader<KnownAs> for Loaders {
    type Value = Known;
    type Error = LoadError;

    async fn load(&self, keys: &[KnownAs]) -> Result<HashMap<KnownAs, Known>, LoadError> {
        let mut ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = store::list_known(&self.scope, &ids).await?;
        Ok(people.into_iter().map(|(id, known)| (KnownAs(id), known)).collect())
    }
}
