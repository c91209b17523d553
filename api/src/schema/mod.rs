//! The public contract: roots, ids, pages, errors, scalars, limits. What each pillar adds lives with the pillar.

pub(crate) mod errors;
mod executor;
mod limits;
mod loaders;
pub(crate) mod node;
pub(crate) mod page;
mod root;
pub(crate) mod scalars;
pub(crate) mod text;

pub use executor::Executor;
pub(crate) use loaders::{LoadError, Loaders};
pub use root::{AppSchema, Mutation, Query, Subscription, build, sdl};
