//! What one socket may take, and how long each wait may last.

use std::time::Duration;

use crate::config::WebSocketConfig;

/// Caps and time-outs of a socket. The defaults fit a municipality's app; tests shorten the waits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long an open socket may stay silent before `connection_init`, else 4408.
    pub init_timeout: Duration,
    /// How often the server pings.
    pub keep_alive: Duration,
    /// How long a peer may send nothing at all, not even the answer to a ping, before it is taken for dead
    /// and dropped. Looked at with every ping.
    pub silence: Duration,
    /// How long a message to the client may wait for the client to read.
    pub write_timeout: Duration,
    /// How long running queries and mutations may take to finish when the server stops.
    pub drain_timeout: Duration,
    /// How many operations may run on one socket at the same time; one more answers `error` with
    /// `RATE_LIMITED`.
    pub operations: usize,
    /// The largest message taken from a client, in bytes, else 1009.
    pub message_bytes: usize,
    /// How many frames a client may send in a second, else 1008.
    pub messages_per_second: u32,
    /// How many sockets the process holds; one more is answered 503 before the upgrade.
    pub sockets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self::from(&WebSocketConfig::default())
    }
}

impl From<&WebSocketConfig> for Limits {
    fn from(config: &WebSocketConfig) -> Self {
        // A wait of no time at all would be no server.
        let seconds = |seconds: u64| Duration::from_secs(seconds.max(1));
        Self {
            init_timeout: seconds(config.init_seconds),
            keep_alive: seconds(config.keep_alive_seconds),
            silence: seconds(config.silence_seconds.max(config.keep_alive_seconds)),
            write_timeout: seconds(config.write_seconds),
            drain_timeout: seconds(config.drain_seconds),
            operations: config.operations,
            message_bytes: config.message_bytes,
            messages_per_second: config.messages_per_second,
            sockets: config.sockets,
        }
    }
}
