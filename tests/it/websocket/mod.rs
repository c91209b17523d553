//! `graphql-transport-ws` as a client sees it: each close code, each time-out, each cap.
//!
//! A toy schema stands behind most of the sockets, so that every wait and every fault can be brought about at will.

mod application;
mod client;
mod delivery;
mod handshake;
mod limits;
mod operations;
mod sessions;
mod stopping;
mod toy;
