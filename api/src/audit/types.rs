//! An entry of the audit log.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::audit_entry;

use super::store::PEOPLE;
use crate::{
    identity::types::KnownPerson,
    schema::{node::Kind, scalars::DateTime, written::Item},
};

/// What an entry of the audit log tells.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::AuditAction")]
pub enum AuditAction {
    /// Somebody was shown something about a child: the child itself, its guardians, its places.
    ChildViewed,
    /// Somebody was shown that a person with a protected identity is there, without the name.
    ProtectedPersonViewed,
    /// Somebody read the audit log; the subject is whom they asked about, if anybody.
    AuditTrailRead,
    /// Somebody took the audit log with them as a file; the subject is whom they asked about, if anybody.
    AuditTrailExported,
    /// Somebody looked for people by name, login or identity number; the subject is who was found, an entry for each.
    PersonSearched,
    /// Somebody got a role, or keeps one for other days; the kind of object is the role.
    RoleGranted,
    /// Somebody lost a role; the kind of object is the role.
    RoleWithdrawn,
    /// A guardian, the object, was blocked from a child.
    GuardianBlocked,
    /// The block of a guardian, the object, was lifted.
    GuardianUnblocked,
    /// Somebody was invited to a child; the object is the invitation.
    InvitationMade,
    /// An invitation, the object, was accepted.
    InvitationAccepted,
    /// An invitation, the object, was withdrawn before anybody accepted it.
    InvitationWithdrawn,
    /// A family member, the object, may follow a child no longer.
    FamilyMemberWithdrawn,
    /// A register of schools gave somebody a relation, or changed its days: a guardianship or a place of a child, a duty
    /// of staff. The object is the guardian, group, preschool or school.
    RelationGranted,
    /// A register of schools ended such a relation.
    RelationEnded,
    /// Personal data left the system in a file.
    DataExported,
    /// How far an identity is protected was changed.
    ProtectionChanged,
    /// An operator made a person be recognised by no login, number or name any more, to end a conflict of identities.
    AccountReleased,
}

/// A trail of the audit log as a file.
#[derive(SimpleObject)]
pub struct AuditTrailExport {
    /// CSV (RFC 4180) in UTF-8 with a head: number, at, action, actorId, actor, subjectId, subject, objectKind, objectId,
    /// object, request.
    pub csv: String,
    /// How many entries it holds.
    pub entry_count: i32,
    /// Whether those are all; if not, narrow the time.
    pub is_complete: bool,
}

/// An entry of the audit log.
pub struct AuditEntry(Arc<audit_entry::Model>);

impl From<Arc<audit_entry::Model>> for AuditEntry {
    fn from(row: Arc<audit_entry::Model>) -> Self {
        Self(row)
    }
}

impl Item for AuditEntry {}

/// An entry of the audit log (åtkomstlogg): who was shown or changed what about whom. Names are those of today; the log
/// itself keeps ids, and never texts of what was seen.
#[Object]
impl AuditEntry {
    /// Its place in the municipality's chain, from 1 and without gaps.
    async fn number(&self) -> String {
        self.0.seq.to_string()
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What happened.
    async fn action(&self) -> AuditAction {
        self.0.action.into()
    }

    /// Who did it; null for an operator's command and for the system itself.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<KnownPerson>> {
        let actor = self.0.actor_id?;
        Some(KnownPerson::shown(ctx, actor).await)
    }

    /// The id of the child or other person that it is about.
    async fn subject(&self) -> Option<ID> {
        let id = self.0.subject_id?;
        let of_child = match self.0.action {
            entity::AuditAction::ChildViewed
            | entity::AuditAction::GuardianBlocked
            | entity::AuditAction::GuardianUnblocked
            | entity::AuditAction::InvitationMade
            | entity::AuditAction::InvitationAccepted
            | entity::AuditAction::InvitationWithdrawn
            | entity::AuditAction::FamilyMemberWithdrawn => true,
            entity::AuditAction::RelationGranted | entity::AuditAction::RelationEnded => {
                matches!(self.0.object_kind.as_deref(), Some("GUARDIAN" | "GROUP"))
            }
            entity::AuditAction::ProtectedPersonViewed
            | entity::AuditAction::AuditTrailRead
            | entity::AuditAction::AuditTrailExported
            | entity::AuditAction::PersonSearched
            | entity::AuditAction::RoleGranted
            | entity::AuditAction::RoleWithdrawn
            | entity::AuditAction::DataExported
            | entity::AuditAction::ProtectionChanged
            | entity::AuditAction::AccountReleased => false,
        };
        Some(if of_child { Kind::Child.id(id) } else { Kind::Person.id(id) })
    }

    /// The child or other person that it is about, by the name of today: also of a child that is here no longer. Of a
    /// person with a protected identity only the id, and that it was shown is an entry.
    async fn subject_person(&self, ctx: &Context<'_>) -> Option<Result<KnownPerson>> {
        let subject = self.0.subject_id?;
        Some(KnownPerson::shown(ctx, subject).await)
    }

    /// The person beside the subject, in the same way: the guardian or family member; null where it is about something else.
    async fn object_person(&self, ctx: &Context<'_>) -> Option<Result<KnownPerson>> {
        let is_person = self.0.object_kind.as_deref().is_some_and(|kind| PEOPLE.contains(&kind));
        let object = self.0.object_id.filter(|_| is_person)?;
        Some(KnownPerson::shown(ctx, object).await)
    }

    /// What else it is about: a role, as `CASE_OFFICER`, or the kind of thing that `object` names.
    async fn object_kind(&self) -> Option<&str> {
        self.0.object_kind.as_deref()
    }

    /// Which one, by the id of its kind: who was blocked, the group, the assignment of the role.
    async fn object(&self) -> Option<ID> {
        let kind = match self.0.object_kind.as_deref()? {
            "GUARDIAN" | "FAMILY_MEMBER" => Kind::Person,
            "GROUP" => Kind::PreschoolGroup,
            "PRESCHOOL" => Kind::Preschool,
            "SCHOOL" => Kind::School,
            "INVITATION" => Kind::Invitation,
            _ => Kind::RoleAssignment,
        };
        self.0.object_id.map(|id| kind.id(id))
    }

    /// The request that it happened in, as its answer's `X-Request-Id` had it.
    async fn request(&self) -> &str {
        &self.0.request_id
    }
}
