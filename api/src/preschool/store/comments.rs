//! Comments.

use std::collections::HashMap;

use entity::{CommentAudience, ContributorRole, comment};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::tenancy::{Keyset, Page, PageRequest, Scope, Tx};

/// Comments, oldest first, as a conversation is read.
pub static COMMENTS: Keyset<comment::Entity> =
    Keyset::ascending(&[comment::Column::CreatedAt, comment::Column::Id]);

/// The same page of several posts' comments, by post.
pub async fn page_comments_by_post(
    scope: &Scope,
    posts: &[Uuid],
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<comment::Model>>, DbErr> {
    let find = scope.find::<comment::Entity>();
    find.page_by_parent(comment::Column::PostId, posts, &COMMENTS, request).await
}

/// How many comments of several posts the viewer sees, by post.
pub async fn count_comments_by_post(scope: &Scope, posts: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    scope.find::<comment::Entity>().count_by_parent(comment::Column::PostId, posts).await
}

pub async fn list_comments_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<comment::Model>, DbErr> {
    scope.find::<comment::Entity>().filter(comment::Column::Id.is_in(ids.iter().copied())).all().await
}

pub async fn find_comment_in(tx: &Tx, id: Uuid) -> Result<Option<comment::Model>, DbErr> {
    tx.find::<comment::Entity>().by_id(id).one().await
}

#[derive(FromQueryResult)]
struct Count {
    post_id: Uuid,
    count: i64,
}

/// How many comments for staff the viewer sees on each post: all, or those to and from the viewer.
pub async fn count_staff_comments_of(scope: &Scope, posts: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let counts: Vec<Count> = scope
        .find::<comment::Entity>()
        .filter(comment::Column::PostId.is_in(posts.iter().copied()))
        .filter(comment::Column::Audience.eq(CommentAudience::Staff))
        .columns(
            &[
                (comment::Column::PostId.into_expr(), "post_id"),
                (comment::Column::Id.into_expr().count(), "count"),
            ],
            &[comment::Column::PostId],
        )
        .await?;
    Ok(counts.into_iter().map(|row| (row.post_id, row.count)).collect())
}

/// A comment to be written.
pub struct NewComment {
    pub post: Uuid,
    pub author: Uuid,
    pub role: ContributorRole,
    pub body: String,
    pub audience: CommentAudience,
    pub answer_to: Option<Uuid>,
    pub addressee: Option<Uuid>,
}

pub async fn insert_comment(tx: &Tx, new: NewComment) -> Result<comment::Model, DbErr> {
    let row = comment::ActiveModel {
        id: Set(tx.scope().new_id()),
        post_id: Set(new.post),
        author_id: Set(new.author),
        body: Set(new.body),
        author_role: Set(new.role),
        audience: Set(new.audience),
        answer_to: Set(new.answer_to),
        addressee_id: Set(new.addressee),
        created_at: Set(tx.scope().now()),
        hidden_at: Set(None),
        hidden_by: Set(None),
        ..Default::default()
    };
    tx.insert::<comment::Entity>(row).await
}

/// Withdraws a comment. Answers whether it was there to withdraw: of two who do it at once, one does.
pub async fn update_comment_as_hidden(tx: &Tx, id: Uuid, by: Uuid) -> Result<bool, DbErr> {
    let changes = vec![
        (comment::Column::HiddenAt, Expr::val(tx.scope().now())),
        (comment::Column::HiddenBy, Expr::val(by)),
    ];
    let hidden =
        tx.update::<comment::Entity>(Condition::all().add(comment::Column::Id.eq(id)), changes).await?;
    Ok(hidden == 1)
}
