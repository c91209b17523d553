//! What people write, mark and withdraw.

mod comments;
mod family;
mod guardians;
mod posts;
mod reading;

pub use comments::{AddCommentError, HideCommentError};
pub use family::{
    AcceptInvitationError, InviteFamilyMemberError, InviteGuardianError, WithdrawFamilyMemberError,
    WithdrawInvitationError,
};
pub use guardians::{BlockGuardianError, UnblockGuardianError};
pub use posts::{DraftPostError, PublishDraftError, PublishPostError, UpdatePostError};
pub use reading::{MarkPostAsReadError, MarkPostsAsReadError};

use async_graphql::MergedObject;

/// The feature's part of `Mutation`.
#[derive(MergedObject, Default)]
pub struct PreschoolMutations(
    posts::MutationsOfPosts,
    comments::MutationsOfComments,
    reading::MutationsOfReading,
    guardians::MutationsOfGuardians,
    family::MutationsOfFamily,
);
