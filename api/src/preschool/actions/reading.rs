//! Marking as read: each guardian has a reading of their own (P1).

use std::{collections::BTreeSet, sync::Arc};

use entity::post;
use uuid::Uuid;

use crate::{
    platform::Failure,
    preschool::{policy, store},
    tenancy::Scope,
};

/// So many posts at most are marked at once.
const AT_ONCE: usize = 100;

/// What is wrong with marking a post as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkPostFault {
    /// It is not there for the viewer, or is a draft.
    PostNotFound,
}

/// What is wrong with marking posts as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkPostsFault {
    /// The one at this place in the list is not there for the viewer, or is a draft.
    PostNotFound(usize),
    /// More than a hundred.
    TooManyPosts,
}

/// Notes that the viewer has read the post. Doing it again changes nothing: the first time stands.
pub async fn mark_post_as_read(scope: &Scope, id: Uuid) -> Result<Arc<post::Model>, Failure<MarkPostFault>> {
    let (posts, _) = mark(scope, &[id]).await?;
    posts.into_iter().next().map(Arc::new).ok_or(Failure::of(MarkPostFault::PostNotFound))
}

/// The same for several posts, all or none. Answers each of them once, in the order in which they were named.
pub async fn mark_posts_as_read(
    scope: &Scope,
    ids: Vec<Uuid>,
) -> Result<Vec<Arc<post::Model>>, Failure<MarkPostsFault>> {
    if ids.len() > AT_ONCE {
        policy::enter_feed(scope).await?;
        return Err(Failure::of(MarkPostsFault::TooManyPosts));
    }
    let (mut posts, missing) = mark(scope, &ids).await?;
    if missing.is_empty() {
        posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
        return Ok(posts.into_iter().map(Arc::new).collect());
    }
    Err(Failure::Refused(missing.into_iter().map(MarkPostsFault::PostNotFound).collect()))
}

/// The posts, each once and marked, unless one of them is not there; and the places of those that are not.
async fn mark<Fault>(scope: &Scope, ids: &[Uuid]) -> Result<(Vec<post::Model>, Vec<usize>), Failure<Fault>> {
    policy::enter_feed::<Fault>(scope).await?;
    let reader = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    let posts = store::list_posts_in(&tx, ids).await?;
    let found: BTreeSet<_> = posts.iter().map(|post| post.id).collect();
    let missing: Vec<_> =
        ids.iter().enumerate().filter(|(_, id)| !found.contains(id)).map(|(place, _)| place).collect();
    if missing.is_empty() {
        store::insert_reads(&tx, reader, &found.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
    }
    Ok((posts, missing))
}
