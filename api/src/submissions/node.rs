//! How node ids become the objects of submissions.

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    loaders::{AnswerId, CategoryId, MessageId, NoteId, SubmissionId},
    policy::{self, Reader},
    types::{Submission, SubmissionAnswer, SubmissionCategory, SubmissionMessage, SubmissionNote},
};
use crate::schema::{Loaders, errors::internal};

pub async fn submission(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Submission>> {
    Ok(loaders.load_one(SubmissionId(id)).await.map_err(internal)?.map(Submission::from))
}

pub async fn category(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<SubmissionCategory>> {
    Ok(loaders.load_one(CategoryId(id)).await.map_err(internal)?.map(SubmissionCategory::from))
}

pub async fn answer(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<SubmissionAnswer>> {
    let Some(row) = loaders.load_one(AnswerId(id)).await.map_err(internal)? else { return Ok(None) };
    let parent = loaders.load_one(SubmissionId(row.submission_id)).await.map_err(internal)?;
    let scope = &loaders.loader().scope;
    let reader = parent.map_or(Reader::Public, |parent| policy::reader(scope, &parent));
    Ok(Some(SubmissionAnswer::new(row, reader)))
}

pub async fn message(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<SubmissionMessage>> {
    Ok(loaders.load_one(MessageId(id)).await.map_err(internal)?.map(SubmissionMessage::from))
}

pub async fn note(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<SubmissionNote>> {
    Ok(loaders.load_one(NoteId(id)).await.map_err(internal)?.map(SubmissionNote::from))
}
