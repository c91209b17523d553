//! What people do: one function a use case, each with its transaction.

mod blocks;
mod comments;
mod family;
mod posts;
mod reading;

pub use blocks::{BlockFault, block_guardian, unblock_guardian};
pub use comments::{AddCommentFault, AddCommentInput, HideCommentFault, add_comment, hide_comment};
pub use family::{
    AcceptInvitationFault, InviteFault, InviteInput, WithdrawFamilyMemberFault, WithdrawInvitationFault,
    accept_invitation, invite_family_member, invite_guardian, opened, withdraw_family_member,
    withdraw_invitation,
};
pub use posts::{
    NewPostFault, NewPostInput, PostStatusInput, PublishDraftFault, UpdatePostFault, UpdatePostInput,
    create_post, publish_draft, update_post,
};
pub use reading::{MarkPostFault, MarkPostsFault, mark_post_as_read, mark_posts_as_read};

use crate::platform::idempotency::ClientKey;

/// Whether a client's idempotency key, if there is one, can be kept.
fn key_fits(key: Option<&ClientKey>) -> bool {
    key.is_none_or(ClientKey::is_valid)
}
