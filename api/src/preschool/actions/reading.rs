//! Marking as read: each guardian has a reading of their own (P1).

use std::sync::Arc;

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
    /// One of them is not there for the viewer, or is a draft.
    PostNotFound,
    /// More than a hundred.
    TooManyPosts,
}

/// Notes that the viewer has read the post. Doing it again changes nothing: the first time stands.
pub async fn mark_post_as_read(scope: &Scope, id: Uuid) -> Result<Arc<post::Model>, Failure<MarkPostFault>> {
    let posts = mark(scope, &[id]).await?;
    let post = posts.and_then(|posts| posts.into_iter().next());
    post.map(Arc::new).ok_or(Failure::of(MarkPostFault::PostNotFound))
}

/// The same for several posts, all or none. Answers how many they are, each counted once.
pub async fn mark_posts_as_read(scope: &Scope, mut ids: Vec<Uuid>) -> Result<usize, Failure<MarkPostsFault>> {
    if ids.len() > AT_ONCE {
        policy::enter_feed(scope).await?;
        return Err(Failure::of(MarkPostsFault::TooManyPosts));
    }
    ids.sort_unstable();
    ids.dedup();
    let posts = mark(scope, &ids).await?;
    posts.map(|posts| posts.len()).ok_or(Failure::of(MarkPostsFault::PostNotFound))
}

/// The posts, marked; none where one of them is not there.
async fn mark<Fault>(scope: &Scope, ids: &[Uuid]) -> Result<Option<Vec<post::Model>>, Failure<Fault>> {
    policy::enter_feed::<Fault>(scope).await?;
    let reader = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    let posts = store::list_posts_in(&tx, ids).await?;
    if posts.len() < ids.len() {
        return Ok(None);
    }
    store::insert_reads(&tx, reader, ids).await?;
    tx.commit().await?;
    Ok(Some(posts))
}
