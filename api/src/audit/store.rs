//! The feature's queries.

use chrono::{DateTime, Utc};
use entity::audit_entry;
use sea_orm::ColumnTrait;
use uuid::Uuid;

use crate::tenancy::{Find, Keyset, Scope};

/// Newest first.
pub static ENTRIES: Keyset<audit_entry::Entity> =
    Keyset::descending(&[audit_entry::Column::At, audit_entry::Column::Seq]);

/// What the log is narrowed to; everything that is given must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// About this child or other person.
    pub subject: Option<Uuid>,
    /// By this person.
    pub actor: Option<Uuid>,
    /// Then or later.
    pub from: Option<DateTime<Utc>>,
    /// Before then.
    pub to: Option<DateTime<Utc>>,
}

pub fn list_entries(scope: &Scope, filter: Filter) -> Find<'static, audit_entry::Entity> {
    let mut find = scope.find::<audit_entry::Entity>();
    if let Some(subject) = filter.subject {
        find = find.filter(audit_entry::Column::SubjectId.eq(subject));
    }
    if let Some(actor) = filter.actor {
        find = find.filter(audit_entry::Column::ActorId.eq(actor));
    }
    if let Some(from) = filter.from {
        find = find.filter(audit_entry::Column::At.gte(from));
    }
    if let Some(to) = filter.to {
        find = find.filter(audit_entry::Column::At.lt(to));
    }
    find
}
