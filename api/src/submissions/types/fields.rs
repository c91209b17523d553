//! How the objects read what belongs to them.

use std::sync::Arc;

use async_graphql::{
    Context, Result,
    dataloader::{DataLoader, Loader},
};
use entity::{submission, submission_contact};
use uuid::Uuid;

use super::super::{
    loaders::{ContactOf, NameOf, NameToWithhold},
    rules::{Contact, Sender},
    store::{self, OfSubmission},
};
use crate::{
    platform::Internal,
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

/// What is known of a submission's sender and is to be left out of what is suggested for the public: what they told, the
/// name behind the login, also a protected one, and the place.
pub async fn known_of_sender(
    ctx: &Context<'_>,
    through: &Through,
    row: &submission::Model,
) -> Result<Sender, Internal> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let told = contact_of(ctx, through, row.id).await?;
    let told = told.map(|told| Contact {
        name: told.name.clone(),
        email: told.email.clone(),
        phone: told.phone.clone(),
    });
    let login = match row.sender_id {
        Some(sender) => loaders.load_one(NameToWithhold(sender)).await?,
        None => None,
    };
    let login = login.map(|name| Contact { name: Some(name.display_name()), ..Contact::default() });
    let known: Vec<Contact> = told.into_iter().chain(login).collect();
    Ok(Sender::of(&known).at(row.address.as_deref()))
}

/// How to reach the sender, as they told.
pub async fn contact_of(
    ctx: &Context<'_>,
    through: &Through,
    submission: Uuid,
) -> Result<Option<Arc<submission_contact::Model>>, Internal> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    Ok(match through {
        Through::Request => loaders.load_one(ContactOf(submission)).await?,
        Through::Own(scope) => store::find_contact(scope, submission).await?.map(Arc::new),
    })
}

/// The name of a person whom the viewer may know; null where the name is protected.
pub async fn name_of(ctx: &Context<'_>, person: Uuid) -> Option<Result<String>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let name = loaders.load_one(NameOf(person)).await.map_err(internal).transpose()?;
    Some(name.map(|name| name.display_name()))
}
