//! Writing, publishing and correcting posts (P5).

use std::sync::Arc;

use entity::{PostStatus, post};
use uuid::Uuid;

use super::key_fits;
use crate::{
    platform::{
        Event, Failure, Topic,
        idempotency::{Claim, ClientKey, claim, recall},
        pii::Place,
    },
    preschool::{
        policy,
        rules::{self, TextFault},
        store::{self, NewPost},
    },
    tenancy::{Scope, Tx},
};

/// A post that is to go out or to be kept as a draft.
#[derive(Clone, Debug)]
pub struct NewPostInput {
    /// The group that it is for.
    pub group: Uuid,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// BCP 47 tag.
    pub locale: String,
    /// Whether guardians shall see each other's comments.
    pub comments_open: bool,
    /// Whether it goes out at once.
    pub status: PostStatusInput,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// Whether a new post goes out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostStatusInput {
    /// Kept for the group's staff.
    Draft,
    /// Goes out.
    Published,
}

/// What is wrong with a new post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewPostFault {
    /// No such group for the viewer.
    GroupNotFound,
    /// See [`TextFault`].
    TitleBlank,
    /// See [`TextFault`].
    TitleTooLong,
    /// See [`TextFault`].
    TitleTellsIdentityNumber(Place),
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

impl From<TextFault> for NewPostFault {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::TitleBlank => Self::TitleBlank,
            TextFault::TitleTooLong => Self::TitleTooLong,
            TextFault::TitleTellsIdentityNumber(place) => Self::TitleTellsIdentityNumber(place),
            TextFault::BodyBlank => Self::BodyBlank,
            TextFault::BodyTooLong => Self::BodyTooLong,
            TextFault::BodyTellsIdentityNumber(place) => Self::BodyTellsIdentityNumber(place),
        }
    }
}

/// Writes a post into a group and lets it go out, or keeps it as a draft.
pub async fn create_post(
    scope: &Scope,
    input: NewPostInput,
) -> Result<Arc<post::Model>, Failure<NewPostFault>> {
    let key = input.idempotency_key.as_ref();
    if let Some(id) = recall(scope, key, NewPostFault::IdempotencyKeyReused).await?
        && let Some(post) = store::find_post(scope, id).await?
    {
        return Ok(post);
    }
    let relations = policy::enter(scope).await?;
    let known = relations.knows(input.group);
    if known && !policy::may_publish(&relations, input.group) {
        return Err(Failure::Forbidden);
    }
    let author = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let mut faults = Vec::new();
    if !known {
        faults.push(NewPostFault::GroupNotFound);
    }
    if !key_fits(key) {
        faults.push(NewPostFault::IdempotencyKeyInvalid);
    }
    let (title, body) = match (rules::title(&input.title), rules::post_body(&input.body)) {
        (Ok(title), Ok(body)) if faults.is_empty() => (title, body),
        (title, body) => {
            faults.extend(title.err().into_iter().chain(body.err()).map(NewPostFault::from));
            return Err(Failure::Refused(faults));
        }
    };

    let tx = scope.begin().await?;
    let pending = match claim::<Uuid>(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::OtherInput => return Err(Failure::of(NewPostFault::IdempotencyKeyReused)),
        Claim::Done(id) => {
            let post = store::find_post_in(&tx, id).await?;
            return post.map(Arc::new).ok_or(Failure::of(NewPostFault::GroupNotFound));
        }
    };
    let status = match input.status {
        PostStatusInput::Draft => PostStatus::Draft,
        PostStatusInput::Published => PostStatus::Published,
    };
    let new = NewPost {
        group: input.group,
        author,
        title,
        body,
        locale: input.locale,
        comments_open: input.comments_open,
        status,
    };
    let post = store::insert_post(&tx, new).await?;
    if status == PostStatus::Published {
        announce(&tx, &post).await?;
    }
    pending.keep(&tx, &post.id).await?;
    tx.commit().await?;
    Ok(Arc::new(post))
}

async fn announce(tx: &Tx, post: &post::Model) -> Result<(), sea_orm::DbErr> {
    tx.publish(Event {
        municipality_id: tx.scope().municipality().id,
        topic: Topic::PostPublished,
        subject: post.id,
        audience: Some(post.group_id),
    })
    .await
}

