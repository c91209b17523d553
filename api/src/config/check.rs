//! Values that can be read and cannot be meant.

use std::slice;

use sea_orm::sqlx::postgres::PgConnectOptions;
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::EnvFilter;

use super::{Config, load::Fault};
use crate::identity::{IssuerConfig, Issuers};

/// Whether the value at the path is never shown.
pub(super) fn is_secret(path: &[String]) -> bool {
    let path = path.join(".");
    matches!(path.as_str(), "identity.secret_key" | "database.url")
        || path.starts_with("identity.number_keys")
        || path.starts_with("identity.previous_secret_keys")
}

/// Everything that is wrong with it.
pub(super) fn faults_of(config: &Config) -> Vec<Fault> {
    let mut found = Found(Vec::new());
    found.database(config);
    found.tenancy(config);
    found.identity(config);
    found.bounds(config);
    found.hours(config);
    found.web(config);
    found.log(&config.log);
    found.0
}

struct Found(Vec<Fault>);

impl Found {
    fn add(&mut self, path: &str, problem: impl Into<String>) {
        let path = path.split('.').map(str::to_owned).collect();
        self.0.push(Fault { path, problem: problem.into() });
    }

    fn database(&mut self, config: &Config) {
        let Some(url) = &config.database.url else { return };
        let (masked, url) = (url.masked(), url.expose());
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            if let Err(fault) = url.parse::<PgConnectOptions>() {
                self.add("database.url", format!("“{masked}” cannot be read: {fault}"));
            }
        } else if !url.starts_with("sqlite:") {
            self.add("database.url", format!("must begin with postgres:// or sqlite://, not “{masked}”"));
        }
    }

    fn tenancy(&mut self, config: &Config) {
        let served = &config.tenancy.serve;
        for (place, code) in served.iter().enumerate() {
            let path = format!("tenancy.serve.{place}");
            if !is_code(code) {
                self.add(&path, no_code(code));
            } else if served.iter().take(place).any(|before| before == code) {
                self.add(&path, format!("“{code}” is named twice"));
            }
        }
        let mut hosts: Vec<_> = config.tenancy.hosts.iter().collect();
        hosts.sort();
        for (place, (host, code)) in hosts.iter().enumerate() {
            let path = || ["tenancy", "hosts", host].map(str::to_owned).to_vec();
            if let Some(problem) = unserved(code, served) {
                self.0.push(Fault { path: path(), problem });
            }
            if !is_host(host) {
                let problem =
                    "is no host name: without scheme, port and path, such as app.example.se".to_owned();
                self.0.push(Fault { path: path(), problem });
            }
            if hosts.iter().take(place).any(|(before, _)| before.eq_ignore_ascii_case(host)) {
                let problem = "is named twice: upper and lower case are the same in a host name".to_owned();
                self.0.push(Fault { path: path(), problem });
            }
        }
    }

    fn identity(&mut self, config: &Config) {
        if config.identity.secret_key.as_ref().is_some_and(|key| key.expose_secret().chars().count() < 32) {
            self.add("identity.secret_key", "must have 32 characters or more");
        }
        self.keys("identity.previous_secret_keys", &config.identity.previous_secret_keys);
        self.keys("identity.number_keys", &config.identity.number_keys);
        let issuers = &config.identity.issuers;
        for (place, issuer) in issuers.iter().enumerate() {
            let path = format!("identity.issuers.{place}");
            if let Some(problem) = unserved(&issuer.municipality, &config.tenancy.serve) {
                self.add(&format!("{path}.municipality"), problem);
            }
            let same = |other: &&IssuerConfig| {
                (&other.municipality, &other.issuer) == (&issuer.municipality, &issuer.issuer)
            };
            if issuers.iter().take(place).any(|other| same(&other)) {
                let IssuerConfig { municipality, issuer, .. } = issuer;
                self.add(&format!("{path}.issuer"), format!("“{issuer}” is named twice for {municipality}"));
            }
            let faults = issuer.faults();
            if faults.is_empty()
                && let Err(fault) = Issuers::new(slice::from_ref(issuer), None)
            {
                self.add(&path, fault.trim_start_matches("identity.issuers: "));
            }
            for fault in faults {
                self.add(&path, fault);
            }
        }
    }

    fn keys(&mut self, path: &str, keys: &[SecretString]) {
        for (place, key) in keys.iter().enumerate() {
            let path = format!("{path}.{place}");
            if key.expose_secret().chars().count() < 32 {
                self.add(&path, "must have 32 characters or more");
            }
            if keys.iter().take(place).any(|before| before.expose_secret() == key.expose_secret()) {
                self.add(&path, "is the same key as one before it");
            }
        }
    }

    /// What is nothing at all where something is needed.
    fn bounds(&mut self, config: &Config) {
        let Config { http, websocket, limits, meals, .. } = config;
        let bounds = [
            ("database.max_connections", u64::from(config.database.max_connections)),
            ("http.workers", http.workers.map_or(1, wide)),
            ("http.body_bytes", wide(http.body_bytes)),
            ("http.body_seconds", http.body_seconds),
            ("http.answer_bytes", wide(http.answer_bytes)),
            ("http.in_flight_bytes", wide(http.in_flight_bytes)),
            ("http.write_seconds", http.write_seconds),
            ("http.connections", wide(http.connections)),
            ("websocket.sockets", wide(websocket.sockets)),
            ("websocket.operations", wide(websocket.operations)),
            ("websocket.message_bytes", wide(websocket.message_bytes)),
            ("websocket.messages_per_second", u64::from(websocket.messages_per_second)),
            ("websocket.init_seconds", websocket.init_seconds),
            ("websocket.keep_alive_seconds", websocket.keep_alive_seconds),
            ("websocket.silence_seconds", websocket.silence_seconds),
            ("websocket.write_seconds", websocket.write_seconds),
            ("limits.document_bytes", wide(limits.document_bytes)),
            ("limits.nesting", wide(limits.nesting)),
            ("limits.depth", wide(limits.depth)),
            ("limits.selections", wide(limits.selections)),
            ("limits.root_fields", wide(limits.root_fields)),
            ("limits.complexity", wide(limits.complexity)),
            ("limits.batch", wide(limits.batch)),
            ("limits.seconds", limits.seconds),
            ("meals.fetch.minutes", u64::from(meals.fetch.minutes)),
            ("meals.fetch.seconds", meals.fetch.seconds),
            ("meals.fetch.bytes", wide(meals.fetch.bytes)),
        ];
        for (path, _) in bounds.into_iter().filter(|(_, bound)| *bound == 0) {
            self.add(path, "must be at least 1, not 0");
        }
    }

    /// A part of the day.
    fn hours(&mut self, config: &Config) {
        let fetch = &config.meals.fetch;
        if fetch.from_hour >= fetch.to_hour || fetch.to_hour > 24 {
            let (from, to) = (fetch.from_hour, fetch.to_hour);
            self.add(
                "meals.fetch.to_hour",
                format!("must be after from_hour and at most 24: from {from} to {to} is no part of a day"),
            );
        }
        if fetch.minutes > 24 * 60 {
            self.add("meals.fetch.minutes", "must be at most 1440, a day");
        }
    }

    fn web(&mut self, config: &Config) {
        if let Some(url) = &config.http.public_url {
            let whole = reqwest::Url::parse(url).is_ok_and(|url| {
                let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
                matches!(url.scheme(), "http" | "https") && url.has_host() && plain
            });
            if !whole {
                let problem = format!(
                    "“{url}” is no address of a server: scheme, host and port, such as https://api.example.se"
                );
                self.add("http.public_url", problem);
            }
        }
        for (place, origin) in config.http.origins.iter().enumerate() {
            let whole = reqwest::Url::parse(origin).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == *origin
            });
            if origin != "*" && !whole {
                let problem =
                    format!("“{origin}” is no origin: scheme, host and port, such as https://app.example.se");
                self.add(&format!("http.origins.{place}"), problem);
            }
        }
    }

    fn log(&mut self, filter: &str) {
        if let Err(fault) = EnvFilter::try_new(filter) {
            return self.add("log", format!("“{filter}” is no filter: {fault}"));
        }
        // The filter takes a misspelled level for the name of a module, and is silent about everything else.
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        let bare = filter.split(',').map(str::trim).filter(|part| !part.contains(['=', '[']));
        for word in bare.filter(|word| !levels.contains(&word.to_ascii_lowercase().as_str())) {
            let levels = levels.join(", ");
            self.add("log", format!("“{word}” is no level ({levels}); a module's is written {word}=debug"));
        }
    }
}

fn wide(bound: usize) -> u64 {
    u64::try_from(bound).unwrap_or(u64::MAX)
}

fn is_code(code: &str) -> bool {
    code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit())
}

fn no_code(code: &str) -> String {
    format!("“{code}” is not a kommunkod: four digits, as a string")
}

/// What is wrong with naming this municipality, where only one that is served can be meant.
fn unserved(code: &str, served: &[String]) -> Option<String> {
    if !is_code(code) {
        return Some(no_code(code));
    }
    let is_served = served.iter().any(|known| known == code);
    (!is_served).then(|| format!("“{code}” is not among the municipalities of tenancy.serve"))
}

/// As a browser sends it in `Host`, without the port.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
}
