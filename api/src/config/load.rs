//! Layering and complaints.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Profile, Provider,
    providers::{Env, Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use secrecy::ExposeSecret;

use super::Config;

/// What flags say; the last word.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--database-url`.
    pub database_url: Option<String>,
}

/// A value that cannot be, and where it came from.
#[derive(Debug)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// The given defaults with nothing but flags over them, and what is logged from the environment: for a command that must
/// not meet what is configured around it.
///
/// # Errors
/// Names the value, the fault and the source.
pub fn load_apart(defaults: &Config, overrides: &Overrides) -> Result<Config, ConfigError> {
    let figment = Figment::from(Serialized::defaults(defaults))
        .merge(Env::prefixed("MITTKOMMUN_").only(&["log", "log_format"]))
        .merge(Flags(overrides));
    read(&figment)
}

/// Reads the configuration over the given defaults. Without `file`, `mittkommun.toml` is read where it exists.
///
/// # Errors
/// Names the value, the fault and the source.
pub fn load(defaults: &Config, file: Option<&Path>, overrides: &Overrides) -> Result<Config, ConfigError> {
    let mut figment = Figment::from(Serialized::defaults(defaults));
    match file {
        Some(path) if !path.is_file() => {
            return Err(ConfigError(format!("the configuration file {} does not exist", path.display())));
        }
        Some(path) => figment = figment.merge(Toml::file_exact(path)),
        None => figment = figment.merge(Toml::file("mittkommun.toml")),
    }
    let figment = figment
        .merge(Env::raw().only(&["DATABASE_URL"]).map(|_| "database.url".into()))
        // MITTKOMMUN_HTTP__LISTEN is http.listen. The tests' own variables are none of ours.
        .merge(Env::prefixed("MITTKOMMUN_").filter(|key| !key.starts_with("test_")).split("__"))
        .merge(Flags(overrides));
    read(&figment)
}

fn read(figment: &Figment) -> Result<Config, ConfigError> {
    let config: Config = figment.extract().map_err(|error| ConfigError(describe(error)))?;
    check(&config).map_err(ConfigError)?;
    Ok(config)
}

fn describe(error: figment::Error) -> String {
    let faults = error.into_iter().map(|fault| {
        let source = fault.metadata.as_ref().map_or_else(
            || "the configuration".to_owned(),
            |metadata| match &metadata.source {
                Some(source) => format!("{} ({source})", metadata.name),
                None => metadata.name.to_string(),
            },
        );
        let path = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path.join(".")) };
        format!("{path}{} — from {source}", fault.kind)
    });
    faults.collect::<Vec<_>>().join("\n")
}

fn check(config: &Config) -> Result<(), String> {
    let url = config.database_url();
    if !url.starts_with("sqlite:") && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err("database.url: must begin with postgres:// or sqlite://".to_owned());
    }
    if config.database.max_connections == 0 {
        return Err("database.max_connections: must be at least 1".to_owned());
    }
    if let Some(key) = &config.identity.secret_key
        && key.expose_secret().len() < 32
    {
        return Err("identity.secret_key: must have 32 characters or more".to_owned());
    }
    let codes = config.tenancy.serve.iter().chain(config.tenancy.hosts.values());
    for code in codes.chain(config.identity.issuers.iter().map(|issuer| &issuer.municipality)) {
        if code.len() != 4 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("“{code}” is not a kommunkod: four digits, as a string"));
        }
    }
    Ok(())
}

struct Flags<'a>(&'a Overrides);

impl Provider for Flags<'_> {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named("command line flags")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut flags = Dict::new();
        let mut section = |name: &str, key: &str, value: String| {
            let inner = Dict::from([(key.to_owned(), Value::from(value))]);
            flags.insert(name.to_owned(), Value::from(inner));
        };
        if let Some(listen) = self.0.listen {
            section("http", "listen", listen.to_string());
        }
        if let Some(url) = &self.0.database_url {
            section("database", "url", url.clone());
        }
        if let Some(folder) = &self.0.data_dir {
            flags.insert("data_dir".to_owned(), Value::from(folder.display().to_string()));
        }
        Ok(Profile::Default.collect(flags))
    }
}
