//! The rows of comments on meals, and of what the kitchen answers.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{MealCommentFlag, MealCommentStatus, StringList, meal_answer, meal_comment, meal_tally};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::tenancy::{Batch, Find, Keyset, Page, PageRequest, Scope, Tx};

/// Comments by day, the newest first. Within a day their order tells nothing: ids are random.
pub static COMMENTS: Keyset<meal_comment::Entity> =
    Keyset::descending(&[meal_comment::Column::ServedOn, meal_comment::Column::Id]);

/// A comment that came with a vote.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub id: Uuid,
    pub school: Uuid,
    pub meal: Uuid,
    pub dish: Option<Uuid>,
    pub served_on: NaiveDate,
    pub text: String,
    pub flags: Vec<MealCommentFlag>,
    pub is_sensitive: bool,
}

fn row(new: &NewComment) -> meal_comment::ActiveModel {
    meal_comment::ActiveModel {
        id: Set(new.id),
        school_id: Set(new.school),
        meal_id: Set(new.meal),
        dish_id: Set(new.dish),
        served_on: Set(new.served_on),
        text: Set(new.text.clone()),
        flags: Set(StringList::of_kinds(new.flags.iter().copied())),
        is_sensitive: Set(new.is_sensitive),
        status: Set(MealCommentStatus::Held),
        ..Default::default()
    }
}

/// Adds a comment to a batch.
pub fn add_comment(batch: &mut Batch, new: &NewComment) {
    batch.insert::<meal_comment::Entity>(row(new));
}

/// Puts a voter's comment in the place of the one that they gave before.
pub async fn replace_comment(tx: &Tx, before: Option<Uuid>, new: Option<&NewComment>) -> Result<(), DbErr> {
    if let Some(before) = before {
        // Its voter may take it back, whoever may read it.
        meal_comment::Entity::delete_by_id((tx.scope().municipality().id, before)).exec(tx.unruled()).await?;
    }
    tx.insert_all::<meal_comment::Entity>(new.map(row).into_iter().collect()).await
}

/// Puts comments in.
pub async fn insert_comments(tx: &Tx, comments: &[NewComment]) -> Result<(), DbErr> {
    tx.insert_all::<meal_comment::Entity>(comments.iter().map(row).collect()).await
}

/// The comments that exist for the viewer, in one of these states; on a meal or at a school where one is named.
pub fn list_comments(
    scope: &Scope,
    (school, meal): (Option<Uuid>, Option<Uuid>),
    statuses: &[MealCommentStatus],
) -> Find<'static, meal_comment::Entity> {
    use meal_comment::Column as C;
    let mut find = scope.find::<meal_comment::Entity>().filter(C::Status.is_in(statuses.iter().copied()));
    if let Some(school) = school {
        find = find.filter(C::SchoolId.eq(school));
    }
    if let Some(meal) = meal {
        find = find.filter(C::MealId.eq(meal));
    }
    find
}

/// The same page of the published comments on several meals, by meal.
pub async fn page_released_by_meal(
    scope: &Scope,
    meals: &[Uuid],
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<meal_comment::Model>>, DbErr> {
    let find = list_comments(scope, (None, None), &[MealCommentStatus::Released]);
    find.page_by_parent(meal_comment::Column::MealId, meals, &COMMENTS, request).await
}

/// How many comments on several meals are published, by meal.
pub async fn count_released_by_meal(scope: &Scope, meals: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    let find = list_comments(scope, (None, None), &[MealCommentStatus::Released]);
    find.count_by_parent(meal_comment::Column::MealId, meals).await
}

/// Published comments on a school's meals of these days, the newest days first.
pub async fn list_released_at(
    scope: &Scope,
    school: Uuid,
    (from, to): (NaiveDate, NaiveDate),
    most: u64,
) -> Result<Vec<meal_comment::Model>, DbErr> {
    let find = list_comments(scope, (Some(school), None), &[MealCommentStatus::Released]);
    let find = find.filter(meal_comment::Column::ServedOn.between(from, to));
    let find = find.descending(meal_comment::Column::ServedOn).descending(meal_comment::Column::Id);
    find.limit(most).all().await
}

pub async fn list_comments_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<meal_comment::Model>, DbErr> {
    let theirs = meal_comment::Column::Id.is_in(ids.iter().copied());
    scope.find::<meal_comment::Entity>().filter(theirs).all().await
}

pub async fn find_comment_in(tx: &Tx, id: Uuid) -> Result<Option<meal_comment::Model>, DbErr> {
    tx.find::<meal_comment::Entity>().by_id(id).for_update().one().await
}

pub async fn update_comment_as_moderated(
    tx: &Tx,
    id: Uuid,
    status: MealCommentStatus,
    by: Uuid,
) -> Result<(), DbErr> {
    use meal_comment::Column as C;
    let changes = vec![
        (C::Status, Expr::val(status)),
        (C::ModeratedBy, Expr::val(by)),
        (C::ModeratedAt, Expr::val(tx.scope().now())),
    ];
    tx.update::<meal_comment::Entity>(only(id), changes).await?;
    Ok(())
}

fn only(id: Uuid) -> Condition {
    Condition::all().add(meal_comment::Column::Id.eq(id))
}

/// Whether the meal has a result that may be shown.
pub async fn has_result(tx: &Tx, meal: Uuid) -> Result<bool, DbErr> {
    use meal_tally::Column as C;
    // There is no tally of fewer votes than a portion.
    tx.find::<meal_tally::Entity>().filter(C::MealId.eq(meal)).exists().await
}

/// An answer to what was said of a meal.
pub struct NewAnswer {
    pub id: Uuid,
    pub meal: Uuid,
    pub text: String,
    pub measure: Option<String>,
    pub by: Uuid,
}

/// Answers, or puts the answer in the place of the one before.
pub async fn insert_or_update_answer(tx: &Tx, new: NewAnswer) -> Result<(), DbErr> {
    use meal_answer::Column as C;
    let now = tx.scope().now();
    let row = meal_answer::ActiveModel {
        id: Set(new.id),
        meal_id: Set(new.meal),
        text: Set(new.text),
        measure: Set(new.measure),
        answered_by: Set(new.by),
        answered_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let again = OnConflict::columns([C::MunicipalityId, C::MealId])
        .update_columns([C::Text, C::Measure, C::AnsweredBy, C::UpdatedAt])
        .to_owned();
    tx.insert_or::<meal_answer::Entity>(row, again).await?;
    Ok(())
}

pub async fn list_answers(scope: &Scope, meals: &[Uuid]) -> Result<Vec<meal_answer::Model>, DbErr> {
    let theirs = meal_answer::Column::MealId.is_in(meals.iter().copied());
    scope.find::<meal_answer::Entity>().filter(theirs).all().await
}
