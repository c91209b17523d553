//! What people write, mark and withdraw.

mod comments;
mod posts;
mod reading;

pub use comments::{AddCommentError, HideCommentError};
pub use posts::{DraftPostError, PublishDraftError, PublishPostError, UpdatePostError};
pub use reading::{MarkPostAsReadError, MarkPostsAsReadError};

use async_graphql::MergedObject;

/// The feature's part of `Mutation`.
#[derive(MergedObject, Default)]
pub struct PreschoolMutations(
    posts::MutationsOfPosts,
    comments::MutationsOfComments,
    reading::MutationsOfReading,
);
