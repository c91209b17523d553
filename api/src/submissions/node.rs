//! How a node id becomes one of the objects of submissions.

use std::sync::Arc;

use async_graphql::Result;
use uuid::Uuid;

use super::{
    policy, store,
    types::{Submission, SubmissionAnswer, SubmissionCategory, SubmissionMessage, SubmissionNote},
};
use crate::{schema::errors::internal, tenancy::Scope};

pub async fn submission(scope: &Scope, id: Uuid) -> Result<Option<Submission>> {
    let row = store::find_submission(scope, id).await.map_err(internal)?;
    Ok(row.map(Arc::new).map(Submission::from))
}

pub async fn category(scope: &Scope, id: Uuid) -> Result<Option<SubmissionCategory>> {
    let row = store::find_category(scope, id).await.map_err(internal)?;
    Ok(row.map(Arc::new).map(SubmissionCategory::from))
}

pub async fn answer(scope: &Scope, id: Uuid) -> Result<Option<SubmissionAnswer>> {
    let Some(row) = store::find_answer(scope, id).await.map_err(internal)? else { return Ok(None) };
    let parent = store::find_submission(scope, row.submission_id).await.map_err(internal)?;
    let is_for_sender = parent.is_some_and(|parent| policy::reads_original(scope, &parent));
    Ok(Some(SubmissionAnswer::new(Arc::new(row), is_for_sender)))
}

pub async fn message(scope: &Scope, id: Uuid) -> Result<Option<SubmissionMessage>> {
    let row = store::find_message(scope, id).await.map_err(internal)?;
    Ok(row.map(Arc::new).map(SubmissionMessage::from))
}

pub async fn note(scope: &Scope, id: Uuid) -> Result<Option<SubmissionNote>> {
    let row = store::find_note(scope, id).await.map_err(internal)?;
    Ok(row.map(Arc::new).map(SubmissionNote::from))
}
