//! `graphql-transport-ws` as a client sees it: each close code, each time-out, each cap.
//!
//! A toy schema stands behind the socket, so that every wait and every fault can be brought about at will.

mod client;
mod handshake;
mod limits;
mod operations;
mod sessions;
mod toy;
