//! Where schools' menus are fetched from. Staff name an address; the server asks there through the day, takes what changed,
//! and tells how it went. A fetch that fails changes nothing of the menu, and is tried again with ever longer pauses. Nobody
//! can make the server ask an address inside the network that it stands in.

pub(crate) mod actions;
mod client;
mod fetching;
mod loaders;
pub(crate) mod mutations;
pub(crate) mod node;
mod policy;
pub(crate) mod queries;
mod rules;
mod store;
pub(crate) mod types;

pub(crate) use client::Fetcher;
pub(crate) use fetching::fetch_due;
pub(crate) use rules::{address::host, words::sentence};
