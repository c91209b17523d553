//! Children, guardians, educators, and who wrote something. Nobody here is more than a name: contact details are not
//! the preschool's to show.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use entity::{AuditAction, placement};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{FamilyMember, Invitation, PreschoolGroup, loaders, wraps};
use crate::{
    identity::{
        self,
        types::{KnownPerson, note_protected},
    },
    platform::audit::Entry,
    preschool::{
        loaders::{FamilyOf, GroupId, GuardiansOf, InvitationsOf, NameOf, PlacementsOf},
        policy,
    },
    schema::{errors::internal, list::List, node::Kind, scalars::LocalDate},
    tenancy::Scope,
};

/// A child (barn).
///
/// Everything that is about a child hangs below one of these, and there is no way to one but [`Child::shown`]: so nobody
/// is shown anything about a child without an entry in the audit log (P10), whatever fields are still to come.
pub struct Child {
    id: Uuid,
    name: String,
}

impl Child {
    /// The child, shown to the scope's viewer.
    pub fn shown(scope: &Scope, (name, id): (String, Uuid)) -> Self {
        scope.witness(Entry::about(AuditAction::ChildViewed, id));
        Self { id, name }
    }

    /// The viewer's own children, by name.
    pub async fn list_own(scope: &Scope) -> Result<Vec<Self>, DbErr> {
        let names = identity::list_names_of_own_children(scope).await?;
        let mut children: Vec<_> = names.into_iter().map(|name| (name.display_name(), name.id)).collect();
        children.sort_unstable();
        Ok(children.into_iter().map(|child| Self::shown(scope, child)).collect())
    }
}

/// A child (barn), as its guardians and the staff of its group know it.
#[Object]
impl Child {
    /// The id, for `node`; no personal identity number.
    pub async fn id(&self) -> ID {
        Kind::Child.id(self.id)
    }

    /// Given and family name.
    async fn display_name(&self) -> &str {
        &self.name
    }

    /// Where the child is placed today.
    async fn placements(&self, ctx: &Context<'_>) -> Result<List<Placement>> {
        let places = loaders(ctx).load_one(PlacementsOf(self.id)).await.map_err(internal)?;
        Ok(places.unwrap_or_default().into_iter().map(Placement::from).collect())
    }

    /// The groups that the child is placed in today: `placements` without their dates.
    async fn groups(&self, ctx: &Context<'_>) -> Result<List<PreschoolGroup>> {
        let places = loaders(ctx).load_one(PlacementsOf(self.id)).await.map_err(internal)?;
        let ids = places.unwrap_or_default().into_iter().map(|place| GroupId(place.group_id));
        let groups = loaders(ctx).load_many(ids).await.map_err(internal)?;
        let mut groups: Vec<_> = groups.into_values().collect();
        groups.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(groups.into_iter().map(PreschoolGroup::from).collect())
    }

    /// The child's guardians, by name. People with a protected identity are left out, and who is blocked from the child;
    /// these the principal sees.
    async fn guardians(&self, ctx: &Context<'_>) -> Result<List<Guardian>> {
        let guardians = loaders(ctx).load_one(GuardiansOf(self.id)).await.map_err(internal)?;
        let named = |(display_name, id, is_blocked)| Guardian { id, display_name, is_blocked };
        Ok(guardians.unwrap_or_default().into_iter().map(named).collect())
    }

    /// Who follows the child's groups as family; for its guardians, none for others.
    async fn family_members(&self, ctx: &Context<'_>) -> Result<List<FamilyMember>> {
        let scope = ctx.data_unchecked::<Scope>();
        let rows = loaders(ctx).load_one(FamilyOf(self.id)).await.map_err(internal)?;
        Ok(rows.unwrap_or_default().into_iter().map(|row| FamilyMember::shown(scope, row)).collect())
    }

    /// The invitations that can still be accepted, oldest first: of family members, for the child's guardians; of
    /// guardians, for the principal; none for others.
    async fn invitations(&self, ctx: &Context<'_>) -> Result<List<Invitation>> {
        let scope = ctx.data_unchecked::<Scope>();
        let rows = loaders(ctx).load_one(InvitationsOf(self.id)).await.map_err(internal)?;
        Ok(rows.unwrap_or_default().into_iter().map(|row| Invitation::shown(scope, row)).collect())
    }

