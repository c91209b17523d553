//! The pillar's queries.

pub mod editing;
pub mod kept;
pub mod menus;
pub mod recount;
pub mod schools;
pub mod votes;
