//! Finding people: an administrator who is to give a role, the data-protection officer who is to answer for somebody's data
//! (P10). Nobody else looks for people, and each look-up is an entry in the audit log.

pub mod loaders;
mod policy;
pub mod queries;
mod store;
mod types;

pub(crate) use store::find_child_name;
