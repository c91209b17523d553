//! Commenting, and withdrawing a comment.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    platform::{Locale, idempotency},
    preschool::{
        actions::{self, AddCommentFault, HideCommentFault},
        rules::COMMENT_LENGTH,
        store,
        types::{Comment, Post},
    },
    schema::{
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
        retries::client_key,
    },
    tenancy::Scope,
};

/// A comment on a post.
#[derive(InputObject)]
pub struct AddCommentInput {
    /// The post, which must be out.
    post_id: ID,
    /// Plain text, at most 2,000 characters.
    body: String,
    /// The comment on the same post that it answers. What staff answer to a comment for staff goes to the guardian who
    /// wrote that, and to nobody else.
    answers: Option<ID>,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same comment.
    idempotency_key: Option<ID>,
}

/// A comment to be withdrawn.
#[derive(InputObject)]
pub struct HideCommentInput {
    /// The comment.
    comment_id: ID,
}

/// What became of `addComment`.
#[derive(SimpleObject)]
pub struct AddCommentPayload {
    /// The comment; null when there are errors.
    comment: Option<Comment>,
    /// What to mend; empty when it is done.
    errors: Vec<AddCommentError>,
}

/// What became of `hideComment`.
#[derive(SimpleObject)]
pub struct HideCommentPayload {
    /// The post without the comment; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<HideCommentError>,
}

/// The mutations of comments.
#[derive(Default)]
pub struct MutationsOfComments;

/// The mutations of comments.
#[Object]
impl MutationsOfComments {
    /// Comments on a post. For everybody who sees it; where its author keeps comments closed, a guardian's comment goes
    /// to staff only.
    async fn add_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: AddCommentInput,
    ) -> Result<AddCommentPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key("addComment", input.idempotency_key.as_ref(), &input);
        let input = actions::AddCommentInput {
            post: Kind::Post.row(&input.post_id),
            answers: input.answers.map(|id| Kind::Comment.row(&id)),
            body: input.body,
            idempotency_key,
        };
        let (comment, errors) = payload(ctx, actions::add_comment(scope, input).await)?;
        Ok(AddCommentPayload { comment: comment.map(Comment::from), errors })
    }

    /// Withdraws a comment: nobody sees it from then on. For who wrote it and for who works in the group.
    async fn hide_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: HideCommentInput,
    ) -> Result<HideCommentPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Comment.row(&input.comment_id);
        let (post, errors) = payload(ctx, actions::hide_comment(scope, id).await)?;
        let post = match post {
            Some(id) => store::find_post(scope, id).await.map_err(internal)?,
            None => None,
        };
        Ok(HideCommentPayload { post: post.map(Post::from), errors })
    }
}

user_error! {
    /// What is to be mended before a comment is added.
    AddCommentError,
    /// Faults of `addComment`.
    AddCommentErrorCode from AddCommentFault {
        /// There is no such post for the viewer, or it is a draft.
        PostNotFound,
        /// There is no such comment on the post for the viewer.
        AnsweredCommentNotFound,
        /// The text says nothing.
        BodyBlank,
        /// The text is longer than 2,000 characters.
        BodyTooLong,
        /// The text holds a personal identity number, which is not for a group to read.
        BodyTellsIdentityNumber(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a comment is not withdrawn.
    HideCommentError,
    /// Faults of `hideComment`.
    HideCommentErrorCode from HideCommentFault {
        /// There is no such comment for the viewer, or it was withdrawn before.
        CommentNotFound,
    }
}

impl UserFault for AddCommentFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::PostNotFound => &["postId"],
            Self::AnsweredCommentNotFound => &["answers"],
            Self::BodyBlank | Self::BodyTooLong | Self::BodyTellsIdentityNumber(_) => &["body"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::PostNotFound => post_not_found(locale),
            Self::AnsweredCommentNotFound => locale
                .say("Kommentaren som besvaras finns inte.", "There is no such comment to answer.")
                .to_owned(),
            Self::BodyBlank => body_blank(locale),
            Self::BodyTooLong => locale.say(
                format!("Kommentaren får vara högst {COMMENT_LENGTH} tecken."),
                format!("The comment may have at most {COMMENT_LENGTH} characters."),
            ),
            Self::BodyTellsIdentityNumber(place) => place.describe(locale),
            Self::IdempotencyKeyInvalid => key_invalid(locale),
            Self::IdempotencyKeyReused => key_reused(locale),
        }
    }
}

impl UserFault for HideCommentFault {
    fn field(self) -> &'static [&'static str] {
        &["commentId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::CommentNotFound => {
                locale.say("Kommentaren finns inte.", "There is no such comment.").to_owned()
            }
        }
    }
}

pub(super) fn post_not_found(locale: Locale) -> String {
    locale.say("Inlägget finns inte.", "There is no such post.").to_owned()
}

pub(super) fn body_blank(locale: Locale) -> String {
    locale.say("Skriv en text.", "Write a text.").to_owned()
}

pub(super) fn key_invalid(locale: Locale) -> String {
    locale.say(idempotency::INVALID.0, idempotency::INVALID.1).to_owned()
}

pub(super) fn key_reused(locale: Locale) -> String {
    locale.say(idempotency::REUSED.0, idempotency::REUSED.1).to_owned()
}
