//! What a person sees of themselves.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, dataloader::DataLoader};
use entity::AuditAction;
use uuid::Uuid;

use super::{loaders::KnownAs, store::Known};
use crate::{
    identity::{Assurance, Person, Viewer},
    platform::audit::Entry,
    schema::{
        Loaders,
        errors::{bad_input, internal},
        scalars::DateTime,
    },
    tenancy::Scope,
};

/// A role that the municipality gives to a person. Guardian, pupil and educator are not given: they follow from
/// relations.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::Role")]
pub enum Role {
    /// Runs a school kitchen (kökspersonal).
    KitchenStaff,
    /// Handles submissions (handläggare).
    CaseOfficer,
    /// Edits public texts (kommunikatör).
    Communicator,
    /// Watches over the protection of personal data (dataskyddsombud).
    DataProtectionOfficer,
    /// Gives and withdraws roles (administratör).
    Administrator,
}

/// Identity's part of `Viewer`.
#[derive(Default)]
pub struct IdentityOfViewer;

/// Identity's part of the viewer.
#[Object]
impl IdentityOfViewer {
    /// The person's id; the same in every session, and no personal identity number.
    async fn id(&self, ctx: &Context<'_>) -> Option<ID> {
        let viewer = ctx.data_unchecked::<Scope>().viewer();
        viewer.person_id().map(person_id)
    }

    /// Given and family name, as the login told them.
    async fn display_name(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<Scope>().viewer().person().map(Person::display_name).unwrap_or_default()
    }

    /// The roles that the person holds today.
    async fn roles(&self, ctx: &Context<'_>) -> Vec<Role> {
        let viewer = ctx.data_unchecked::<Scope>().viewer();
        viewer
            .person()
            .map(|person| person.roles.iter().map(|role| Role::from(*role)).collect())
            .unwrap_or_default()
    }

    /// Whether the login is strong enough for child data; if not, log in again with a stronger e-identification.
    async fn is_strongly_authenticated(&self, ctx: &Context<'_>) -> bool {
        let viewer = ctx.data_unchecked::<Scope>().viewer();
        viewer.person().is_some_and(|person| person.assurance >= Assurance::Substantial)
    }

    /// When the access token ends.
    async fn session_expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        ctx.data_unchecked::<Scope>().viewer().person().map(|person| DateTime(person.expires_at))
    }
}

/// A person (person) whom something that the viewer may see names.
#[derive(SimpleObject)]
#[graphql(name = "Person")]
pub struct KnownPerson {
    /// The person's id, for inputs that name people; no personal identity number.
    id: ID,
    /// Given and family name; null when the identity is protected.
    display_name: Option<String>,
}

impl KnownPerson {
    /// The person, as the viewer may know them. There is no other way to one: that somebody was shown a protected person
    /// is noted in the audit log (P3), unless it is themselves.
    pub async fn shown(ctx: &Context<'_>, id: Uuid) -> Result<Self> {
        let known =
            ctx.data_unchecked::<DataLoader<Loaders>>().load_one(KnownAs(id)).await.map_err(internal)?;
        let display_name = match known {
            Some(Known::ByName(name)) => Some(name),
            Some(Known::Protected) => {
                note_protected(ctx.data_unchecked(), id);
                None
            }
            None => None,
        };
        Ok(Self { id: person_id(id), display_name })
    }
}

/// Notes that the viewer was shown that a protected person is there, under a neutral word too (P3), unless it is themselves.
pub fn note_protected(scope: &Scope, id: Uuid) {
    if scope.viewer().person_id() != Some(id) {
        scope.witness(Entry::about(AuditAction::ProtectedPersonViewed, id));
    }
}

/// Whether somebody is logged in.
pub fn is_somebody(scope: &Scope) -> bool {
    matches!(scope.viewer(), Viewer::Person(_))
}

/// A person's id as clients see it. A person is no node: who somebody is, is told by the objects that name them.
pub fn person_id(id: Uuid) -> ID {
    ID(format!("person:{id}"))
}

/// The person that an id names.
///
/// # Errors
/// `BAD_USER_INPUT` when it is no person's id.
pub fn parse_person_id(scope: &Scope, id: &ID) -> Result<Uuid> {
    // Without the value: people take a personal identity number for one (T7).
    read_person_id(id).ok_or_else(|| {
        bad_input(scope, "Värdet är inget id för person.", "The value is not an id of a person.")
    })
}

/// The person that an id in a mutation's input names; what is no person's id names one who is not there.
pub fn person_row(id: &ID) -> Uuid {
    read_person_id(id).unwrap_or(Uuid::max())
}

fn read_person_id(id: &ID) -> Option<Uuid> {
    let uuid = id.strip_prefix("person:")?;
    // Only the canonical spelling: one person has one id.
    Uuid::try_parse(uuid).ok().filter(|parsed| parsed.to_string() == uuid)
}
