//! The pillar's queries.

pub mod corrections;
pub mod editing;
pub mod follows;
pub mod kept;
pub mod menus;
pub mod recount;
pub mod schools;
pub mod versions;
pub mod votes;
