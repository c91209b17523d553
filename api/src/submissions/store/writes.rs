//! What actions write.

use entity::{
    SubmissionAction, submission, submission_answer, submission_contact, submission_counter,
    submission_event, submission_message, submission_note,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbErr, IntoActiveModel, Iterable, ModelTrait, NotSet, Set,
    sea_query::{BinOper, Expr, ExprTrait, Func, SimpleExpr},
};
use uuid::Uuid;

use super::super::rules;
use crate::tenancy::{Batch, Scope, Tx};

/// Writes a new submission as it is given, under the next number of the year, which the batch answers. Two at once wait
/// for each other, and a number that is not committed is given again: none is shared and none is missing (S2).
pub fn insert_numbered(batch: &mut Batch, year: i32, row: &submission::Model) {
    use submission_counter::{ActiveModel, Column, Entity};
    let first = ActiveModel { year: Set(year), last_number: Set(1), ..Default::default() };
    let next = Expr::col((Entity, Column::LastNumber)).add(1);
    batch
        .insert::<Entity>(first)
        .or_change([Column::MunicipalityId, Column::Year], [(Column::LastNumber, next)])
        .returning(Column::LastNumber);
    let row = submission::ActiveModel { number: NotSet, ..row.clone().into_active_model().reset_all() };
    batch
        .insert::<submission::Entity>(row)
        .with(submission::Column::Number, number(year, &Batch::returned_before()))
        .returning(submission::Column::Number);
}

/// [`rules::number`] of a serial that is text and that only the database knows when it is written.
fn number(year: i32, serial: &Expr) -> Expr {
    let from = Expr::from(Func::cust("LENGTH").arg(serial.clone())).add(1);
    let zeros = Func::cust("SUBSTR").args([Expr::val(rules::SERIAL_ZEROS), from]);
    let join = BinOper::Custom("||");
    Expr::val(rules::number_prefix(year)).binary(join, zeros).binary(join, serial.clone())
}

/// Writes how to reach the sender.
pub fn insert_contact(batch: &mut Batch, row: submission_contact::ActiveModel) {
    batch.insert::<submission_contact::Entity>(row);
}

/// Begins the history.
pub fn insert_first_event(batch: &mut Batch, row: &submission::Model) {
    let by = batch.scope().viewer().person_id();
    let event = event(batch.scope(), row, SubmissionAction::Received, by);
    batch.insert::<submission_event::Entity>(event);
}

/// Adds to the history.
pub async fn insert_event(
    tx: &Tx,
    row: &submission::Model,
    action: SubmissionAction,
    actor: Option<Uuid>,
) -> Result<(), DbErr> {
    tx.insert_all::<submission_event::Entity>(vec![event(tx.scope(), row, action, actor)]).await
}

fn event(
    scope: &Scope,
    row: &submission::Model,
    action: SubmissionAction,
    actor: Option<Uuid>,
) -> submission_event::ActiveModel {
    submission_event::ActiveModel {
        id: Set(scope.new_id()),
        submission_id: Set(row.id),
        action: Set(action),
        kind: Set(row.kind),
        status: Set(row.status),
        actor_id: Set(actor),
        created_at: Set(scope.now()),
        ..Default::default()
    }
}

/// Writes an official answer.
pub async fn insert_answer(tx: &Tx, row: &submission_answer::Model) -> Result<(), DbErr> {
    tx.insert_all::<submission_answer::Entity>(vec![row.clone().into_active_model().reset_all()]).await
}

/// Writes what the public reads of an answer.
pub async fn update_public_body(tx: &Tx, row: &submission_answer::Model) -> Result<(), DbErr> {
    use submission_answer::Column;
    let this = Condition::all().add(Column::Id.eq(row.id));
    tx.update::<submission_answer::Entity>(
        this,
        vec![(Column::PublicBody, Expr::val(row.public_body.clone()))],
    )
    .await?;
    Ok(())
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
