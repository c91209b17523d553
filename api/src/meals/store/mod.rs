//! The pillar's queries.

pub mod classroom;
pub mod corrections;
pub mod editing;
pub mod follows;
pub mod kept;
pub mod menus;
pub mod publishing;
pub mod recount;
pub mod remarks;
pub mod results;
pub mod schools;
pub mod versions;
pub mod votes;
pub mod waste;
