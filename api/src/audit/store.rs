//! The feature's queries.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{AuditAction, audit_entry};
use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    identity,
    tenancy::{Find, Keyset, Scope, Section},
};

/// Newest first.
pub static ENTRIES: Keyset<audit_entry::Entity> =
    Keyset::descending(&[audit_entry::Column::At, audit_entry::Column::Seq]);

/// What the log is narrowed to; everything that is given must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// About this child.
    pub subject: Option<Uuid>,
    /// About this person, whichever of the two they are.
    pub person: Option<Uuid>,
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
    if let Some(person) = filter.person {
        find = find
            .filter(Condition::any().add(audit_entry::Column::SubjectId.eq(person)).add(object_is(person)));
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

/// The newest of them, at most so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_newest(
    scope: &Scope,
    filter: Filter,
    most: usize,
) -> Result<Vec<Arc<audit_entry::Model>>, DbErr> {
    let find = list_entries(scope, filter).descending(audit_entry::Column::At);
    let find = find.descending(audit_entry::Column::Seq).limit(u64::try_from(most).unwrap_or(u64::MAX));
    Ok(find.all().await?.into_iter().map(Arc::new).collect())
}

/// The kinds of objects that are people.
pub const PEOPLE: [&str; 2] = ["GUARDIAN", "FAMILY_MEMBER"];

/// Entries of which the person is the object: the guardian or family member beside the child.
fn object_is(person: Uuid) -> Condition {
    Condition::all()
        .add(audit_entry::Column::ObjectKind.is_in(PEOPLE))
        .add(audit_entry::Column::ObjectId.eq(person))
}

/// What the extract tells nobody of whom it is about. That somebody reads the log about a person may be an investigation
/// that must not be known to them; a block is told to nobody whom it keeps away (P2).
const UNTOLD: [AuditAction; 3] =
    [AuditAction::AuditTrailRead, AuditAction::GuardianBlocked, AuditAction::GuardianUnblocked];

/// What the log says of the viewer and of what they did. Whoever looked, and whomever they looked at, is a third party:
/// the subject is told where it is the viewer or one of their own children of today.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let [at, action, subject] =
        [audit_entry::Column::At, audit_entry::Column::Action, audit_entry::Column::SubjectId];
    let is_told = audit_entry::Column::Action.is_not_in(UNTOLD);
    let whom = Condition::any().add(audit_entry::Column::SubjectId.eq(id)).add(object_is(id));
    let about = Condition::all().add(whom).add(is_told);
    let by = Condition::all().add(audit_entry::Column::ActorId.eq(id));
    let relations = identity::relations(scope).await?;
    let own: HashSet<String> =
        relations.children.iter().chain([&id]).map(std::string::ToString::to_string).collect();
    let mut by =
        Section::read::<audit_entry::Entity>(scope, "auditEntriesBy", by, &[at, action, subject]).await?;
    for row in &mut by.rows {
        let told = row.remove("subjectId").filter(|id| id.as_str().is_some_and(|id| own.contains(id)));
        row.insert("subject".to_owned(), told.unwrap_or_default());
    }
    Ok(vec![
        Section::read::<audit_entry::Entity>(scope, "auditEntriesAbout", about, &[at, action]).await?,
        by,
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
