//! Mitt Kommun's end-to-end tests, in one binary so that they link once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on must stop there and then"
)]

mod import;
mod platform;
mod preschool;
mod websocket;
