//! What belongs to a submission.

use std::collections::HashMap;

use entity::{submission_answer, submission_contact, submission_event, submission_message, submission_note};
use sea_orm::{ColumnTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use crate::tenancy::{Find, Keyset, Page, PageRequest, RowRule, Scope, Tx};

/// Rows that belong to a submission and are listed oldest first.
pub trait OfSubmission: RowRule {
    /// The column that names the submission.
    fn parent() -> Self::Column;
    /// The order.
    fn order() -> &'static Keyset<Self>;
}

macro_rules! of_submission {
    ($($entity:ident),+ $(,)?) => {$(
        impl OfSubmission for $entity::Entity {
            fn parent() -> Self::Column {
                $entity::Column::SubmissionId
            }

            fn order() -> &'static Keyset<Self> {
                static ORDER: Keyset<$entity::Entity> =
                    Keyset::ascending(&[$entity::Column::CreatedAt, $entity::Column::Id]);
                &ORDER
            }
        }
    )+};
}

of_submission!(submission_answer, submission_event, submission_message, submission_note);

static ANSWERS_NEWEST_FIRST: Keyset<submission_answer::Entity> =
    Keyset::descending(&[submission_answer::Column::CreatedAt, submission_answer::Column::Id]);

/// All of one submission.
pub fn list_of<E>(scope: &Scope, submission: Uuid) -> Find<'static, E>
where
    E: OfSubmission,
    E::Model: FromQueryResult + Send + Sync,
{
    scope.find::<E>().filter(E::parent().eq(submission))
}

/// The same page of several submissions in one statement.
pub async fn page_by_submission<E>(
    scope: &Scope,
    submissions: &[Uuid],
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<E::Model>>, DbErr>
where
    E: OfSubmission,
    E::Model: FromQueryResult + Send + Sync,
{
    scope.find::<E>().page_by_parent(E::parent(), submissions, E::order(), request).await
}

/// How many of these several submissions have, in one statement.
pub async fn count_by_submission<E>(scope: &Scope, submissions: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr>
where
    E: OfSubmission,
    E::Model: FromQueryResult + Send + Sync,
{
    scope.find::<E>().count_by_parent(E::parent(), submissions).await
}

/// The newest answer of each submission that has one, in one statement.
pub async fn list_latest_answers(
    scope: &Scope,
    submissions: &[Uuid],
) -> Result<HashMap<Uuid, Page<submission_answer::Model>>, DbErr> {
    let request = PageRequest { size: 1, after: None, before: None, backward: false };
    let parent = submission_answer::Column::SubmissionId;
    let find = scope.find::<submission_answer::Entity>();
    find.page_by_parent(parent, submissions, &ANSWERS_NEWEST_FIRST, &request).await
}

/// The newest answer of one submission.
pub async fn find_latest_answer(
    scope: &Scope,
    submission: Uuid,
) -> Result<Option<submission_answer::Model>, DbErr> {
    use submission_answer::Column::{CreatedAt, Id};
    list_of::<submission_answer::Entity>(scope, submission)
        .descending(CreatedAt)
        .descending(Id)
        .limit(1)
        .one()
        .await
}

/// How to reach the senders of these submissions.
pub async fn list_contacts(
    scope: &Scope,
    submissions: &[Uuid],
) -> Result<Vec<submission_contact::Model>, DbErr> {
    let parent = submission_contact::Column::SubmissionId;
    scope.find::<submission_contact::Entity>().filter(parent.is_in(submissions.iter().copied())).all().await
}

/// How to reach the sender of a submission.
pub async fn find_contact(
    scope: &Scope,
    submission: Uuid,
) -> Result<Option<submission_contact::Model>, DbErr> {
    let parent = submission_contact::Column::SubmissionId;
    scope.find::<submission_contact::Entity>().filter(parent.eq(submission)).one().await
}

/// The same, as a transaction sees it.
pub async fn find_contact_in(tx: &Tx, submission: Uuid) -> Result<Option<submission_contact::Model>, DbErr> {
    let parent = submission_contact::Column::SubmissionId;
    tx.find::<submission_contact::Entity>().filter(parent.eq(submission)).one().await
}

/// The answer of that id.
pub async fn find_answer(scope: &Scope, id: Uuid) -> Result<Option<submission_answer::Model>, DbErr> {
    scope.find_by_id::<submission_answer::Entity>(id).await
}

/// The message of that id.
pub async fn find_message(scope: &Scope, id: Uuid) -> Result<Option<submission_message::Model>, DbErr> {
    scope.find_by_id::<submission_message::Entity>(id).await
}

/// The note of that id.
pub async fn find_note(scope: &Scope, id: Uuid) -> Result<Option<submission_note::Model>, DbErr> {
    scope.find_by_id::<submission_note::Entity>(id).await
}
