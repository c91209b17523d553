//! What one WebSocket may take, and how long each wait may last.

use serde::{Deserialize, Serialize};

/// What one WebSocket may take, and how long each wait may last.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebSocketConfig {
    /// Sockets that the process holds; one more is answered 503.
    pub sockets: usize,
    /// Operations that run on one socket at the same time.
    pub operations: usize,
    /// Bytes of one message from a client.
    pub message_bytes: usize,
    /// Messages that a client may send in a second.
    pub messages_per_second: u32,
    /// Seconds until `connection_init` must have come.
    pub init_seconds: u64,
    /// Seconds between the server's pings; below the idle time-outs of proxies and mobile networks.
    pub keep_alive_seconds: u64,
    /// Seconds without a sign of life until a client is taken for gone; twice `keep_alive_seconds` or more.
    pub silence_seconds: u64,
    /// Seconds that a message may wait for its client to read.
    pub write_seconds: u64,
    /// Seconds that running queries and mutations get at shutdown.
    pub drain_seconds: u64,
}

impl Default for WebSocketConfig {
    fn default() -> Self {
        Self {
            sockets: 10_000,
            operations: 50,
            message_bytes: 128 * 1024,
            messages_per_second: 50,
            init_seconds: 5,
            keep_alive_seconds: 15,
            silence_seconds: 40,
            write_seconds: 10,
            drain_seconds: 5,
        }
    }
}
