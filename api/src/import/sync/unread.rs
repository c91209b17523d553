//! Records that could not be read. Nobody knows what they say, so what their former version opened may be over: a guardian
//! who is no longer named, a duty that has ended. It is closed until the record can be read (T9), and comes back with it.

use entity::{ExternalKind, IdentityProtection, enrolment, guardianship, person};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::ss12000::{Resource, Unread};
use super::super::write::rows::Rows;
use super::granted::{protection_changes, record};
use super::guardians::forget_guardians_of;
use super::page::{Page, kinds};
use super::persons::protection_of;
use super::references::{References, mark_seen};

impl<C: ConnectionTrait> Page<'_, C> {
    /// Closes what the records of a list that could not be read may have closed. Answers for how many of them anything
    /// was open.
    pub(super) async fn close_unread(&self, resource: Resource, unread: &[Unread]) -> Result<usize, DbErr> {
        let unread: Vec<&Unread> = unread.iter().filter(|record| record.resource == resource).collect();
        let ids: Vec<Uuid> = unread.iter().map(|record| record.id).collect();
        if self.marks_seen {
            // A record that nobody understands is no record that is gone.
            mark_seen(self.connection, self.register, kinds(resource), &ids).await?;
        }
        if ids.is_empty() {
            return Ok(0);
        }
        let closed = match resource {
            Resource::Persons => {
                self.protect(&unread).await?;
                forget_guardians_of(self.connection, self.register, &ids).await?;
                let mut closed = self.end_things::<guardianship::Entity>(&ids).await?;
                closed.extend(self.end_things::<enrolment::Entity>(&ids).await?);
                closed
            }
            Resource::Placements | Resource::Duties => self.end_all(resource, &ids).await?,
            // They open nothing by themselves; only their last day closes something.
            Resource::Organisations | Resource::Groups => {
                let over: Vec<Uuid> =
                    unread.iter().filter(|record| record.may_end).map(|record| record.id).collect();
                self.end_all(resource, &over).await?
            }
            Resource::DeletedEntities => return Ok(0),
        };
        Ok(closed.len())
    }

    /// Hides those whose identity is protected by now, as far as they are known here (P3).
    async fn protect(&self, unread: &[&Unread]) -> Result<(), DbErr> {
        let marked = unread.iter().filter(|record| record.marking.is_protected()).map(|record| record.id);
        let persons = References::load(self.connection, self.register, ExternalKind::Person, marked).await?;
        let locals: Vec<Uuid> = persons.all().map(|(_, _, local)| local).collect();
        let before = self.stored(&locals).await?;
        let mut rows = Rows::<person::Entity>::stored(before.clone());
        for record in unread {
            let row = persons.local(record.id).and_then(|local| rows.get(local)).cloned();
            if let (Some(row), Some(protection)) = (row, protection_of(record.marking))
                && row.protection == IdentityProtection::None
            {
                rows.settle(person::Model { protection, ..row }, |_| {});
            }
        }
        let entries = protection_changes(&before, &rows);
        rows.flush(self.connection).await?;
        record(self.connection, self.register, entries).await
    }
}
