//! Which municipalities answer where.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Which municipalities answer where.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenancyConfig {
    /// The kommunkoder that are served; none when empty.
    pub serve: Vec<String>,
    /// Host names that serve one of these municipalities at `/graphql`: `"app.example.se" = "2281"`.
    pub hosts: HashMap<String, String>,
}
