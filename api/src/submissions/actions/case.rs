//! What every change of a submission has in common.

use std::sync::Arc;

use entity::{SubmissionAction, submission};
use sea_orm::DbErr;
use uuid::Uuid;

use super::super::{
    policy::{self, Noticed},
    store,
};
use crate::{
    platform::{Event, Failure, Topic},
    tenancy::{Scope, Tx},
};

/// Faults that say "no such submission".
pub trait Absence {
    /// That fault.
    const NOT_FOUND: Self;
}

/// A submission that is about to change.
pub struct Case {
    /// The transaction of the change.
    pub tx: Tx,
    /// The submission, held until the transaction ends.
    pub row: submission::Model,
}

impl Case {
    /// Holds the submission for a case officer, and tells who that is.
    pub async fn of_officer<Fault: Absence>(scope: &Scope, id: Uuid) -> Result<(Self, Uuid), Failure<Fault>> {
        let officer = policy::officer(scope)?;
        Ok((Self::of_viewer(scope, id).await?, officer))
    }

    /// Holds a submission that the viewer sees.
    pub async fn of_viewer<Fault: Absence>(scope: &Scope, id: Uuid) -> Result<Self, Failure<Fault>> {
        Self::hold(scope.begin().await?, id).await
    }

    /// Holds a submission in a transaction that has begun.
    pub async fn hold<Fault: Absence>(tx: Tx, id: Uuid) -> Result<Self, Failure<Fault>> {
        match store::find_for_change(&tx, id).await? {
            Some(row) => Ok(Self { tx, row }),
            None => Err(Failure::of(Fault::NOT_FOUND)),
        }
    }

    /// The submission as it is.
    pub fn unchanged(self) -> Arc<submission::Model> {
        Arc::new(self.row)
    }

    /// Writes a change with its history. What the public does not see leaves no trace that it could see.
    pub async fn change(
        &mut self,
        action: SubmissionAction,
        actor: Option<Uuid>,
        set: impl FnOnce(&mut submission::Model),
    ) -> Result<(), DbErr> {
        let before = self.row.clone();
        set(&mut self.row);
        let noticed = policy::noticed(action, &before, &self.row);
        if noticed == Noticed::Everyone {
            self.row.updated_at = self.tx.scope().now();
        }
        store::update_submission(&self.tx, &before, &self.row).await?;
        store::insert_event(&self.tx, &self.row, action, actor).await?;
        let topic = match noticed {
            Noticed::Officers => Topic::SubmissionHandled,
            Noticed::Sender => Topic::SubmissionAddedTo,
            Noticed::Everyone => Topic::SubmissionUpdated,
        };
        let municipality_id = self.row.municipality_id;
        self.tx.publish(Event { municipality_id, topic, subject: self.row.id, audience: None }).await
    }

    /// Makes the changes durable and returns the submission as it then is.
    pub async fn commit(self) -> Result<Arc<submission::Model>, DbErr> {
        self.tx.commit().await?;
        Ok(Arc::new(self.row))
    }
}
