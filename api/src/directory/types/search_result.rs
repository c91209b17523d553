//! What search finds.

use async_graphql::{Enum, Union};

use super::{Department, Facility, Service, Unit};

/// A kind of thing that search finds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchKind {
    /// Departments (förvaltningar).
    Department,
    /// Units (enheter).
    Unit,
    /// Services (tjänster).
    Service,
    /// Facilities (anläggningar).
    Facility,
}

/// Something that search found.
#[derive(Union)]
pub enum SearchResult {
    /// A department.
    Department(Department),
    /// A unit.
    Unit(Unit),
    /// A service.
    Service(Service),
    /// A facility.
    Facility(Facility),
}
