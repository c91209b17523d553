//! The six lists of the API that are read, in the order in which they build on each other.

use std::fmt;
use std::str::FromStr;

use super::super::text::key;

/// A list of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Organisational units.
    Organisations,
    /// Groups.
    Groups,
    /// Persons with their responsibles and enrolments.
    Persons,
    /// Children's places.
    Placements,
    /// Work at a unit.
    Duties,
    /// What is no longer there.
    DeletedEntities,
}

impl Resource {
    /// Every list, in the order in which it is read.
    pub const ALL: [Self; 6] = [
        Self::Organisations,
        Self::Groups,
        Self::Persons,
        Self::Placements,
        Self::Duties,
        Self::DeletedEntities,
    ];

    /// Its path below the API's address, which is also its name in reports.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Groups => "groups",
            Self::Persons => "persons",
            Self::Placements => "placements",
            Self::Duties => "duties",
            Self::DeletedEntities => "deletedEntities",
        }
    }

    /// What `deletedEntities` calls one of them (`EndPointsEnum`).
    #[must_use]
    pub fn entity(self) -> Option<&'static str> {
        match self {
            Self::Organisations => Some("Organisation"),
            Self::Groups => Some("Group"),
            Self::Persons => Some("Person"),
            Self::Placements => Some("Placement"),
            Self::Duties => Some("Duty"),
            Self::DeletedEntities => None,
        }
    }

    /// The list that is read after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|other| *other > self)
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

impl FromStr for Resource {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let wanted = key(name);
        Self::ALL.into_iter().find(|resource| key(resource.path()) == wanted).ok_or(())
    }
}
