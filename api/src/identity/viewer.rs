//! Who looks at the data.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{IdentityProtection, Role};
use uuid::Uuid;

use super::{relations::Remembered, token::Trust};

/// Somebody, or nobody in particular.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// Nobody is logged in.
    Anonymous,
    /// A person whose token was verified.
    Person(Arc<Person>),
}

/// A person as the request needs to know them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Internal id.
    pub id: Uuid,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Whether the identity is protected.
    pub protection: IdentityProtection,
    /// The roles that the municipality gave and that are valid today.
    pub roles: Vec<Role>,
    /// How surely the login tells who it is.
    pub assurance: Assurance,
    /// Who vouches: the token's `iss` and `sub`.
    pub login: (String, String),
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
    /// Whether the issuer is trusted still.
    pub trust: Trust,
    /// What the person is to children and preschools, once somebody has asked.
    pub relations: Remembered,
}

/// How surely a login tells who it is (T4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// Below what child data needs.
    Low,
    /// An accepted level of assurance.
    Substantial,
}

impl Viewer {
    /// The person, if somebody is logged in.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Anonymous => None,
            Self::Person(person) => Some(person),
        }
    }

    /// The person's id, if somebody is logged in.
    #[must_use]
    pub fn person_id(&self) -> Option<Uuid> {
        self.person().map(|person| person.id)
    }

    /// Whether the viewer holds the role today.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.person().is_some_and(|person| person.roles.contains(&role))
    }
}

impl Person {
    /// The name that others see.
    #[must_use]
    pub fn display_name(&self) -> String {
        display_name(&self.given_name, &self.family_name)
    }
}

/// A person's name as others see it, never empty: an app that shows a name has one to show.
#[must_use]
pub fn display_name(given_name: &str, family_name: &str) -> String {
    let name = format!("{} {}", given_name.trim(), family_name.trim());
    match name.trim() {
        "" => "Namn saknas".to_owned(),
        name => name.to_owned(),
    }
}