    /// Whether the viewer may invite family members, and withdraw them.
    async fn viewer_can_invite_family(&self, ctx: &Context<'_>) -> Result<bool> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        Ok(policy::may_invite_family(&relations, self.id))
    }

    /// Whether the viewer may invite guardians, block them and lift blocks.
    async fn viewer_can_decide_on_guardians(&self, ctx: &Context<'_>) -> Result<bool> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        let places = loaders(ctx).load_one(PlacementsOf(self.id)).await.map_err(internal)?;
        let groups: Vec<_> = places.unwrap_or_default().iter().map(|place| place.group_id).collect();
        Ok(policy::may_decide_on_guardians(&relations, &groups))
    }
}

/// A child's place in a group, with inclusive dates.
pub struct Placement(Arc<placement::Model>);

wraps!(Placement(placement::Model));

/// A child's place (placering) in a group.
#[Object]
impl Placement {
    /// The group.
    async fn group(&self, ctx: &Context<'_>) -> Result<PreschoolGroup> {
        let group = loaders(ctx).load_one(GroupId(self.0.group_id)).await.map_err(internal)?;
        group.map(PreschoolGroup::from).ok_or_else(|| internal(gone("group")))
    }

    /// First day.
    async fn valid_from(&self) -> LocalDate {
        LocalDate(self.0.valid_from)
    }

    /// Last day, inclusive; null while no end is decided.
    async fn valid_to(&self) -> Option<LocalDate> {
        self.0.valid_to.map(LocalDate)
    }
}

/// A guardian (vårdnadshavare) of a child.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Guardian {
    #[graphql(skip)]
    id: Uuid,
    /// Given and family name.
    display_name: String,
    /// Whether a block keeps them from the child; only the principal sees who is blocked.
    is_blocked: bool,
}

/// Belongs to its child, and has no id of its own: a person is guardian of each child in another way.
#[ComplexObject]
impl Guardian {
    /// The person, whose id `blockGuardian` takes.
    async fn person(&self, ctx: &Context<'_>) -> Result<KnownPerson> {
        KnownPerson::shown(ctx, self.id).await
    }
}

/// As what somebody works at a preschool.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::DutyRole")]
pub enum DutyRole {
    /// Works with the children (pedagog).
    Educator,
    /// Heads the preschool (rektor).
    Principal,
}

/// Somebody who works in a group (pedagog, rektor).
#[derive(SimpleObject)]
pub struct Educator {
    /// Given and family name.
    display_name: String,
    /// As what.
    role: DutyRole,
}

impl From<(String, entity::DutyRole)> for Educator {
    fn from((display_name, role): (String, entity::DutyRole)) -> Self {
        Self { display_name, role: role.into() }
    }
}

/// As what somebody writes in a group.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ContributorRole")]
pub enum ContributorRole {
    /// Works there (personal).
    Staff,
    /// Is guardian (vårdnadshavare) of a child there.
    Guardian,
}

/// Who wrote something.
pub struct Contributor {
    /// The person.
    pub id: Uuid,
    /// As what.
    pub role: entity::ContributorRole,
}

/// Who wrote a post or a comment.
#[Object]
impl Contributor {
    /// Given and family name. Of somebody with a protected identity only a neutral word, "Personal" or
    /// "Vårdnadshavare" in Swedish.
    async fn display_name(&self, ctx: &Context<'_>) -> Result<String> {
        let name = loaders(ctx).load_one(NameOf(self.id)).await.map_err(internal)?;
        let scope = ctx.data_unchecked::<Scope>();
        if name.is_none() {
            note_protected(scope, self.id);
        }
        let locale = scope.locale();
        Ok(name.unwrap_or_else(|| {
            let neutral = match self.role {
                entity::ContributorRole::Staff => locale.say("Personal", "Staff"),
                entity::ContributorRole::Guardian => locale.say("Vårdnadshavare", "Guardian"),
            };
            neutral.to_owned()
        }))
    }

    /// As what the person wrote it.
    async fn role(&self) -> ContributorRole {
        self.role.into()
    }

    /// Whether it is the viewer.
    async fn is_viewer(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Scope>().viewer().person_id() == Some(self.id)
    }
}

/// A parent that a visible row points at and that is not there: a fault of ours.
pub(super) fn gone(what: &str) -> DbErr {
    DbErr::RecordNotFound(format!("the {what} of a visible row"))
}
