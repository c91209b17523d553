//! Posts and comments.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{comment, post, post_revision};

use super::{Contributor, PreschoolGroup, int, loaders, people::gone, wraps};
use crate::{
    identity,
    preschool::{
        loaders::{
            CommentId, CommentTotalOf, CommentsOf, GroupId, PostId, ReadByViewer, ReaderCountOf, RevisionsOf,
            StaffCommentCountOf,
        },
        policy,
        store::COMMENTS,
    },
    schema::{
        errors::{internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{DateTime, LocaleTag},
    },
    tenancy::{Page, Scope},
};

/// A post (inlägg).
pub struct Post(Arc<post::Model>);

/// An earlier wording of a post.
pub struct PostRevision(Arc<post_revision::Model>);

/// A comment (kommentar).
pub struct Comment(Arc<comment::Model>);

wraps!(Post(post::Model), PostRevision(post_revision::Model), Comment(comment::Model));

impl crate::schema::written::Item for Post {}
impl crate::schema::written::Item for Comment {}

/// Whether a post is out.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::PostStatus")]
pub enum PostStatus {
    /// Seen by staff of the group only (utkast).
    Draft,
    /// Seen by the group's guardians (publicerat).
    Published,
}

/// Who sees a comment.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::CommentAudience")]
pub enum CommentAudience {
    /// Everyone who sees the post.
    Everyone,
    /// Staff of the group, and the guardian who wrote it or whom it answers.
    Staff,
}

/// A post (inlägg): what educators tell the guardians of a group.
#[Object]
impl Post {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Post.id(self.0.id)
    }

    /// Its title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Plain text, with blank lines between paragraphs.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// The language that it is written in.
    async fn locale(&self) -> LocaleTag {
        LocaleTag::of(&self.0.locale)
    }

    /// The group that it is for.
    async fn group(&self, ctx: &Context<'_>) -> Result<PreschoolGroup> {
        let group = loaders(ctx).load_one(GroupId(self.0.group_id)).await.map_err(internal)?;
        group.map(PreschoolGroup::from).ok_or_else(|| internal(gone("group")))
    }

    /// Who wrote it.
    async fn author(&self) -> Contributor {
        Contributor { id: self.0.author_id, role: entity::ContributorRole::Staff }
    }

    /// Whether it is out.
    async fn status(&self) -> PostStatus {
        self.0.status.into()
    }

    /// When it was first saved.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it went out; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When it was last corrected after it had gone out.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }

    /// What it said before it was corrected, newest first; none for guardians.
    async fn revisions(&self, ctx: &Context<'_>) -> Result<List<PostRevision>> {
        let revisions = loaders(ctx).load_one(RevisionsOf(self.0.id)).await.map_err(internal)?;
        Ok(revisions.unwrap_or_default().into_iter().map(PostRevision::from).collect())
    }

    /// Whether guardians see each other's comments. If not, a guardian's comment goes to staff only.
    async fn comments_open(&self) -> bool {
        self.0.comments_open
    }

    /// How many comments the viewer sees; 0 for who has the feed only.
    async fn comment_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        if !policy::may_read_comments(&relations, self.0.group_id) {
            return Ok(0);
        }
        if self.0.staff_comment_count == 0 {
            return Ok(self.0.comment_count);
        }
        let for_staff = loaders(ctx).load_one(StaffCommentCountOf(self.0.id)).await.map_err(internal)?;
        Ok(self.0.comment_count.saturating_add(int(for_staff.unwrap_or_default())))
    }

    /// The comments that the viewer sees, oldest first.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Comment>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &COMMENTS)?;
            let page =
                loaders(ctx).load_one(CommentsOf { post: self.0.id, request }).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &COMMENTS, CommentTotalOf(self.0.id), Comment::from))
        })
        .await
    }

    /// Whether the viewer has marked it as read.
    async fn viewer_has_read(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(loaders(ctx).load_one(ReadByViewer(self.0.id)).await.map_err(internal)?.is_some())
    }

    /// How many of the group's guardians of today have marked it as read; compare with the group's `audience`. Null for
    /// guardians.
    async fn read_count(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        let found: Result<Option<i32>> = async {
            let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
            if !policy::may_count_readers(&relations, self.0.group_id) {
                return Ok(None);
            }
            let readers = loaders(ctx).load_one(ReaderCountOf(self.0.id)).await.map_err(internal)?;
            Ok(Some(int(readers.unwrap_or_default())))
        }
        .await;
        found.transpose()
    }

    /// Whether the viewer may comment.
    async fn viewer_can_comment(&self, ctx: &Context<'_>) -> Result<bool> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        Ok(policy::may_comment(&relations, &self.0))
    }

    /// Whether the viewer may change it.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> Result<bool> {
        let scope = ctx.data_unchecked::<Scope>();
        let relations = identity::relations(scope).await.map_err(internal)?;
        let viewer = scope.viewer().person_id().unwrap_or_default();
        Ok(policy::may_edit(&relations, viewer, &self.0))
    }

    /// Whether the viewer may let it go out: true for a draft in a group that the viewer works in.
    async fn viewer_can_publish(&self, ctx: &Context<'_>) -> Result<bool> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        let is_draft = self.0.status == entity::PostStatus::Draft;
        Ok(is_draft && policy::may_publish(&relations, self.0.group_id))
    }
}

/// What a post said before it was corrected.
#[Object]
impl PostRevision {
    /// The title until then.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The text until then.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// The language that it was written in.
    async fn locale(&self) -> LocaleTag {
        LocaleTag::of(&self.0.locale)
    }

    /// Who corrected it.
    async fn replaced_by(&self) -> Contributor {
        Contributor { id: self.0.replaced_by, role: entity::ContributorRole::Staff }
    }

    /// When it was corrected.
    async fn replaced_at(&self) -> DateTime {
        DateTime(self.0.replaced_at)
    }
}

/// A comment (kommentar) on a post.
#[Object]
impl Comment {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Comment.id(self.0.id)
    }

    /// Plain text, with blank lines between paragraphs.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Who wrote it.
    async fn author(&self) -> Contributor {
        Contributor { id: self.0.author_id, role: self.0.author_role }
    }

    /// Who sees it. Fixed when it is written: opening a post's comments later lays nothing bare.
    async fn audience(&self) -> CommentAudience {
        self.0.audience.into()
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The post.
    async fn post(&self, ctx: &Context<'_>) -> Result<Post> {
        let post = loaders(ctx).load_one(PostId(self.0.post_id)).await.map_err(internal)?;
        post.map(Post::from).ok_or_else(|| internal(gone("post")))
    }

    /// The comment that it answers; null when it answers none, or one that was withdrawn.
    async fn answers(&self, ctx: &Context<'_>) -> Option<Result<Comment>> {
        let found: Result<Option<Comment>> = async {
            let Some(answered) = self.0.answer_to else { return Ok(None) };
            let comment = loaders(ctx).load_one(CommentId(answered)).await.map_err(internal)?;
            Ok(comment.map(Comment::from))
        }
        .await;
        found.transpose()
    }

    /// Whether the viewer may withdraw it.
    async fn viewer_can_hide(&self, ctx: &Context<'_>) -> Result<bool> {
        let scope = ctx.data_unchecked::<Scope>();
        let relations = identity::relations(scope).await.map_err(internal)?;
        let post = loaders(ctx).load_one(PostId(self.0.post_id)).await.map_err(internal)?;
        let viewer = scope.viewer().person_id().unwrap_or_default();
        Ok(post.is_some_and(|post| policy::may_hide(&relations, viewer, &self.0, post.group_id)))
    }
}
