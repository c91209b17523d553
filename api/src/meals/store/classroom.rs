//! The rows of classrooms' devices.

use chrono::{DateTime, Utc};
use entity::classroom_session::{ActiveModel, Column as C, Entity, Model};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, sea_query::Expr};
use uuid::Uuid;

use crate::tenancy::{Scope, Tx};

/// A session to be opened.
pub struct NewSession {
    pub id: Uuid,
    pub meal: Uuid,
    pub opened_by: Uuid,
    pub code_hash: [u8; 32],
    pub closes_at: DateTime<Utc>,
    pub max_votes: i32,
}

pub async fn insert_session(tx: &Tx, new: NewSession) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id),
        meal_id: Set(new.meal),
        opened_by: Set(new.opened_by),
        code_hash: Set(new.code_hash.to_vec()),
        opened_at: Set(tx.scope().now()),
        closes_at: Set(new.closes_at),
        votes: Set(0),
        max_votes: Set(new.max_votes),
        ..Default::default()
    };
    tx.insert::<Entity>(row).await
}

/// The viewer's own session.
pub async fn find_session_in(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    tx.find::<Entity>().by_id(id).for_update().one().await
}

/// The session whose code or device the transaction's scope proves, held until it ends: the one that was opened last.
pub async fn find_shown_session(tx: &Tx) -> Result<Option<Model>, DbErr> {
    tx.find::<Entity>().descending(C::OpenedAt).limit(1).for_update().one().await
}

/// The same without holding it.
pub async fn find_session_of_device(scope: &Scope) -> Result<Option<Model>, DbErr> {
    scope.find::<Entity>().descending(C::OpenedAt).limit(1).one().await
}

pub async fn list_sessions_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    scope.find::<Entity>().filter(C::Id.is_in(ids.iter().copied())).all().await
}

/// The viewer's sessions on a meal, newest first.
pub async fn list_sessions_of(scope: &Scope, meals: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    let find = scope.find::<Entity>().filter(C::MealId.is_in(meals.iter().copied()));
    find.descending(C::OpenedAt).all().await
}

pub async fn update_session_as_joined(tx: &Tx, id: Uuid, device: [u8; 32]) -> Result<(), DbErr> {
    update(tx, id, vec![(C::DeviceHash, Expr::val(device.to_vec()))]).await
}

pub async fn update_session_as_voted(tx: &Tx, row: &Model, at: DateTime<Utc>) -> Result<(), DbErr> {
    update(tx, row.id, vec![(C::Votes, Expr::val(row.votes + 1)), (C::LastVoteAt, Expr::val(at))]).await
}

pub async fn update_session_as_closed(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<(), DbErr> {
    update(tx, id, vec![(C::ClosedAt, Expr::val(at))]).await
}

async fn update(tx: &Tx, id: Uuid, changes: Vec<(C, Expr)>) -> Result<(), DbErr> {
    tx.update::<Entity>(Condition::all().add(C::Id.eq(id)), changes).await?;
    Ok(())
}
