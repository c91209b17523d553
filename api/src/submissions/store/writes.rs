//! What actions write.

use entity::{
    SubmissionAction, submission, submission_answer, submission_contact, submission_counter,
    submission_event, submission_message, submission_note,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, IntoActiveModel, Iterable, ModelTrait, Set,
    sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr},
};
use uuid::Uuid;

use crate::tenancy::Tx;

/// Takes the next serial of the year. Two at once wait for each other, and a serial that is not committed is given
/// again: no number is shared and none is missing (S2).
pub async fn insert_next_serial(tx: &Tx, year: i32) -> Result<i32, DbErr> {
    use submission_counter::{ActiveModel, Column, Entity};
    let first = ActiveModel { year: Set(year), last_number: Set(1), ..Default::default() };
    let next = OnConflict::columns([Column::MunicipalityId, Column::Year])
        .value(Column::LastNumber, Expr::col((Entity, Column::LastNumber)).add(1))
        .to_owned();
    Ok(tx.insert_or_change::<Entity>(first, next).await?.last_number)
}

/// Writes a new submission as it is given.
pub async fn insert_submission(tx: &Tx, row: &submission::Model) -> Result<(), DbErr> {
    tx.insert_all::<submission::Entity>(vec![row.clone().into_active_model().reset_all()]).await
}

/// Writes how to reach the sender.
pub async fn insert_contact(tx: &Tx, row: submission_contact::ActiveModel) -> Result<(), DbErr> {
    tx.insert_all::<submission_contact::Entity>(vec![row]).await
}

/// Adds to the history.
pub async fn insert_event(
    tx: &Tx,
    row: &submission::Model,
    action: SubmissionAction,
    actor: Option<Uuid>,
) -> Result<(), DbErr> {
    let event = submission_event::ActiveModel {
        id: Set(tx.scope().new_id()),
        submission_id: Set(row.id),
        action: Set(action),
        kind: Set(row.kind),
        status: Set(row.status),
        actor_id: Set(actor),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    tx.insert_all::<submission_event::Entity>(vec![event]).await
}

/// Writes an official answer.
pub async fn insert_answer(tx: &Tx, row: &submission_answer::Model) -> Result<(), DbErr> {
    tx.insert_all::<submission_answer::Entity>(vec![row.clone().into_active_model().reset_all()]).await
}

/// Writes an internal note.
pub async fn insert_note(tx: &Tx, row: &submission_note::Model) -> Result<(), DbErr> {
    tx.insert_all::<submission_note::Entity>(vec![row.clone().into_active_model().reset_all()]).await
}

/// Writes what the sender added.
pub async fn insert_message(tx: &Tx, row: &submission_message::Model) -> Result<(), DbErr> {
    tx.insert_all::<submission_message::Entity>(vec![row.clone().into_active_model().reset_all()]).await
}

/// The submission of that id, if the viewer sees it, held until the transaction ends: a decision about its status holds
/// when it is written.
pub async fn find_for_change(tx: &Tx, id: Uuid) -> Result<Option<submission::Model>, DbErr> {
    tx.find::<submission::Entity>().by_id(id).for_update().one().await
}

/// Writes the columns in which the two differ.
pub async fn update_submission(
    tx: &Tx,
    before: &submission::Model,
    after: &submission::Model,
) -> Result<(), DbErr> {
    let changes: Vec<(submission::Column, SimpleExpr)> = submission::Column::iter()
        .map(|column| (column, before.get(column), after.get(column)))
        .filter(|(_, before, after)| before != after)
        .map(|(column, _, after)| (column, Expr::val(after)))
        .collect();
    if !changes.is_empty() {
        let this = Condition::all().add(submission::Column::Id.eq(before.id));
        tx.update::<submission::Entity>(this, changes).await?;
    }
    Ok(())
}
