//! Where to listen and what to accept.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// Where to listen and what to accept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the world reaches the server, such as `https://api.example.se` or, below a proxy's path,
    /// `https://www.example.se/mittkommun`: for whole addresses in what is published.
    pub public_url: Option<String>,
    /// Worker threads; one per core when left out.
    pub workers: Option<usize>,
    /// Seconds that the server goes on when asked to stop, while it says that it is not ready.
    pub drain_seconds: u64,
    /// Seconds that running requests get at shutdown.
    pub shutdown_seconds: u64,
    /// Bytes of one request body.
    pub body_bytes: usize,
    /// Seconds that a client gets to send it.
    pub body_seconds: u64,
    /// The addresses of the reverse proxies whose `X-Forwarded-For` is believed. What slows down who sends too much counts by the
    /// address before them; without them everybody behind a proxy shares one allowance. No address is kept.
    pub trusted_proxies: Vec<IpAddr>,
    /// Bytes of one answer, or of all answers to a batch, before they are compressed.
    pub answer_bytes: usize,
    /// Bytes that all operations that run, and all bodies on their way in and out, may hold at the same time. Half of them
    /// are for what runs, half for what is on its way; what is small, up to 64 KiB, is not counted.
    pub in_flight_bytes: usize,
    /// Seconds that a client gets to take each piece of an answer, some 50 KB; it is cut off then.
    pub write_seconds: u64,
    /// Connections that the process holds; more wait to be accepted.
    pub connections: usize,
    /// Web origins whose pages may call the API, such as `https://app.example.se`; `*` for all.
    pub origins: Vec<String>,
    /// How long browsers are told to insist on HTTPS (RFC 6797); 0 says nothing of it, for a proxy that does.
    pub hsts_seconds: u32,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            workers: None,
            drain_seconds: 0,
            shutdown_seconds: 20,
            body_bytes: 1024 * 1024,
            body_seconds: 30,
            trusted_proxies: Vec::new(),
            answer_bytes: 8 * 1024 * 1024,
            in_flight_bytes: 256 * 1024 * 1024,
            write_seconds: 10,
            connections: 20_000,
            origins: vec!["*".to_owned()],
            hsts_seconds: 0,
        }
    }
}
