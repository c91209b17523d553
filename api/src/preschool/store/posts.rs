//! Posts, their revisions, and who has read them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entity::{PostStatus, guardianship, post, post_read, post_revision};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use super::groups::guardians_of_group;
use crate::tenancy::{Find, Keyset, Page, PageRequest, Scope, Tx};

/// What has gone out, newest first.
pub static POSTS: Keyset<post::Entity> = Keyset::descending(&[post::Column::PublishedAt, post::Column::Id]);
/// Drafts, newest first.
pub static DRAFTS: Keyset<post::Entity> = Keyset::descending(&[post::Column::CreatedAt, post::Column::Id]);

/// What has gone out in any of the viewer's groups.
pub fn list_feed(scope: &Scope, groups: &[Uuid], unread_only: bool) -> Find<'static, post::Entity> {
    let feed = list_published(scope).filter(post::Column::GroupId.is_in(groups.iter().copied()));
    if unread_only { feed.filter(unread(scope)) } else { feed }
}

/// A page of the same. Each group gives its newest from the index, however many years it has told of.
pub async fn page_feed(
    scope: &Scope,
    groups: &[Uuid],
    unread_only: bool,
    request: &PageRequest,
) -> Result<Page<post::Model>, DbErr> {
    let feed = list_published(scope);
    let feed = if unread_only { feed.filter(unread(scope)) } else { feed };
    feed.page_across(post::Column::GroupId, groups, &POSTS, request).await
}

