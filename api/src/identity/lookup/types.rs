//! A person who was found.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, dataloader::DataLoader};
use entity::{IdentityProtection, person};

use super::loaders::{NewestLoginOf, PrincipalNamesOf};
use crate::{
    identity::types::KnownPerson,
    schema::{Loaders, errors::internal, scalars::DateTime, written::Item},
};

/// A person who was found by `people`.
pub struct PersonMatch(Arc<person::Model>);

impl From<Arc<person::Model>> for PersonMatch {
    fn from(row: Arc<person::Model>) -> Self {
        Self(row)
    }
}

impl Item for PersonMatch {}

impl PersonMatch {
    fn is_protected(&self) -> bool {
        self.0.protection != IdentityProtection::None
    }
}

/// A person who was found by `people`, with what tells people of one name apart.
#[Object]
impl PersonMatch {
    /// The person. Of one with a protected identity only the id.
    async fn person(&self, ctx: &Context<'_>) -> Result<KnownPerson> {
        KnownPerson::shown(ctx, self.0.id).await
    }

    /// The names by which the person logs in at work or at school; empty when the identity is protected.
    async fn principal_names(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        if self.is_protected() {
            return Ok(Vec::new());
        }
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let names = loaders.load_one(PrincipalNamesOf(self.0.id)).await.map_err(internal)?;
        Ok(names.unwrap_or_default())
    }

    /// When the person last logged in with a login that was new here; null for somebody who never has.
    async fn newest_login_at(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let newest = loaders.load_one(NewestLoginOf(self.0.id)).await.map_err(internal);
        newest.map(|time| time.map(DateTime)).transpose()
    }
}
