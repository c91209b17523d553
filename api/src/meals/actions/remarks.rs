//! What the kitchen does about what was said: it answers (M7), and decides which comments are published (M8).

use entity::{MealCommentStatus, meal_comment};
use sea_orm::DbErr;
use uuid::Uuid;

use super::super::{
    policy,
    store::{
        menus,
        remarks::{self as store, NewAnswer},
    },
};
use crate::{
    platform::{
        Failure,
        pii::{Place, find_identity_number},
        text,
    },
    tenancy::{Scope, Tx},
};

/// How long an answer may be, in characters.
pub const ANSWER_MAX: usize = 4_000;
/// How long a measure may be, in characters.
pub const MEASURE_MAX: usize = 1_000;

/// What the kitchen answers.
pub struct Answer {
    /// To what was said of which meal.
    pub meal: Uuid,
    /// In words.
    pub text: String,
    /// What it does about it.
    pub measure: Option<String>,
}

/// Why nothing was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// No such meal.
    MealNotFound,
    /// Nothing was written.
    TextEmpty,
    /// Longer than [`ANSWER_MAX`].
    TextTooLong,
    /// Longer than [`MEASURE_MAX`].
    MeasureTooLong,
    /// The text has a personal identity number in it (T7).
    TellsIdentityNumber(Place),
    /// The measure has.
    MeasureTellsIdentityNumber(Place),
}

/// Answers what was said of a meal, or answers anew; for the kitchen's staff.
pub async fn answer(scope: &Scope, answer: Answer) -> Result<Uuid, Failure<AnswerFault>> {
    let by = policy::kitchen(scope)?;
    let text = text::paragraphs(&answer.text);
    let measure = answer.measure.as_deref().map(text::paragraphs).filter(|measure| !measure.is_empty());
    let mut faults = Vec::new();
    if menus::list_meals(scope, &[answer.meal]).await?.is_empty() {
        faults.push(AnswerFault::MealNotFound);
    }
    faults.extend(text.is_empty().then_some(AnswerFault::TextEmpty));
    faults.extend((text.chars().count() > ANSWER_MAX).then_some(AnswerFault::TextTooLong));
    let is_long = measure.as_ref().is_some_and(|measure| measure.chars().count() > MEASURE_MAX);
    faults.extend(is_long.then_some(AnswerFault::MeasureTooLong));
    faults.extend(find_identity_number(&answer.text, &text).map(AnswerFault::TellsIdentityNumber));
    let told = answer.measure.as_deref().zip(measure.as_deref());
    let told = told.and_then(|(written, measure)| find_identity_number(written, measure));
    faults.extend(told.map(AnswerFault::MeasureTellsIdentityNumber));
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let tx = scope.begin().await?;
    let new = NewAnswer { id: scope.new_id(), meal: answer.meal, text, measure, by };
    store::insert_or_update_answer(&tx, new).await?;
    tx.commit().await?;
    Ok(answer.meal)
}

/// Why a comment is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseFault {
    /// No such comment for the viewer.
    CommentNotFound,
    /// It seems to tell of somebody's health, diet or person.
    Sensitive,
    /// Too few have voted on the meal for its result to be shown: one of a few would have written it.
    TooFewVotes,
}

/// Publishes a comment; for the kitchen's staff. Doing it again changes nothing.
pub async fn release(scope: &Scope, id: Uuid) -> Result<meal_comment::Model, Failure<ReleaseFault>> {
    let by = policy::kitchen(scope)?;
    let tx = scope.begin().await?;
    let row = store::find_comment_in(&tx, id).await?;
    let row = row.ok_or(Failure::of(ReleaseFault::CommentNotFound))?;
    if row.is_sensitive {
        return Err(Failure::of(ReleaseFault::Sensitive));
    }
    if !store::has_result(&tx, row.meal_id).await? {
        return Err(Failure::of(ReleaseFault::TooFewVotes));
    }
    Ok(moderated(tx, row, MealCommentStatus::Released, by).await?)
}

/// Why nothing is decided about a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithholdFault {
    /// No such comment for the viewer.
    CommentNotFound,
}

/// Decides that a comment is not published, or no more; for the kitchen's staff. Doing it again changes nothing.
pub async fn withhold(scope: &Scope, id: Uuid) -> Result<meal_comment::Model, Failure<WithholdFault>> {
    let by = policy::kitchen(scope)?;
    let tx = scope.begin().await?;
    let row = store::find_comment_in(&tx, id).await?;
    let row = row.ok_or(Failure::of(WithholdFault::CommentNotFound))?;
    Ok(moderated(tx, row, MealCommentStatus::Withheld, by).await?)
}

async fn moderated(
    tx: Tx,
    row: meal_comment::Model,
    status: MealCommentStatus,
    by: Uuid,
) -> Result<meal_comment::Model, DbErr> {
    if row.status != status {
        store::update_comment_as_moderated(&tx, row.id, status, by).await?;
        tx.commit().await?;
    }
    Ok(meal_comment::Model { status, ..row })
}
