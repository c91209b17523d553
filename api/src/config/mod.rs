//! The configuration: defaults, then a file, then the environment, then flags; the later wins. One file per section. A
//! wrong value is named together with where it came from.

mod check;
mod database;
mod http;
mod identity;
mod load;
mod meals;
mod shown;
mod tenancy;
mod websocket;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use crate::schema::Limits;
pub use database::{DatabaseConfig, DatabaseUrl};
pub use http::HttpConfig;
pub use identity::IdentityConfig;
pub use load::{ConfigError, Overrides, load, load_apart};
pub use meals::{FetchConfig, MealsConfig};
pub use shown::shown;
pub use tenancy::TenancyConfig;
pub use websocket::WebSocketConfig;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the embedded database, the local issuer's key and the secret key lie.
    pub data_dir: PathBuf,
    /// Where to listen and what to accept.
    pub http: HttpConfig,
    /// What one WebSocket may take.
    pub websocket: WebSocketConfig,
    /// Which database.
    pub database: DatabaseConfig,
    /// Who may vouch for whom.
    pub identity: IdentityConfig,
    /// Which municipalities answer where.
    pub tenancy: TenancyConfig,
    /// What is done about school meals beside answering.
    pub meals: MealsConfig,
    /// What one GraphQL request may cost.
    pub limits: Limits,
    /// What to log, as `tracing` filters: `info`, `warn,api=debug`.
    pub log: String,
    /// How to log: `json` for machines, `text` for people.
    pub log_format: LogFormat,
}

/// How to log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A JSON object per line.
    Json,
    /// A line for people.
    Text,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("mittkommun-data"),
            http: HttpConfig::default(),
            websocket: WebSocketConfig::default(),
            database: DatabaseConfig::default(),
            identity: IdentityConfig::default(),
            tenancy: TenancyConfig::default(),
            meals: MealsConfig::default(),
            limits: Limits::default(),
            log: "info".to_owned(),
            log_format: LogFormat::Json,
        }
    }
}

impl Config {
    /// Where the installation's secret is kept when no setting gives it.
    #[must_use]
    pub fn secret_key_file(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }

    /// The database to use: the configured one, or the embedded one in the data folder.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.url.as_ref().map_or_else(
            || format!("sqlite://{}", self.data_dir.join("mittkommun.db").display()),
            |url| url.expose().to_owned(),
        )
    }
}