/// The same page of several groups' posts or drafts, by group.
pub async fn page_posts_by_group(
    scope: &Scope,
    status: PostStatus,
    groups: &[Uuid],
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<post::Model>>, DbErr> {
    let keyset = match status {
        PostStatus::Draft => &DRAFTS,
        PostStatus::Published => &POSTS,
    };
    let find = scope.find::<post::Entity>().filter(post::Column::Status.eq(status));
    find.page_by_parent(post::Column::GroupId, groups, keyset, request).await
}

/// How many posts or drafts several groups have, by group.
pub async fn count_posts_by_group(
    scope: &Scope,
    status: PostStatus,
    groups: &[Uuid],
) -> Result<HashMap<Uuid, u64>, DbErr> {
    let find = scope.find::<post::Entity>().filter(post::Column::Status.eq(status));
    find.count_by_parent(post::Column::GroupId, groups).await
}

/// How many posts of several groups the viewer has not marked as read, by group.
pub async fn count_unread_by_group(scope: &Scope, groups: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    list_published(scope).filter(unread(scope)).count_by_parent(post::Column::GroupId, groups).await
}

/// Ids of what has gone out since then, oldest first, the newest hundred at most.
pub async fn list_ids_published_since(
    scope: &Scope,
    groups: &[Uuid],
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>, DbErr> {
    let request = PageRequest { size: 100, after: None, before: None, backward: false };
    let find = list_feed(scope, groups, false).filter(post::Column::PublishedAt.gte(since));
    let page = find.page(&POSTS, &request).await?;
    Ok(page.rows.iter().rev().map(|post| post.id).collect())
}

fn list_published(scope: &Scope) -> Find<'static, post::Entity> {
    scope.find::<post::Entity>().filter(post::Column::Status.eq(PostStatus::Published))
}

fn unread(scope: &Scope) -> Expr {
    let read = Query::select()
        .expr(Expr::val(1))
        .from(post_read::Entity)
        .and_where(post_read::Column::MunicipalityId.eq(scope.municipality().id))
        .and_where(
            Expr::col((post_read::Entity, post_read::Column::PostId))
                .equals((post::Entity, post::Column::Id)),
        )
        .and_where(post_read::Column::PersonId.eq(scope.viewer().person_id().unwrap_or_default()))
        .to_owned();
    Expr::exists(read).not()
}

pub async fn find_post(scope: &Scope, id: Uuid) -> Result<Option<Arc<post::Model>>, DbErr> {
    Ok(scope.find_by_id::<post::Entity>(id).await?.map(Arc::new))
}

pub async fn list_posts_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<post::Model>, DbErr> {
    scope.find::<post::Entity>().filter(post::Column::Id.is_in(ids.iter().copied())).all().await
}

/// The post as the transaction sees it, and holds it.
pub async fn find_post_to_change(tx: &Tx, id: Uuid) -> Result<Option<post::Model>, DbErr> {
    tx.find::<post::Entity>().by_id(id).for_update().one().await
}

pub async fn find_post_in(tx: &Tx, id: Uuid) -> Result<Option<post::Model>, DbErr> {
    tx.find::<post::Entity>().by_id(id).one().await
}

pub async fn list_posts_in(tx: &Tx, ids: &[Uuid]) -> Result<Vec<post::Model>, DbErr> {
    let published = post::Column::Status.eq(PostStatus::Published);
    let find = tx.find::<post::Entity>().filter(published);
    find.filter(post::Column::Id.is_in(ids.iter().copied())).all().await
}

/// A post to be written.
pub struct NewPost {
    pub group: Uuid,
    pub author: Uuid,
    pub title: String,
    pub body: String,
    pub locale: String,
    pub comments_open: bool,
    pub status: PostStatus,
}

pub async fn insert_post(tx: &Tx, new: NewPost) -> Result<post::Model, DbErr> {
    let now = tx.scope().now();
    let row = post::ActiveModel {
        id: Set(tx.scope().new_id()),
        group_id: Set(new.group),
        author_id: Set(new.author),
        title: Set(new.title),
        body: Set(new.body),
        locale: Set(new.locale),
        status: Set(new.status),
        created_at: Set(now),
        published_at: Set((new.status == PostStatus::Published).then_some(now)),
        edited_at: Set(None),
        comments_open: Set(new.comments_open),
        comment_count: Set(0),
        staff_comment_count: Set(0),
        ..Default::default()
    };
    tx.insert::<post::Entity>(row).await
}

/// Writes a draft's or a post's text and settings, and when it was corrected.
pub async fn update_post(tx: &Tx, post: &post::Model) -> Result<(), DbErr> {
    let changes = vec![
        (post::Column::Title, Expr::val(post.title.as_str())),
        (post::Column::Body, Expr::val(post.body.as_str())),
        (post::Column::Locale, Expr::val(post.locale.as_str())),
        (post::Column::CommentsOpen, Expr::val(post.comments_open)),
        (post::Column::EditedAt, Expr::val(post.edited_at)),
    ];
    tx.update::<post::Entity>(only(post.id), changes).await?;
    Ok(())
}

/// Lets a draft go out.
pub async fn update_post_as_published(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    let changes = vec![
        (post::Column::Status, Expr::val(PostStatus::Published)),
        (post::Column::PublishedAt, Expr::val(now)),
    ];
    tx.update::<post::Entity>(only(id), changes).await?;
    Ok(())
}

/// Changes how many comments a post has: those for everyone and those for staff.
pub async fn update_comment_counts(tx: &Tx, post: Uuid, everyone: i32, staff: i32) -> Result<(), DbErr> {
    let changes = vec![
        (post::Column::CommentCount, Expr::col(post::Column::CommentCount).add(everyone)),
        (post::Column::StaffCommentCount, Expr::col(post::Column::StaffCommentCount).add(staff)),
    ];
    tx.update::<post::Entity>(only(post), changes).await?;
    Ok(())
}

fn only(id: Uuid) -> Condition {
    Condition::all().add(post::Column::Id.eq(id))
}

/// Keeps what the post said until now.
pub async fn insert_revision(tx: &Tx, was: &post::Model, replaced_by: Uuid) -> Result<(), DbErr> {
    let row = post_revision::ActiveModel {
        id: Set(tx.scope().new_id()),
        post_id: Set(was.id),
        title: Set(was.title.clone()),
        body: Set(was.body.clone()),
        locale: Set(was.locale.clone()),
        replaced_by: Set(replaced_by),
        replaced_at: Set(tx.scope().now()),
        ..Default::default()
    };
    tx.insert_all::<post_revision::Entity>(vec![row]).await
}

/// What these posts said before, newest first.
pub async fn list_revisions_of(scope: &Scope, posts: &[Uuid]) -> Result<Vec<post_revision::Model>, DbErr> {
    let theirs = post_revision::Column::PostId.is_in(posts.iter().copied());
    let find = scope.find::<post_revision::Entity>().filter(theirs);
    find.descending(post_revision::Column::ReplacedAt).descending(post_revision::Column::Id).all().await
}

/// Notes that the viewer has read the posts; the first time counts.
pub async fn insert_reads(tx: &Tx, reader: Uuid, posts: &[Uuid]) -> Result<(), DbErr> {
    let row = |post: &Uuid| post_read::ActiveModel {
        post_id: Set(*post),
        person_id: Set(reader),
        read_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let known = [post_read::Column::MunicipalityId, post_read::Column::PostId, post_read::Column::PersonId];
    let conflict = OnConflict::columns(known).do_nothing().to_owned();
    tx.insert_all_or::<post_read::Entity>(posts.iter().map(row).collect(), conflict).await?;
    Ok(())
}

/// Which of the posts the viewer has read.
pub async fn list_read(scope: &Scope, posts: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let find = scope.find::<post_read::Entity>();
    let rows = find.filter(post_read::Column::PostId.is_in(posts.iter().copied())).all().await?;
    Ok(rows.into_iter().map(|row| row.post_id).collect())
}

#[derive(FromQueryResult)]
struct Count {
    id: Uuid,
    count: i64,
}

/// How many of today's guardians of the post's group have read each post. A number, so that other people's reading may
/// be counted past the viewer's rules; the posts are the viewer's own.
pub async fn count_readers_of(scope: &Scope, posts: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let mut guardians = guardians_of_group(scope, (post::Entity, post::Column::GroupId));
    guardians.column((guardianship::Entity, guardianship::Column::GuardianId));
    let readers = Query::select()
        .expr(Expr::col((post_read::Entity, post_read::Column::PersonId)).count())
        .from(post_read::Entity)
        .and_where(post_read::Column::MunicipalityId.eq(scope.municipality().id))
        .and_where(
            Expr::col((post_read::Entity, post_read::Column::PostId))
                .equals((post::Entity, post::Column::Id)),
        )
        .and_where(post_read::Column::PersonId.in_subquery(guardians))
        .to_owned();
    let counts: Vec<Count> = scope
        .find::<post::Entity>()
        .filter(post::Column::Id.is_in(posts.iter().copied()))
        .columns(&[(post::Column::Id.into_expr(), "id"), (readers.into(), "count")], &[])
        .await?;
    Ok(counts.into_iter().map(|row| (row.id, row.count)).collect())
}
