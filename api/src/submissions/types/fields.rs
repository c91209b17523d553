//! How the objects read what belongs to them.

use std::sync::Arc;

use async_graphql::{
    Context, Result,
    dataloader::{DataLoader, Loader},
};
use uuid::Uuid;

use super::super::{
    loaders::NameOf,
    store::{self, OfSubmission},
};
use crate::{
    schema::{
        LoadError, Loaders,
        errors::internal,
        page::{Connection, PageArgs},
    },
    tenancy::{Page, Scope},
};

/// Through what the viewer sees a submission.
#[derive(Clone)]
pub enum Through {
    /// The request's scope, and with it the request's batches.
    Request,
    /// A scope of its own: that of a tracking code, or one that was made anew at the delivery of an event. The request's
    /// loaders do not know it.
    Own(Scope),
}

impl Through {
    /// The scope.
    pub fn scope<'a>(&'a self, ctx: &'a Context<'_>) -> &'a Scope {
        match self {
            Self::Request => ctx.data_unchecked(),
            Self::Own(scope) => scope,
        }
    }

    /// A page of what belongs to a submission: in a batch with the other submissions of the request, or by itself.
    pub async fn page<E, K, C, T>(
        &self,
        ctx: &Context<'_>,
        submission: Uuid,
        args: PageArgs,
        item: impl FnMut(Arc<E::Model>) -> T,
    ) -> Result<Connection<T>>
    where
        E: OfSubmission,
        E::Model: sea_orm::FromQueryResult + Send + Sync + 'static,
        K: From<(Uuid, crate::tenancy::PageRequest)> + Clone + Eq + std::hash::Hash + Send + Sync + 'static,
        C: From<Uuid> + Clone + Eq + std::hash::Hash + Send + Sync + 'static,
        Loaders: Loader<K, Value = Arc<Page<E::Model>>, Error = LoadError>
            + Loader<C, Value = u64, Error = LoadError>,
    {
        let scope = self.scope(ctx);
        if matches!(self, Self::Own(_)) {
            let find = store::list_of::<E>(scope, submission);
            return Connection::read(scope, &args, E::order(), find, item).await;
        }
        let key = K::from((submission, args.request(scope, E::order())?));
        let page = ctx.data_unchecked::<DataLoader<Loaders>>().load_one(key).await.map_err(internal)?;
        let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
        Ok(Connection::under(&page, E::order(), C::from(submission), item))
    }
}

/// The name of a person whom the viewer may know; null where the name is protected.
pub async fn name_of(ctx: &Context<'_>, person: Uuid) -> Option<Result<String>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let name = loaders.load_one(NameOf(person)).await.map_err(internal).transpose()?;
    Some(name.map(|name| name.display_name()))
}
