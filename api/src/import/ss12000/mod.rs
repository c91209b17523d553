//! SS 12000:2020 (P12): a school authority's organisations, persons, groups, placements and duties, as the standard's API
//! gives them and as files hold them.
//!
//! Reading is tolerant of what real answers do (no `meta`, no dates, words in any case, one wrapper or another) and strict
//! where a mistake would open a door: ids are UUIDs, an end date that cannot be read refuses the record, and a marking
//! that nobody knows counts as protection. A personal identity number never leaves [`CivicNo`]: not into a refusal, a note
//! or a debug text (T7).

mod checking;
mod deleted;
mod document;
mod duties;
#[cfg(test)]
mod fuzz_tests;
mod groups;
mod organisations;
mod persons;
mod placements;
mod quoting;
mod resource;

pub use deleted::Deletion;
pub use document::{Document, Unread, parse};
pub use duties::{Assignment, Duty, DutyRole};
pub use groups::{Group, GroupType, Membership};
pub use organisations::{Organisation, UnitKind};
pub use persons::{CivicNo, Enrolment, Marking, Person, Responsible};
pub use placements::Placement;
pub use resource::Resource;

use chrono::NaiveDate;

/// From when to when something holds, both days included; either may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// First day, Swedish local date.
    pub start: Option<NaiveDate>,
    /// Last day, inclusive.
    pub end: Option<NaiveDate>,
}

impl Period {
    /// The days that are in both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let end = match (self.end, other.end) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { start: self.start.max(other.start), end }
    }
}
