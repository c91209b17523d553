//! Batch reads of what tells people apart.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store;
use crate::schema::{LoadError, Loaders};

/// The principal names of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PrincipalNamesOf(pub Uuid);

impl Loader<PrincipalNamesOf> for Loaders {
    type Value = Vec<String>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[PrincipalNamesOf],
    ) -> Result<HashMap<PrincipalNamesOf, Vec<String>>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut names: HashMap<_, Vec<String>> = HashMap::new();
        for row in store::list_principal_names(&self.scope, &ids).await? {
            names.entry(PrincipalNamesOf(row.person_id)).or_default().push(row.name);
        }
        Ok(names)
    }
}

/// When a person logged in through a new issuer or account last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewestLoginOf(pub Uuid);

impl Loader<NewestLoginOf> for Loaders {
    type Value = DateTime<Utc>;
    type Error = LoadError;

    async fn load(&self, keys: &[NewestLoginOf]) -> Result<HashMap<NewestLoginOf, DateTime<Utc>>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::list_logins(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (NewestLoginOf(row.person_id), row.created_at)).collect())
    }
}
