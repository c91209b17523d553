//! Categories.

use entity::{submission_category, submission_category::Column};
use sea_orm::{ColumnTrait, DbErr, FromQueryResult, sea_query::Expr};
use uuid::Uuid;

use crate::tenancy::{Find, Scope};

#[derive(FromQueryResult)]
struct Branch {
    id: Uuid,
    parent_id: Option<Uuid>,
}

/// The category of that id.
pub async fn find_category(scope: &Scope, id: Uuid) -> Result<Option<submission_category::Model>, DbErr> {
    scope.find_by_id::<submission_category::Entity>(id).await
}

/// Categories by id, also those that are no longer offered.
pub async fn list_categories(scope: &Scope, ids: &[Uuid]) -> Result<Vec<submission_category::Model>, DbErr> {
    scope.find::<submission_category::Entity>().filter(Column::Id.is_in(ids.iter().copied())).all().await
}

/// Each category's id and its parent's.
pub async fn list_category_tree(scope: &Scope) -> Result<Vec<(Uuid, Option<Uuid>)>, DbErr> {
    let columns = [(Expr::col(Column::Id), "id"), (Expr::col(Column::ParentId), "parent_id")];
    let branches: Vec<Branch> = scope.find::<submission_category::Entity>().columns(&columns, &[]).await?;
    Ok(branches.into_iter().map(|branch| (branch.id, branch.parent_id)).collect())
}

/// The widest categories that are offered, in the order that the municipality gives them.
pub async fn list_offered_categories(scope: &Scope) -> Result<Vec<submission_category::Model>, DbErr> {
    offered(scope).filter(Column::ParentId.is_null()).all().await
}

/// The categories that are offered right below these, in order.
pub async fn list_children(
    scope: &Scope,
    parents: &[Uuid],
) -> Result<Vec<submission_category::Model>, DbErr> {
    offered(scope).filter(Column::ParentId.is_in(parents.iter().copied())).all().await
}

fn offered(scope: &Scope) -> Find<'static, submission_category::Entity> {
    let find = scope.find::<submission_category::Entity>().filter(Column::DeprecatedAt.is_null());
    find.ascending(Column::SortOrder).ascending(Column::Id)
}
