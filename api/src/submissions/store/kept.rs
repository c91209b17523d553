//! What is kept about a person as a sender and as a case officer. Who handled the case and who else is in it are third
//! parties; what an officer wrote is about the sender, so it is listed without its text.

use entity::{
    submission, submission_answer, submission_contact, submission_event, submission_message, submission_note,
    submission_support,
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use crate::tenancy::{Scope, Section};

/// What the person sent, and what the municipality answered.
pub async fn list_kept_of_sender(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let all = Condition::all;
    Ok(vec![
        Section::read::<submission::Entity>(
            scope,
            "submissions",
            all().add(submission::Column::SenderId.eq(id)),
            &[
                submission::Column::Id,
                submission::Column::Number,
                submission::Column::Kind,
                submission::Column::Title,
                submission::Column::Body,
                submission::Column::Locale,
                submission::Column::Status,
                submission::Column::Address,
                submission::Column::Latitude,
                submission::Column::Longitude,
                submission::Column::ReceivedAt,
                submission::Column::PublishedAt,
            ],
        )
        .await?,
        Section::read::<submission_contact::Entity>(
            scope,
            "submissionContacts",
            all().add(submission_contact::Column::SubmissionId.in_subquery(sent_by(scope, id))),
            &[
                submission_contact::Column::SubmissionId,
                submission_contact::Column::Name,
                submission_contact::Column::Email,
                submission_contact::Column::Phone,
            ],
        )
        .await?,
        Section::read::<submission_message::Entity>(
            scope,
            "submissionMessages",
            all().add(submission_message::Column::SubmissionId.in_subquery(sent_by(scope, id))),
            &[
                submission_message::Column::SubmissionId,
                submission_message::Column::Body,
                submission_message::Column::CreatedAt,
            ],
        )
        .await?,
        Section::read::<submission_answer::Entity>(
            scope,
            "submissionAnswers",
            all().add(submission_answer::Column::SubmissionId.in_subquery(sent_by(scope, id))),
            &[
                submission_answer::Column::SubmissionId,
                submission_answer::Column::Body,
                submission_answer::Column::CreatedAt,
            ],
        )
        .await?,
        Section::read::<submission_event::Entity>(
            scope,
            "submissionHistory",
            all().add(submission_event::Column::SubmissionId.in_subquery(sent_by(scope, id))),
            &[
                submission_event::Column::SubmissionId,
                submission_event::Column::Action,
                submission_event::Column::Status,
                submission_event::Column::CreatedAt,
            ],
        )
        .await?,
    ])
}

/// What the person did as a case officer.
pub async fn list_kept_of_officer(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let all = Condition::all;
    Ok(vec![
        Section::read::<submission::Entity>(
            scope,
            "submissionsHandled",
            all().add(submission::Column::CaseOfficerId.eq(id)),
            &[submission::Column::Number],
        )
        .await?,
        Section::read::<submission_event::Entity>(
            scope,
            "submissionActions",
            all().add(submission_event::Column::ActorId.eq(id)),
            &[
                submission_event::Column::SubmissionId,
                submission_event::Column::Action,
                submission_event::Column::CreatedAt,
            ],
        )
        .await?,
        Section::read::<submission_answer::Entity>(
            scope,
            "submissionAnswersWritten",
            all().add(submission_answer::Column::AuthorId.eq(id)),
            &[submission_answer::Column::SubmissionId, submission_answer::Column::CreatedAt],
        )
        .await?,
        Section::read::<submission_note::Entity>(
            scope,
            "submissionNotesWritten",
            all().add(submission_note::Column::AuthorId.eq(id)),
            &[submission_note::Column::SubmissionId, submission_note::Column::CreatedAt],
        )
        .await?,
    ])
}

#[derive(FromQueryResult)]
struct Supported {
    submission_id: Uuid,
}

/// The submissions that anybody supports.
pub async fn list_supported_by_anybody(scope: &Scope) -> Result<Vec<Uuid>, DbErr> {
    let rows: Vec<Supported> = scope
        .unruled(|municipality| {
            Query::select()
                .distinct()
                .column(submission_support::Column::SubmissionId)
                .from(submission_support::Entity)
                .and_where(submission_support::Column::MunicipalityId.eq(municipality))
                .to_owned()
        })
        .await?;
    Ok(rows.into_iter().map(|row| row.submission_id).collect())
}

/// What supports with these hashes say.
pub async fn list_kept_supports(scope: &Scope, hashes: &[[u8; 32]]) -> Result<Section, DbErr> {
    Section::read::<submission_support::Entity>(
        scope,
        "submissionsSupported",
        Condition::all()
            .add(submission_support::Column::SupporterHash.is_in(hashes.iter().map(|hash| hash.to_vec()))),
        &[submission_support::Column::SubmissionId, submission_support::Column::CreatedAt],
    )
    .await
}

fn sent_by(scope: &Scope, id: Uuid) -> SelectStatement {
    Query::select()
        .column(submission::Column::Id)
        .from(submission::Entity)
        .and_where(submission::Column::MunicipalityId.eq(scope.municipality().id))
        .and_where(submission::Column::SenderId.eq(id))
        .to_owned()
}
