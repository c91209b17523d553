//! Reading the audit log.

use std::convert::Infallible;

use async_graphql::{Context, ID, Object, Result};
use entity::AuditAction;

use super::{
    policy,
    store::{self, ENTRIES, Filter},
    types::AuditEntry,
};
use crate::{
    platform::audit::Entry,
    schema::{
        errors::{bad_input, failed_read, nullable},
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
            policy::enter::<Infallible>(scope).map_err(|failure| failed_read(scope.locale(), failure))?;
            let child = child_id.map(|id| Kind::Child.parse(scope, &id)).transpose()?;
            let person = person_id.map(|id| Kind::Person.parse(scope, &id)).transpose()?;
            if child.is_some() && person.is_some() {
                return Err(bad_input(
                    scope,
                    "Ange antingen childId eller personId, inte båda.",
                    "Give either childId or personId, not both.",
                ));
            }
            let filter = Filter {
                subject: child,
                person,
                actor: actor_id.map(|id| Kind::Person.parse(scope, &id)).transpose()?,
                from: from.map(|time| time.0),
                to: to.map(|time| time.0),
            };
            let subject = child.or(person);
            scope.witness(Entry { action: AuditAction::AuditTrailRead, subject, object: None });
            let args = PageArgs { first, after, last, before };
            let find = store::list_entries(scope, filter);
            Connection::read(scope, &args, &ENTRIES, find, AuditEntry::from).await
        })
        .await
    }
}
