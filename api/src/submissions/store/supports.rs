//! Who supports what, as hashes.

use entity::{
    submission_support,
    submission_support::{ActiveModel, Column, Entity},
};
use sea_orm::{ColumnTrait, Condition, DbErr, Set, sea_query::OnConflict};
use uuid::Uuid;

use crate::tenancy::{Scope, Tx};

/// Adds a supporter. Answers whether it is a new one.
pub async fn insert_support(tx: &Tx, submission: Uuid, supporter: [u8; 32]) -> Result<bool, DbErr> {
    let row = ActiveModel {
        submission_id: Set(submission),
        supporter_hash: Set(supporter.to_vec()),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let key = [Column::MunicipalityId, Column::SubmissionId, Column::SupporterHash];
    let added = tx.insert_or::<Entity>(row, OnConflict::columns(key).do_nothing().to_owned()).await?;
    Ok(added == 1)
}

/// Takes a supporter away. Answers whether there was one.
pub async fn delete_support(tx: &Tx, submission: Uuid, supporter: [u8; 32]) -> Result<bool, DbErr> {
    let mine = Condition::all()
        .add(Column::SubmissionId.eq(submission))
        .add(Column::SupporterHash.eq(supporter.to_vec()));
    Ok(tx.delete::<Entity>(mine).await? == 1)
}

/// Which of these pairs of submission and hash are there.
pub async fn list_supported(
    scope: &Scope,
    pairs: &[(Uuid, [u8; 32])],
) -> Result<Vec<submission_support::Model>, DbErr> {
    // A hash belongs to one submission, so both lists apart find no other pairs.
    let submissions = pairs.iter().map(|(submission, _)| *submission);
    let hashes = pairs.iter().map(|(_, hash)| hash.to_vec());
    scope
        .find::<Entity>()
        .filter(Column::SubmissionId.is_in(submissions))
        .filter(Column::SupporterHash.is_in(hashes))
        .all()
        .await
}
