//! What a person sees of themselves.

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::DataLoader};
use entity::AuditAction;
use uuid::Uuid;

use super::{loaders::KnownAs, store::Known};
use crate::{
    identity::{Assurance, Person, Viewer},
    platform::audit::Entry,
    schema::{Loaders, errors::internal, node::Kind, scalars::DateTime},
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
    /// The id, for `node`, which finds no other viewer than who is logged in; the same in every session.
    async fn id(&self, ctx: &Context<'_>) -> ID {
        viewer_id(ctx.data_unchecked())
    }

    /// The viewer as others' objects name them: its id is the one that inputs which name people take.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<KnownPerson>> {
        let id = ctx.data_unchecked::<Scope>().viewer().person_id()?;
        Some(KnownPerson::shown(ctx, id).await)
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

/// A person whom something that the viewer may see names.
pub struct KnownPerson {
    /// The id.
    pub id: ID,
    display_name: Option<String>,
}

/// A person (person) whom something that the viewer may see names.
#[Object(name = "Person")]
impl KnownPerson {
    /// The id, for `node` and for inputs that name people; no personal identity number.
    pub async fn id(&self) -> ID {
        self.id.clone()
    }

    /// Given and family name; null when the identity is protected.
    async fn display_name(&self) -> Option<&str> {
        self.display_name.as_deref()
    }
}

impl KnownPerson {
    /// The person, as the viewer may know them. There is no other way to one: that somebody was shown a protected person
    /// is noted in the audit log (P3), unless it is themselves.
    pub async fn shown(ctx: &Context<'_>, id: Uuid) -> Result<Self> {
        Self::named(ctx.data_unchecked(), id).await
    }

    pub(super) async fn named(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Self> {
        let display_name = match loaders.load_one(KnownAs(id)).await.map_err(internal)? {
            Some(Known::ByName(name)) => Some(name),
            Some(Known::Protected) => {
                note_protected(&loaders.loader().scope, id);
                None
            }
            None => None,
        };
        Ok(Self { id: Kind::Person.id(id), display_name })
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

/// The id of the viewer as `Viewer`; that of the person is another one, because the two have other fields.
pub fn viewer_id(scope: &Scope) -> ID {
    Kind::Viewer.id(scope.viewer().person_id().unwrap_or_default())
}
