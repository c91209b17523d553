//! School units from Skolverket, preschools from the lists that go round, and the groups of preschools.

pub mod preschool_groups;
pub mod preschools;
pub mod skolverket;
pub mod statistics;

pub use preschool_groups::PreschoolGroup;
pub use preschools::Preschool;
pub use skolverket::{SchoolStatus, SchoolUnit};
pub use statistics::SchoolActivities;
