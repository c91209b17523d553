//! What clients can listen to.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::{Stream, stream};
use uuid::Uuid;

use super::{
    policy::{self, Noticed},
    rules, store,
    types::Submission,
};
use crate::{
    platform::{
        Event, Topic,
        relay::{Announcements, Ear, Missed},
    },
    schema::{
        errors::{bad_input, internal},
        node::Kind,
    },
    tenancy::{Proof, Scope, Scopes},
};

/// Listening to submissions.
#[derive(Default)]
pub struct SubmissionSubscriptions;

/// Listening to submissions.
#[Subscription]
impl SubmissionSubscriptions {
    /// A submission, each time that something changes in it that the viewer can see. Give its id or its tracking code.
    /// Whether the viewer sees it is judged anew each time; nothing comes while they do not. An id that does not exist is
    /// silent like one that is hidden: the two look alike. A tracking code that is malformed, or that no submission has, is
    /// `BAD_USER_INPUT` at once.
    async fn submission_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The submission.")] id: Option<ID>,
        #[graphql(desc = "The private tracking code that `fileSubmission` answered.")] tracking_code: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<Submission>> + use<>> {
        let scope = ctx.data_unchecked::<Scope>();
        // Listen first: what happens while the code is looked up is not lost.
        let ear = ctx.data_unchecked::<Announcements>().listen();
        let (scope, subject) = match (id, tracking_code) {
            (Some(id), None) => (scope.clone(), Kind::Submission.parse(scope, &id)?),
            (None, Some(code)) => of_code(scope, &code).await?,
            _ => {
                return Err(bad_input(
                    scope,
                    "Ange antingen id eller trackingCode.",
                    "Give either id or trackingCode.",
                ));
            }
        };
        Ok(stream::unfold(Listener { ear, scope, subject }, |mut listener| async move {
            let item = listener.next().await?;
            Some((item, listener))
        }))
    }
}

/// The submission that the code opens, in a scope that it is opened in. A code that opens nothing never will: silence would
/// only look as if nothing happened.
async fn of_code(scope: &Scope, code: &str) -> Result<(Scope, Uuid)> {
    let Some(code) = rules::parse_tracking_code(code) else {
        return Err(bad_input(
            scope,
            "trackingCode ska ha 20 tecken, som 7KQ2-M9XW-4TRN-HB3C-P5YE.",
            "trackingCode should have 20 characters, like 7KQ2-M9XW-4TRN-HB3C-P5YE.",
        ));
    };
    let hash = rules::tracking_hash(&code);
    let opened = scope.anonymously().with_proof(Proof::TrackingCode(hash));
    match store::find_by_tracking_hash(&opened, hash).await.map_err(internal)? {
        Some(row) => Ok((opened, row.id)),
        None => Err(bad_input(
            scope,
            "trackingCode: inget ärende har den koden.",
            "trackingCode: no submission has this code.",
        )),
    }
}

struct Listener {
    ear: Ear,
    scope: Scope,
    subject: Uuid,
}

impl Listener {
    /// The submission after the next fact about it that the viewer may hear of; `None` at the end of all facts.
    async fn next(&mut self) -> Option<Result<Submission>> {
        loop {
            let noticed = match self.ear.next().await? {
                Ok(fact) if self.concerns(fact) => match fact.topic {
                    Topic::SubmissionHandled => Noticed::Officers,
                    Topic::SubmissionAddedTo => Noticed::Sender,
                    _ => Noticed::Everyone,
                },
                Ok(_) => continue,
                // Something was missed, perhaps this: the present state makes up for it.
                Err(Missed) => Noticed::Everyone,
            };
            match self.delivered(noticed).await {
                Ok(Some(submission)) => return Some(Ok(submission)),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn concerns(&self, fact: Event) -> bool {
        matches!(fact.topic, Topic::SubmissionUpdated | Topic::SubmissionAddedTo | Topic::SubmissionHandled)
            && fact.subject == self.subject
            && fact.municipality_id == self.scope.municipality().id
    }

    async fn delivered(&self, noticed: Noticed) -> Result<Option<Submission>> {
        let scope = Scopes::renew(&self.scope).await.map_err(internal)?;
        if noticed == Noticed::Officers && !policy::is_officer(scope.viewer()) {
            return Ok(None);
        }
        let row = store::find_submission(&scope, self.subject).await.map_err(internal)?;
        let row = row.filter(|row| noticed == Noticed::Everyone || policy::reads_original(&scope, row));
        Ok(row.map(|row| Submission::seen_through(Arc::new(row), scope)))
    }
}
