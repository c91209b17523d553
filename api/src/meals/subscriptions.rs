//! What clients can listen to.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::{Stream, stream};

use super::{events::Listener, types::MealAlert};
use crate::{
    platform::relay::Announcements,
    schema::{errors::internal, node::Kind},
    tenancy::Scope,
};

/// The meals' part of `Subscription`.
#[derive(Default)]
pub struct MealSubscriptions;

/// The meals' part of the subscriptions.
#[Subscription]
impl MealSubscriptions {
    /// Each change of what is known of allergens in a meal of today or later at a school, as it is published. Open to
    /// everybody: which allergens somebody looks for stays on their phone. A school that does not exist is silent.
    #[expect(clippy::unused_async, reason = "async-graphql takes async functions only")]
    async fn allergens_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school.")] school_id: ID,
    ) -> Result<impl Stream<Item = Result<MealAlert>> + use<>> {
        let scope = ctx.data_unchecked::<Scope>();
        let school = Kind::School.parse(scope, &school_id)?;
        let listener = Listener::new(scope, ctx.data_unchecked::<Announcements>(), school);
        Ok(stream::unfold(listener, async |mut listener| {
            let version = listener.next().await?;
            Some((version.map(MealAlert::from).map_err(internal), listener))
        }))
    }
}
