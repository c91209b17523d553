//! Marking as read.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::comments::post_not_found;
use crate::{
    platform::{Element, Locale},
    preschool::{
        actions::{self, MarkPostFault, MarkPostsFault},
        types::Post,
    },
    schema::{
        errors::{UserFault, payload, user_error},
        list::List,
        node::Kind,
    },
    tenancy::Scope,
};

/// A post that was read.
#[derive(InputObject)]
pub struct MarkPostAsReadInput {
    /// The post.
    post_id: ID,
}

/// Posts that were read.
#[derive(InputObject)]
pub struct MarkPostsAsReadInput {
    /// The posts, at most 100.
    post_ids: Vec<ID>,
}

/// What became of `markPostAsRead`.
#[derive(SimpleObject)]
pub struct MarkPostAsReadPayload {
    /// The post; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<MarkPostAsReadError>,
}

/// What became of `markPostsAsRead`.
#[derive(SimpleObject)]
pub struct MarkPostsAsReadPayload {
    /// The posts, each once, in the order of `postIds`; empty when there are errors, for then none was marked.
    posts: List<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<MarkPostsAsReadError>,
}

/// The mutations of reading.
#[derive(Default)]
pub struct MutationsOfReading;

/// The mutations of reading.
#[Object]
impl MutationsOfReading {
    /// Notes that the viewer has read a post. Doing it again changes nothing.
    async fn mark_post_as_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: MarkPostAsReadInput,
    ) -> Result<MarkPostAsReadPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Post.row(&input.post_id);
        let (post, errors) = payload(ctx, actions::mark_post_as_read(scope, id).await)?;
        Ok(MarkPostAsReadPayload { post: post.map(Post::from), errors })
    }

    /// Notes that the viewer has read some posts, all or none. Doing it again changes nothing.
    async fn mark_posts_as_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posts.")] input: MarkPostsAsReadInput,
    ) -> Result<MarkPostsAsReadPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let ids = input.post_ids.iter().map(|id| Kind::Post.row(id)).collect();
        let (posts, errors) = payload(ctx, actions::mark_posts_as_read(scope, ids).await)?;
        let posts = posts.unwrap_or_default().into_iter().map(Post::from).collect();
        Ok(MarkPostsAsReadPayload { posts, errors })
    }
}

user_error! {
    /// Why a post is not marked as read.
    MarkPostAsReadError,
    /// Faults of `markPostAsRead`.
    MarkPostAsReadErrorCode from MarkPostFault {
        /// There is no such post for the viewer, or it is a draft.
        PostNotFound,
    }
}

user_error! {
    /// Why posts are not marked as read.
    MarkPostsAsReadError,
    /// Faults of `markPostsAsRead`.
    MarkPostsAsReadErrorCode from MarkPostsFault {
        /// One of the posts is not there for the viewer, or is a draft.
        PostNotFound(_),
        /// More than 100 posts at once.
        PostsTooMany = TooManyPosts,
    }
}

impl UserFault for MarkPostFault {
    fn field(self) -> &'static [&'static str] {
        &["postId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::PostNotFound => post_not_found(locale),
        }
    }
}

impl UserFault for MarkPostsFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::PostNotFound(_) => &[],
            Self::TooManyPosts => &["postIds"],
        }
    }

    fn element(self) -> Option<Element> {
        match self {
            Self::PostNotFound(place) => Some(("postIds", place)),
            Self::TooManyPosts => None,
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::PostNotFound(_) => post_not_found(locale),
            Self::TooManyPosts => {
                locale.say("Högst 100 inlägg åt gången.", "At most 100 posts at a time.").to_owned()
            }
        }
    }
}
