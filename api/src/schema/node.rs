//! Global object identification (Relay): an id names its kind, so that a wrong kind is told from a missing row.

use async_graphql::{Error, ID, Interface, Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    Loaders,
    errors::bad_input,
    list::List,
    root::{Municipality, ViewerObject},
};
use crate::{
    directory,
    directory::types::{Department, Facility, Service, Unit},
    feeds,
    feeds::types::MenuSource,
    identity::roles::types::RoleAssignment,
    identity::{self, types::KnownPerson},
    meals,
    meals::types::{ClassroomSession, Dish, Meal, MealComment, School},
    preschool::{
        self,
        types::{Child, Comment, FamilyMember, Invitation, Post, Preschool, PreschoolGroup},
    },
    submissions,
    submissions::types::{
        Submission, SubmissionAnswer, SubmissionCategory, SubmissionMessage, SubmissionNote,
    },
    tenancy::Scope,
};

/// Declares the kinds of node: the prefix of their ids, their GraphQL type, and who finds them.
macro_rules! kinds {
    ($($kind:ident = $prefix:literal => $type:ident, $find:path;)+) => {
        /// What an id names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $(#[doc = $prefix] $kind,)+ }

        impl Kind {
            /// What ids of this kind begin with.
            pub fn prefix(self) -> &'static str {
                match self { $(Self::$kind => $prefix,)+ }
            }

            fn from_prefix(prefix: &str) -> Option<Self> {
                match prefix { $($prefix => Some(Self::$kind),)+ _ => None }
            }
        }

        /// Anything that has an id of its own.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "The id, unique over all types; opaque to clients."))]
        pub enum Node { $(#[doc = $prefix] $kind($type),)+ }

        /// The node of that id, if it exists for the viewer.
        pub async fn find(loaders: &DataLoader<Loaders>, id: &ID) -> Result<Option<Node>> {
            let (kind, uuid) = parse(&loaders.loader().scope, id)?;
            Ok(match kind { $(Kind::$kind => $find(loaders, uuid).await?.map(Node::$kind),)+ })
        }
    };
}

kinds! {
    Department = "department" => Department, directory::node::department;
    Unit = "unit" => Unit, directory::node::unit;
    Service = "service" => Service, directory::node::service;
    Facility = "facility" => Facility, directory::node::facility;
    School = "school" => School, meals::node::school;
    Meal = "meal" => Meal, meals::node::meal;
    Dish = "dish" => Dish, meals::node::dish;
    MealComment = "meal-comment" => MealComment, meals::node::comment;
    ClassroomSession = "classroom-session" => ClassroomSession, meals::node::classroom;
    MenuSource = "menu-source" => MenuSource, feeds::node::menu_source;
    Preschool = "preschool" => Preschool, preschool::node::preschool;
    PreschoolGroup = "preschool-group" => PreschoolGroup, preschool::node::group;
    Child = "child" => Child, preschool::node::child;
    Post = "post" => Post, preschool::node::post;
    Comment = "comment" => Comment, preschool::node::comment;
    Invitation = "invitation" => Invitation, preschool::node::invitation;
    FamilyMember = "family-member" => FamilyMember, preschool::node::family_member;
    Municipality = "municipality" => Municipality, super::root::municipality;
    Viewer = "viewer" => ViewerObject, super::root::viewer;
    Person = "person" => KnownPerson, identity::people::person;
    Submission = "submission" => Submission, submissions::node::submission;
    SubmissionAnswer = "submission-answer" => SubmissionAnswer, submissions::node::answer;
    SubmissionCategory = "submission-category" => SubmissionCategory, submissions::node::category;
    SubmissionMessage = "submission-message" => SubmissionMessage, submissions::node::message;
    SubmissionNote = "submission-note" => SubmissionNote, submissions::node::note;
    RoleAssignment = "role-assignment" => RoleAssignment, identity::roles::queries::assignment;
}

/// The nodes of those ids, in order. Those of one kind are asked for at once, so that the loaders read them together.
pub async fn find_all(loaders: &DataLoader<Loaders>, ids: &[ID]) -> Result<List<Option<Result<Node>>>> {
    let scope = &loaders.loader().scope;
    if ids.len() > usize::from(super::page::MAX_SIZE) {
        return Err(bad_input(scope, "Högst 100 id åt gången.", "At most 100 ids at a time."));
    }
    let found = futures_util::future::join_all(ids.iter().map(|id| find(loaders, id))).await;
    Ok(found.into_iter().map(Result::transpose).collect())
}

impl Kind {
    /// The id of a row of this kind.
    pub fn id(self, uuid: Uuid) -> ID {
        ID(format!("{}:{uuid}", self.prefix()))
    }

    /// The row that an id in a mutation's input names. What is no id, or one of another kind, names a row that is not there
    /// (RFC 9562, section 5.10), so that it is answered as an unknown id is: by a user error with the path to it.
    pub fn row(self, id: &ID) -> Uuid {
        read(id).and_then(|(kind, uuid)| (kind == self).then_some(uuid)).unwrap_or(Uuid::max())
    }

    /// The row that an id of this kind names, in an argument of a field.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is not an id, or one of another kind.
    pub fn parse(self, scope: &Scope, id: &ID) -> Result<Uuid> {
        let (kind, uuid) = parse(scope, id)?;
        if kind == self { Ok(uuid) } else { Err(wrong_kind(scope, kind, self)) }
    }
}

fn read(id: &ID) -> Option<(Kind, Uuid)> {
    let (prefix, uuid) = id.split_once(':')?;
    // Only the canonical spelling: one row has one id.
    let parsed = Uuid::try_parse(uuid).ok().filter(|parsed| parsed.to_string() == uuid)?;
    Some((Kind::from_prefix(prefix)?, parsed))
}

fn parse(scope: &Scope, id: &ID) -> Result<(Kind, Uuid)> {
    read(id).ok_or_else(|| {
        // Without the value: people take a personal identity number for one (T7).
        bad_input(scope, "Värdet är inget id.", "The value is not an id.")
    })
}

fn wrong_kind(scope: &Scope, found: Kind, wanted: Kind) -> Error {
    let (found, wanted) = (found.prefix(), wanted.prefix());
    bad_input(
        scope,
        &format!("Ett id för {wanted} väntades, fick ett för {found}."),
        &format!("Expected an id of a {wanted}, got one of a {found}."),
    )
}
