//! The data-protection officer reads who saw which child's data and when (P10). Nobody else does, and each reading is an
//! entry of its own. How entries come about is told in [`crate::platform::audit`].

mod export;
mod policy;
pub(crate) mod queries;
mod store;
mod types;

pub(crate) use store::{count_exports_since, kept_about};
