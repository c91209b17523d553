//! Mitt Kommun's end-to-end tests, in one binary so that they link once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop there and then"
)]

mod audit;
mod directory;
mod extract;
mod feeds;
mod identity;
mod import;
mod meals;
mod platform;
mod preschool;
mod submissions;
mod websocket;
