//! Batch reads of people.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::role_assignment;
use uuid::Uuid;

use super::{
    roles,
    store::{self, Known},
};
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

/// A role that somebody holds, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssignmentId(pub Uuid);

impl Loader<AssignmentId> for Loaders {
    type Value = Arc<role_assignment::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[AssignmentId]) -> Result<HashMap<AssignmentId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = roles::store::list_assignments_by_id(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (AssignmentId(row.id), Arc::new(row))).collect())
    }
}