/// What is wrong with publishing a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishDraftFault {
    /// No such post for the viewer.
    PostNotFound,
}

/// Lets a draft go out. One that is out already stays as it is, so that a retry answers the same.
pub async fn publish_draft(scope: &Scope, id: Uuid) -> Result<Arc<post::Model>, Failure<PublishDraftFault>> {
    let relations = policy::enter(scope).await?;
    let tx = scope.begin().await?;
    let found = store::find_post_to_change(&tx, id).await?;
    let post = found.ok_or(Failure::of(PublishDraftFault::PostNotFound))?;
    if !policy::may_publish(&relations, post.group_id) {
        return Err(Failure::Forbidden);
    }
    if post.status == PostStatus::Published {
        return Ok(Arc::new(post));
    }
    let now = scope.now();
    store::update_post_as_published(&tx, id, now).await?;
    announce(&tx, &post).await?;
    tx.commit().await?;
    Ok(Arc::new(post::Model { status: PostStatus::Published, published_at: Some(now), ..post }))
}

/// A correction. What is left out stays.
#[derive(Clone, Debug)]
pub struct UpdatePostInput {
    /// The post.
    pub post: Uuid,
    /// Its new title.
    pub title: Option<String>,
    /// Its new text.
    pub body: Option<String>,
    /// Its new BCP 47 tag.
    pub locale: Option<String>,
    /// Whether guardians shall see each other's comments from now on.
    pub comments_open: Option<bool>,
}

/// What is wrong with a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdatePostFault {
    /// No such post for the viewer.
    PostNotFound,
    /// See [`TextFault`].
    TitleBlank,
    /// See [`TextFault`].
    TitleTooLong,
    /// See [`TextFault`].
    TitleTellsIdentityNumber(Place),
    /// See [`TextFault`].
    BodyBlank,
    /// See [`TextFault`].
    BodyTooLong,
    /// See [`TextFault`].
    BodyTellsIdentityNumber(Place),
}

impl From<TextFault> for UpdatePostFault {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::TitleBlank => Self::TitleBlank,
            TextFault::TitleTooLong => Self::TitleTooLong,
            TextFault::TitleTellsIdentityNumber(place) => Self::TitleTellsIdentityNumber(place),
            TextFault::BodyBlank => Self::BodyBlank,
            TextFault::BodyTooLong => Self::BodyTooLong,
            TextFault::BodyTellsIdentityNumber(place) => Self::BodyTellsIdentityNumber(place),
        }
    }
}

/// Changes a draft, or corrects a post that is out; of that the earlier wording is kept (P5).
pub async fn update_post(
    scope: &Scope,
    input: UpdatePostInput,
) -> Result<Arc<post::Model>, Failure<UpdatePostFault>> {
    let relations = policy::enter(scope).await?;
    let viewer = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    let found = store::find_post_to_change(&tx, input.post).await?;
    if let Some(post) = &found
        && !policy::may_edit(&relations, viewer, post)
    {
        return Err(Failure::Forbidden);
    }
    let title = input.title.as_deref().map(rules::title).transpose();
    let body = input.body.as_deref().map(rules::post_body).transpose();
    let (was, title, body) = match (found, title, body) {
        (Some(post), Ok(title), Ok(body)) => (post, title, body),
        (found, title, body) => {
            let missing = found.is_none().then_some(UpdatePostFault::PostNotFound);
            let texts = title.err().into_iter().chain(body.err()).map(UpdatePostFault::from);
            return Err(Failure::Refused(missing.into_iter().chain(texts).collect()));
        }
    };
    let mut post = was.clone();
    post.title = title.unwrap_or(post.title);
    post.body = body.unwrap_or(post.body);
    post.locale = input.locale.unwrap_or(post.locale);
    post.comments_open = input.comments_open.unwrap_or(post.comments_open);
    if post == was {
        return Ok(Arc::new(was));
    }
    let reworded = (&post.title, &post.body, &post.locale) != (&was.title, &was.body, &was.locale);
    if reworded && was.status == PostStatus::Published {
        post.edited_at = Some(scope.now());
        store::insert_revision(&tx, &was, viewer).await?;
    }
    store::update_post(&tx, &post).await?;
    tx.commit().await?;
    Ok(Arc::new(post))
}
