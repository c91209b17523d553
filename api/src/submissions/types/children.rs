//! What belongs to a submission.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};
use entity::{submission_answer, submission_event, submission_message, submission_note};
use uuid::Uuid;

use super::{
    super::{loaders::SubmissionId, policy::Reader, rules},
    enums::{SubmissionAction, SubmissionKind, SubmissionStatus},
    fields::{Through, known_of_sender, name_of},
};
use crate::{
    platform::Internal,
    schema::{Loaders, errors::internal, node::Kind, scalars::DateTime},
};

/// An official answer.
pub struct SubmissionAnswer {
    row: Arc<submission_answer::Model>,
    reader: Reader,
}

impl SubmissionAnswer {
    /// The answer as the viewer reads it.
    pub fn new(row: Arc<submission_answer::Model>, reader: Reader) -> Self {
        Self { row, reader }
    }

    fn is_for_sender(&self) -> bool {
        self.reader != Reader::Public
    }
}

/// An official answer (svar) to a submission.
#[Object]
impl SubmissionAnswer {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::SubmissionAnswer.id(self.row.id)
    }

    /// The text, plain, with blank lines between paragraphs. The public may read another wording than the sender.
    async fn body(&self) -> &str {
        let public = || self.row.public_body.as_deref().unwrap_or_default();
        if self.is_for_sender() { &self.row.body } else { public() }
    }

    /// The wording that the public reads where the submission is published; null where the public reads nothing of this
    /// answer, as long as no case officer has said what it reads.
    async fn public_body(&self) -> Option<&str> {
        self.row.public_body.as_deref()
    }

    /// A wording for the public to begin with: the answer without greeting and closing, with every part of the sender's name,
    /// addresses, telephone numbers and identity numbers masked. It is for an officer to read before it is published. Null
    /// for all but case officers.
    async fn suggested_public_body(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        if self.reader != Reader::Officer {
            return None;
        }
        let suggestion = async {
            let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
            let Some(submission) = loaders.load_one(SubmissionId(self.row.submission_id)).await? else {
                return Ok(None);
            };
            let sender = known_of_sender(ctx, &Through::Request, &submission).await?;
            Ok(Some(rules::suggested(&self.row.body, &sender)))
        };
        suggestion.await.map_err(|cause: Internal| internal(cause)).transpose()
    }

    /// The name of the case officer who answered; null for the public, and when another system brought the answer.
    async fn author_name(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        name_of(ctx, self.row.author_id.filter(|_| self.is_for_sender())?).await
    }

    /// When it was given.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }
}

/// Something that the sender wrote after filing.
pub struct SubmissionMessage(Arc<submission_message::Model>);

impl From<Arc<submission_message::Model>> for SubmissionMessage {
    fn from(row: Arc<submission_message::Model>) -> Self {
        Self(row)
    }
}

/// Something that the sender wrote after filing: an addition, or a reply to a question (komplettering). Only the sender
/// and case officers see it.
#[Object]
impl SubmissionMessage {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::SubmissionMessage.id(self.0.id)
    }

    /// The text, plain, with blank lines between paragraphs.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// An internal note.
pub struct SubmissionNote(Arc<submission_note::Model>);

impl From<Arc<submission_note::Model>> for SubmissionNote {
    fn from(row: Arc<submission_note::Model>) -> Self {
        Self(row)
    }
}

/// An internal note (intern anteckning). Only case officers see it.
#[Object]
impl SubmissionNote {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::SubmissionNote.id(self.0.id)
    }

    /// The text, plain, with blank lines between paragraphs.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// The name of the case officer who noted it; null when the name is protected.
    async fn author_name(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        name_of(ctx, self.0.author_id).await
    }

    /// When it was noted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// Something that happened to a submission.
pub struct SubmissionEvent {
    row: Arc<submission_event::Model>,
    /// Who did it, where the viewer may know.
    actor: Option<Uuid>,
}

impl SubmissionEvent {
    /// The event, with who did it where the viewer may know.
    pub fn new(row: Arc<submission_event::Model>, names_actor: bool) -> Self {
        let actor = row.actor_id.filter(|_| names_actor);
        Self { row, actor }
    }
}

/// Something that happened to a submission (händelse).
#[Object]
impl SubmissionEvent {
    /// What happened.
    async fn action(&self) -> SubmissionAction {
        self.row.action.into()
    }

    /// The status from then on.
    async fn status(&self) -> SubmissionStatus {
        self.row.status.into()
    }

    /// The kind from then on.
    async fn kind(&self) -> SubmissionKind {
        self.row.kind.into()
    }

    /// The name of who did it; case officers see it, and it is null when nobody in particular did it.
    async fn actor_name(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        name_of(ctx, self.actor?).await
    }

    /// When it happened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }
}

impl crate::schema::written::Item for SubmissionAnswer {}
impl crate::schema::written::Item for SubmissionMessage {}
impl crate::schema::written::Item for SubmissionNote {}
impl crate::schema::written::Item for SubmissionEvent {}
