//! The feature's queries.

use chrono::{DateTime, Utc};
use entity::{AuditAction, audit_entry};
use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::tenancy::{Find, Keyset, Scope, Section};

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

/// What the log says of a person and of what they did. Whoever looked, and whomever they looked at, is a third party.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let columns = [audit_entry::Column::At, audit_entry::Column::Action];
    let about = Condition::all().add(audit_entry::Column::SubjectId.eq(id));
    let by = Condition::all().add(audit_entry::Column::ActorId.eq(id));
    Ok(vec![
        Section::read::<audit_entry::Entity>(scope, "auditEntriesAbout", about, &columns).await?,
        Section::read::<audit_entry::Entity>(scope, "auditEntriesBy", by, &columns).await?,
    ])
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

/// How many register extracts a person has had since then.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_exports_since(scope: &Scope, id: Uuid, since: DateTime<Utc>) -> Result<u64, DbErr> {
    let counted: Vec<Counted> = scope
        .unruled(|municipality| {
            Query::select()
                .expr_as(Expr::col(audit_entry::Column::Seq).count(), "count")
                .from(audit_entry::Entity)
                .and_where(audit_entry::Column::MunicipalityId.eq(municipality))
                .and_where(audit_entry::Column::ActorId.eq(id))
                .and_where(audit_entry::Column::Action.eq(AuditAction::DataExported))
                .and_where(audit_entry::Column::At.gte(since))
                .to_owned()
        })
        .await?;
    Ok(counted.first().and_then(|row| u64::try_from(row.count).ok()).unwrap_or_default())
}
