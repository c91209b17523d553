//! Who was invited to a child.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{AuditAction, family_membership, invitation};

use crate::{
    identity::types::KnownPerson,
    platform::audit::Entry,
    schema::{
        node::Kind,
        scalars::{DateTime, LocalDate},
    },
    tenancy::Scope,
};

/// As what somebody is invited to a child.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::InvitationKind")]
pub enum InvitationKind {
    /// A family member (närstående), by a guardian: has the feed of the child's groups and nothing else.
    FamilyMember,
    /// A guardian without e-identification, by the principal.
    Guardian,
}

/// An invitation to a child. About the child: whoever is shown one is in the audit log, as with `Child`.
pub struct Invitation(invitation::Model);

impl Invitation {
    /// The invitation, shown to the scope's viewer.
    pub fn shown(scope: &Scope, row: invitation::Model) -> Self {
        scope.witness(Entry::about(AuditAction::ChildViewed, row.child_id));
        Self(row)
    }
}

/// An invitation (inbjudan) to a child: whoever logs in and shows its code becomes a family member or a guardian.
#[Object]
impl Invitation {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Invitation.id(self.0.id)
    }

    /// As what.
    async fn kind(&self) -> InvitationKind {
        self.0.kind.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// From when on the code is worth nothing.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When somebody accepted it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }

    /// Whether the viewer made it.
    async fn is_viewers(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Scope>().viewer().person_id() == Some(self.0.invited_by)
    }
}

/// Somebody who follows a child's groups as family. About the child, as `Invitation` is.
pub struct FamilyMember(family_membership::Model);

impl FamilyMember {
    /// The family member, shown to the scope's viewer.
    pub fn shown(scope: &Scope, row: family_membership::Model) -> Self {
        scope.witness(Entry::about(AuditAction::ChildViewed, row.child_id));
        Self(row)
    }
}

/// A family member (närstående) of a child, on a guardian's invitation.
#[Object]
impl FamilyMember {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::FamilyMember.id(self.0.id)
    }

    /// Who it is.
    async fn person(&self, ctx: &Context<'_>) -> Result<KnownPerson> {
        KnownPerson::shown(ctx, self.0.person_id).await
    }

    /// The day on which the invitation was accepted: what went out from then on they see.
    async fn valid_from(&self) -> LocalDate {
        LocalDate(self.0.valid_from)
    }

    /// Whether the viewer invited them. It ends with the guardianship of who did.
    async fn is_viewers(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Scope>().viewer().person_id() == Some(self.0.invited_by)
    }
}
