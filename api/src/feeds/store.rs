//! The rows of sources: for requests through their scope, for the server's own work over all municipalities.

use chrono::{DateTime, Utc};
use entity::menu_source::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr},
};
use uuid::Uuid;

use crate::tenancy::{Find, PlatformDb, Scope, Tx};

/// All that the viewer may see, oldest first.
pub async fn list_sources(scope: &Scope) -> Result<Vec<Model>, DbErr> {
    find(scope).all().await
}

pub async fn list_sources_of(scope: &Scope, schools: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    find(scope).filter(Column::SchoolId.is_in(schools.iter().copied())).all().await
}

pub async fn list_sources_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    find(scope).filter(Column::Id.is_in(ids.iter().copied())).all().await
}

fn find(scope: &Scope) -> Find<'static, Entity> {
    scope.find::<Entity>().ascending(Column::Id)
}

pub async fn find_source(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    tx.find::<Entity>().filter(Column::Id.eq(id)).one().await
}

pub async fn list_sources_in(tx: &Tx, school: Uuid) -> Result<Vec<Model>, DbErr> {
    tx.find::<Entity>().filter(Column::SchoolId.eq(school)).all().await
}

/// Inserts a source; of two at once with the same address one is.
pub async fn insert_source(tx: &Tx, row: Model) -> Result<bool, DbErr> {
    let row = row.into_active_model().reset_all();
    let once =
        OnConflict::columns([Column::MunicipalityId, Column::SchoolId, Column::Url]).do_nothing().to_owned();
    Ok(tx.insert_or::<Entity>(row, once).await? == 1)
}

pub async fn update_as_due(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<(), DbErr> {
    let changes = vec![(Column::NextFetchAt, Expr::val(at)), (Column::Enabled, Expr::val(true))];
    tx.update::<Entity>(Condition::all().add(Column::Id.eq(id)), changes).await?;
    Ok(())
}

pub async fn update_enabled(tx: &Tx, id: Uuid, enabled: bool, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let changes = vec![(Column::Enabled, Expr::val(enabled)), (Column::NextFetchAt, Expr::val(now))];
    Ok(tx.update::<Entity>(Condition::all().add(Column::Id.eq(id)), changes).await? > 0)
}

pub async fn delete_source(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    tx.delete::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    Ok(())
}

/// Sources of all municipalities that are due and that nobody fetches, the longest due first.
pub async fn list_due(platform: &PlatformDb, now: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, DbErr> {
    let due = Entity::find().filter(due(now)).order_by_asc(Column::NextFetchAt).limit(limit);
    due.all(platform.connection()).await
}

fn due(now: DateTime<Utc>) -> Condition {
    let is_free = Condition::any().add(Column::ClaimedUntil.is_null()).add(Column::ClaimedUntil.lt(now));
    Condition::all().add(Column::Enabled.eq(true)).add(Column::NextFetchAt.lte(now)).add(is_free)
}

/// Takes a source for a while. Of several replicas that try, one does.
pub async fn update_as_claimed(
    platform: &PlatformDb,
    source: &Model,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let claim = Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::val(until))
        .filter(only(source.municipality_id, source.id))
        .filter(due(now));
    Ok(claim.exec(platform.connection()).await?.rows_affected == 1)
}

/// Gives a source back that was taken until `claimed`, with what came of it. Whoever took too long says nothing any more.
/// A source that was asked for in the meantime stays due.
pub async fn update_as_fetched(
    platform: &PlatformDb,
    row: &Model,
    (claimed, next): (DateTime<Utc>, DateTime<Utc>),
    changes: Vec<(Column, SimpleExpr)>,
) -> Result<(), DbErr> {
    let was_asked_for = Expr::col(Column::NextFetchAt).gt(row.next_fetch_at);
    let next = Expr::case(was_asked_for, Expr::col(Column::NextFetchAt)).finally(next);
    let mut update = Entity::update_many()
        .col_expr(Column::NextFetchAt, next.into())
        .col_expr(Column::ClaimedUntil, Expr::val(None::<DateTime<Utc>>));
    for (column, value) in changes {
        update = update.col_expr(column, value);
    }
    let mine = only(row.municipality_id, row.id).add(Column::ClaimedUntil.eq(claimed));
    update.filter(mine).exec(platform.connection()).await?;
    Ok(())
}

fn only(municipality: i32, id: Uuid) -> Condition {
    Condition::all().add(Column::MunicipalityId.eq(municipality)).add(Column::Id.eq(id))
}
