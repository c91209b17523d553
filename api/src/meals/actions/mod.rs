//! What can be done with meals: voting, publishing what was voted, answering it, and menus.

pub mod classroom;
pub mod follows;
pub mod menus;
mod publishing;
pub mod remarks;
mod voting;
pub mod waste;

pub use publishing::finish_days;
pub use voting::{
    Counted, SUBMIT, TallyCheck, TallyFault, cast_many, check_tallies, destroy_old_salts, find_proof,
    kept_about, submit_feedback,
};
