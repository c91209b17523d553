//! Reading the audit log.

use std::convert::Infallible;

use async_graphql::{Context, ID, Object, Result};
use entity::AuditAction;

use super::{
    export::export,
    policy,
    store::{self, ENTRIES, Filter},
    types::{AuditEntry, AuditTrailExport},
};
use crate::{
    platform::audit::Entry,
    schema::{
        errors::{bad_input, failed_read, internal, nullable},
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::DateTime,
    },
    tenancy::Scope,
};

/// The audit log's part of `Viewer`.
#[derive(Default)]
pub struct AuditOfViewer;

/// The audit log's part of the viewer.
#[Object]
impl AuditOfViewer {
    /// The municipality's audit log (åtkomstlogg), newest first: who was shown which child's data and when, and who
    /// changed what somebody may see. For the data-protection officer; everybody else gets `FORBIDDEN`. Needs a strong
    /// login (`STEP_UP_REQUIRED`). Each reading is an entry of its own.
    #[expect(clippy::too_many_arguments, reason = "a filter of four, and the four of a page")]
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is about this child.")] child_id: Option<ID>,
        #[graphql(
            desc = "Only what is about this person, also where they are its object: the guardian who was blocked, or who got or lost a relation. Not together with childId."
        )]
        person_id: Option<ID>,
        #[graphql(desc = "Only what this person did or saw.")] actor_id: Option<ID>,
        #[graphql(desc = "Only what happened then or later.")] from: Option<DateTime>,
        #[graphql(desc = "Only what happened before then.")] to: Option<DateTime>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<AuditEntry>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let filter = Asked { child_id, person_id, actor_id, from, to }.read(scope)?;
            let subject = filter.subject.or(filter.person);
            scope.witness(Entry { action: AuditAction::AuditTrailRead, subject, object: None });
            let args = PageArgs { first, after, last, before };
            let find = store::list_entries(scope, filter);
            Connection::read(scope, &args, &ENTRIES, find, AuditEntry::from).await
        })
        .await
    }

    /// The same as a CSV file (RFC 4180) to be handed over: the newest 10,000 entries, with the names of today; people with a
    /// protected identity have none. For the data-protection officer, as `auditTrail`. Each export is an entry of its own.
    #[graphql(complexity = "1_000")]
    async fn audit_trail_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is about this child.")] child_id: Option<ID>,
        #[graphql(
            desc = "Only what is about this person, also where they are its object. Not together with childId."
        )]
        person_id: Option<ID>,
        #[graphql(desc = "Only what this person did or saw.")] actor_id: Option<ID>,
        #[graphql(desc = "Only what happened then or later.")] from: Option<DateTime>,
        #[graphql(desc = "Only what happened before then.")] to: Option<DateTime>,
    ) -> Option<Result<AuditTrailExport>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let filter = Asked { child_id, person_id, actor_id, from, to }.read(scope)?;
            let subject = filter.subject.or(filter.person);
            scope.witness(Entry { action: AuditAction::AuditTrailExported, subject, object: None });
            let file = export(scope, filter).await.map_err(internal)?;
            let entry_count = i32::try_from(file.entries).unwrap_or(i32::MAX);
            Ok(AuditTrailExport { csv: file.csv, entry_count, is_complete: file.is_complete })
        })
        .await
    }
}

/// What the log is asked for.
struct Asked {
    child_id: Option<ID>,
    person_id: Option<ID>,
    actor_id: Option<ID>,
    from: Option<DateTime>,
    to: Option<DateTime>,
}

impl Asked {
    /// The same as a filter, for those who may read the log.
    fn read(self, scope: &Scope) -> Result<Filter> {
        policy::enter::<Infallible>(scope).map_err(|failure| failed_read(scope.locale(), failure))?;
        let child = self.child_id.map(|id| Kind::Child.parse(scope, &id)).transpose()?;
        let person = self.person_id.map(|id| Kind::Person.parse(scope, &id)).transpose()?;
        if child.is_some() && person.is_some() {
            return Err(bad_input(
                scope,
                "Ange antingen childId eller personId, inte båda.",
                "Give either childId or personId, not both.",
            ));
        }
        Ok(Filter {
            subject: child,
            person,
            actor: self.actor_id.map(|id| Kind::Person.parse(scope, &id)).transpose()?,
            from: self.from.map(|time| time.0),
            to: self.to.map(|time| time.0),
        })
    }
}
