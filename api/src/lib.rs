//! The Mitt Kommun server.
//!
//! A request enters through [`http`], which opens a [`tenancy::Scope`] for it (municipality, viewer, language) and hands
//! the operation to [`schema::Executor`]. Resolvers are thin: a read goes resolver → loader or store, a write goes
//! resolver → action → store, and nothing else is on the way. Each pillar is a feature with a folder of its own
//! (`directory`, `meals`, `feeds`, `preschool`, `submissions`); what all of them stand on is in `platform`, `identity` and
//! `tenancy`. [`app::Application`] puts it together.

pub mod app;
mod audit;
pub mod cli;
pub mod clock_check;
pub mod config;
pub mod demo;
mod directory;
mod extract;
mod feeds;
pub mod http;
pub mod identity;
pub mod import;
pub mod keys;
pub mod meals;
pub mod platform;
mod preschool;
pub mod readiness;
pub mod schema;
mod schema_place;
mod submissions;
pub mod tenancy;
