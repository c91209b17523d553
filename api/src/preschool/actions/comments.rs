//! Commenting, and withdrawing a comment.

use std::sync::Arc;

use entity::{CommentAudience, ContributorRole, comment};
use uuid::Uuid;

use super::key_fits;
use crate::{
    platform::{
        Failure,
        idempotency::{Claim, ClientKey, claim, recall},
        pii::Place,
    },
    preschool::{
        policy,
        rules::{self, Answered, TextFault},
        store::{self, NewComment},
    },
    tenancy::Scope,
};

/// A comment that is to be added.
#[derive(Clone, Debug)]
pub struct AddCommentInput {
    /// The post.
    pub post: Uuid,
    /// The comment that it answers.
    pub answers: Option<Uuid>,
    /// Its text.
    pub body: String,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// What is wrong with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddCommentFault {
    /// No such post for the viewer, or it is a draft.
    PostNotFound,
    /// No such comment on the post for the viewer.
    AnsweredCommentNotFound,
    /// See [`TextFault`].
    BodyBlank,
    /// See [`TextFault`].
    BodyTooLong,
    /// See [`TextFault`].
    BodyTellsIdentityNumber(Place),
    /// The key cannot be kept.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

/// Adds a comment. Who sees it is settled here, once: everyone, or staff and those concerned (P5).
pub async fn add_comment(
    scope: &Scope,
    input: AddCommentInput,
) -> Result<Arc<comment::Model>, Failure<AddCommentFault>> {
    let key = input.idempotency_key.as_ref();
    if let Some(id) = recall(scope, key, AddCommentFault::IdempotencyKeyReused).await?
        && let Some(comment) = store::list_comments_by_id(scope, &[id]).await?.pop()
    {
        return Ok(Arc::new(comment));
    }
    let relations = policy::enter(scope).await?;
    let author = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let mut faults = Vec::new();
    if !key_fits(key) {
        faults.push(AddCommentFault::IdempotencyKeyInvalid);
    }
    let body = rules::comment_body(&input.body);
    if let Err(fault) = &body {
        faults.push(match fault {
            TextFault::BodyBlank | TextFault::TitleBlank => AddCommentFault::BodyBlank,
            TextFault::BodyTooLong | TextFault::TitleTooLong => AddCommentFault::BodyTooLong,
            TextFault::BodyTellsIdentityNumber(place) | TextFault::TitleTellsIdentityNumber(place) => {
                AddCommentFault::BodyTellsIdentityNumber(*place)
            }
        });
    }

    let tx = scope.begin().await?;
    // Faults of the text are told together with what is not there; a key is claimed only for what can be done.
    let pending = if faults.is_empty() {
        match claim::<Uuid>(&tx, key).await? {
            Claim::First(pending) => Some(pending),
            Claim::OtherInput => return Err(Failure::of(AddCommentFault::IdempotencyKeyReused)),
            Claim::Done(id) => {
                let comment = store::find_comment_in(&tx, id).await?;
                return comment.map(Arc::new).ok_or(Failure::of(AddCommentFault::PostNotFound));
            }
        }
    } else {
        None
    };
    let post = store::find_post_in(&tx, input.post).await?;
    // Who has the feed only sees the post, and that nobody comments (P4).
    if post.as_ref().is_some_and(|post| !policy::may_read_comments(&relations, post.group_id)) {
        return Err(Failure::Forbidden);
    }
    let post = post.filter(|post| policy::may_comment(&relations, post));
    if post.is_none() {
        faults.push(AddCommentFault::PostNotFound);
    }
    let answered = match (input.answers, &post) {
        (Some(id), Some(post)) => {
            let found = store::find_comment_in(&tx, id).await?.filter(|found| found.post_id == post.id);
            if found.is_none() {
                faults.push(AddCommentFault::AnsweredCommentNotFound);
            }
            found
        }
        _ => None,
    };
    let (Some(post), Ok(body), Some(pending), true) = (post, body, pending, faults.is_empty()) else {
        return Err(Failure::Refused(faults));
    };

    let works_here = relations.works_in(post.group_id);
    let role = if works_here { ContributorRole::Staff } else { ContributorRole::Guardian };
    let answers = answered.as_ref().map(|comment| Answered {
        audience: comment.audience,
        role: comment.author_role,
        author: comment.author_id,
        addressee: comment.addressee_id,
    });
    let (audience, addressee) = rules::audience(role, post.comments_open, answers);
    let answer_to = answered.map(|comment| comment.id);
    let new = NewComment { post: post.id, author, role, body, audience, answer_to, addressee };
    let comment = store::insert_comment(&tx, new).await?;
    let (everyone, staff) = counts(audience);
    store::update_comment_counts(&tx, post.id, everyone, staff).await?;
    pending.keep(&tx, &comment.id).await?;
    tx.commit().await?;
    Ok(Arc::new(comment))
}

/// By how much a comment raises the post's two counts.
fn counts(audience: CommentAudience) -> (i32, i32) {
    match audience {
        CommentAudience::Everyone => (1, 0),
        CommentAudience::Staff => (0, 1),
    }
}

/// What is wrong with withdrawing a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HideCommentFault {
    /// No such comment for the viewer.
    CommentNotFound,
}

/// Withdraws a comment: nobody sees it from here on, and who withdrew it when is kept.
pub async fn hide_comment(scope: &Scope, id: Uuid) -> Result<Uuid, Failure<HideCommentFault>> {
    let relations = policy::enter(scope).await?;
    let viewer = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let not_found = || Failure::of(HideCommentFault::CommentNotFound);
    let tx = scope.begin().await?;
    let comment = store::find_comment_in(&tx, id).await?.ok_or_else(not_found)?;
    let post = store::find_post_in(&tx, comment.post_id).await?.ok_or_else(not_found)?;
    if !policy::may_hide(&relations, viewer, &comment, post.group_id) {
        return Err(Failure::Forbidden);
    }
    if !store::update_comment_as_hidden(&tx, id, viewer).await? {
        return Err(not_found());
    }
    let (everyone, staff) = counts(comment.audience);
    store::update_comment_counts(&tx, post.id, -everyone, -staff).await?;
    tx.commit().await?;
    Ok(post.id)
}
