//! The directory: residents click through departments and units to services, and see where, when and how to reach them
//! (D1, D2), or search for them (D3). Everything here is public within its municipality. Texts come in the language
//! asked for, or tell which one they fall back to (D5).
//!
//! Whoever writes rows of the directory has one duty besides: to stamp `updated_at`. The search index notices by it that
//! it is out of date.

mod loaders;
pub(crate) mod node;
mod policy;
pub(crate) mod queries;
mod rules;
mod search;
mod store;
pub(crate) mod types;

pub(crate) use loaders::DepartmentId;
pub(crate) use search::Search;
pub(crate) use store::has_department;
