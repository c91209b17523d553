//! What is done about school meals beside answering.

use serde::{Deserialize, Serialize};

/// What is done about school meals beside answering.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MealsConfig {
    /// How menus are fetched.
    pub fetch: FetchConfig,
}

/// How the menus of schools are fetched from where they are published.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct FetchConfig {
    /// Whether this server fetches. Several may: each source is fetched by one of them at a time.
    pub enabled: bool,
    /// Minutes from one fetch of a source to the next.
    pub minutes: u32,
    /// The hour of the day in Sweden from which menus are fetched.
    pub from_hour: u32,
    /// The hour of the day in Sweden until which menus are fetched, itself excluded.
    pub to_hour: u32,
    /// Seconds that one answer may take.
    pub seconds: u64,
    /// Bytes of one answer, also when it was packed.
    pub bytes: usize,
    /// Whether addresses on this machine and in private networks may be asked.
    pub private_addresses: bool,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            minutes: 60,
            from_hour: 5,
            to_hour: 18,
            seconds: 30,
            bytes: 8 * 1024 * 1024,
            private_addresses: false,
        }
    }
}
