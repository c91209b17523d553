//! The directory: residents click through departments and units to services, and see where, when and how to reach them
//! (D1, D2). Everything here is public within its municipality. Texts come in the language asked for, or tell which one
//! they fall back to (D5).

mod loaders;
pub(crate) mod node;
mod policy;
pub(crate) mod queries;
mod store;
pub(crate) mod types;

pub(crate) use loaders::DepartmentId;
pub(crate) use store::has_department;
