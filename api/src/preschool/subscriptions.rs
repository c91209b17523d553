//! What people listen for.

use std::{collections::HashSet, convert::Infallible};

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::{Stream, stream};

use super::{events::Listener, types::Post};
use crate::{
    platform::relay::Announcements,
    schema::{
        errors::{failed_read, internal},
        node::Kind,
    },
    tenancy::Scope,
};

/// The feature's part of `Subscription`.
#[derive(Default)]
pub struct PreschoolSubscriptions;

/// The feature's part of the subscriptions.
#[Subscription]
impl PreschoolSubscriptions {
    /// Each post that goes out in the viewer's groups, own children's and worked in. Whether the viewer may see it is
    /// judged when it is told: who is blocked from the child, or whose child has left, hears no more. Needs a strong
    /// login (`STEP_UP_REQUIRED`), but for who accepted an invitation without one. Ends with the login.
    async fn post_published(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only posts of these groups, at most 100; all of the viewer's when left out.",
            validator(max_items = 100)
        )]
        group_ids: Option<Vec<ID>>,
    ) -> Result<impl Stream<Item = Result<Post>> + use<>> {
        let scope = ctx.data_unchecked::<Scope>();
        let parse = |ids: Vec<ID>| {
            ids.iter().map(|id| Kind::PreschoolGroup.parse(scope, id)).collect::<Result<HashSet<_>>>()
        };
        let groups = group_ids.map(parse).transpose()?;
        let listener = Listener::new::<Infallible>(scope, ctx.data_unchecked::<Announcements>(), groups)
            .await
            .map_err(|failure| failed_read(scope.locale(), failure))?;
        Ok(stream::unfold(listener, async |mut listener| {
            let post = listener.next().await?;
            Some((post.map(Post::from).map_err(internal), listener))
        }))
    }
}
