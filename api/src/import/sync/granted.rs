//! What a register gave and took, in the audit log (T10, P10): each relation that opens something to somebody, and each
//! change of how far an identity is protected. Nobody in particular did it; the request is the register's name.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{AuditAction, duty, enrolment, guardianship, person, placement, school_duty};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::write::rows::Rows;
use super::page::Register;
use super::relations::Dated;
use crate::platform::audit::{Entry, Note, append};

/// A relation of a person to something, which the person is given rights by.
pub(super) trait Relation: Dated {
    /// Who is in it: the child where there is one.
    fn subject(&self) -> Uuid;
    /// With what.
    fn object(&self) -> (&'static str, Uuid);
}

macro_rules! relation {
    ($($table:ident: $subject:ident, $kind:literal $object:ident;)+) => {$(
        impl Relation for $table::Model {
            fn subject(&self) -> Uuid {
                self.$subject
            }

            fn object(&self) -> (&'static str, Uuid) {
                ($kind, self.$object)
            }
        }
    )+};
}

relation! {
    guardianship: child_id, "GUARDIAN" guardian_id;
    placement: child_id, "GROUP" group_id;
    enrolment: pupil_id, "SCHOOL" school_id;
    duty: person_id, "PRESCHOOL" preschool_id;
    school_duty: person_id, "SCHOOL" school_id;
}

/// What the log says of a relation that was made or changed.
pub(super) fn entry(row: &impl Relation, today: NaiveDate) -> Entry {
    let is_over = row.valid_to().is_some_and(|end| end < today);
    let action = if is_over { AuditAction::RelationEnded } else { AuditAction::RelationGranted };
    let (kind, id) = row.object();
    Entry::about(action, row.subject()).with(kind, id)
}

/// What the log says of persons whose protection differs from what it was.
pub(super) fn protection_changes(before: &[person::Model], after: &Rows<person::Entity>) -> Vec<Entry> {
    let changed = before
        .iter()
        .filter(|row| after.get(row.id).is_some_and(|settled| settled.protection != row.protection));
    changed.map(|row| Entry::about(AuditAction::ProtectionChanged, row.id)).collect()
}

/// Adds to the municipality's chain, in the transaction of the change.
pub(super) async fn record(
    connection: &impl ConnectionTrait,
    register: &Register,
    entries: Vec<Entry>,
) -> Result<(), DbErr> {
    let request_id: Arc<str> = format!("ss12000:{}", register.source).into();
    let notes: Vec<_> = entries
        .into_iter()
        .map(|entry| Note {
            municipality_id: register.municipality_id,
            at: register.now,
            actor: None,
            request_id: Arc::clone(&request_id),
            entry,
        })
        .collect();
    append(connection, &register.key, register.municipality_id, &notes).await
}
