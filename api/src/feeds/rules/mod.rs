//! What is decided without asking anybody: addresses, times, words.

pub mod address;
pub mod networks;
pub mod rhythm;
pub mod words;
