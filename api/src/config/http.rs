//! Where to listen and what to accept.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// Where to listen and what to accept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Worker threads; one per core when left out.
    pub workers: Option<usize>,
    /// Seconds that running requests get at shutdown.
    pub shutdown_seconds: u64,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), workers: None, shutdown_seconds: 20 }
    }
}
