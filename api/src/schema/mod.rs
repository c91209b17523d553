//! The public contract: roots, ids, pages, errors, scalars, limits. What each pillar adds lives with the pillar.

mod absent;
mod bystanders;
mod delivery;
mod disclosure;
mod documents;
mod engine;
pub(crate) mod errors;
mod executor;
mod flatten;
mod inputs;
mod introspection;
mod limits;
pub(crate) mod list;
mod literals;
mod loaders;
mod made;
pub(crate) mod node;
mod nullable;
pub(crate) mod page;
mod parameters;
mod refusal;
mod repeats;
pub(crate) mod retries;
mod root;
pub(crate) mod scalars;
pub(crate) mod text;
mod user_error;
pub(crate) mod written;

pub(crate) use disclosure::without_numbers;
pub use disclosure::{Audience, coded, extend};
pub use executor::{Answer, ContractFault, Executor, Prepared};
pub use inputs::{InputFault, Scalars};
pub use limits::{Limit, Limits};
pub(crate) use loaders::{LoadError, Loaders};
pub use made::Made;
pub use parameters::Parameters;
pub use refusal::Refusal;
pub use root::{AppSchema, Mutation, Query, Subscription, build, sdl};

#[cfg(test)]
mod tests;
