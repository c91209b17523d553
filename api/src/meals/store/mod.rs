//! The pillar's queries.

pub mod editing;
pub mod menus;
pub mod recount;
pub mod schools;
pub mod votes;
