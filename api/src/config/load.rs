//! Layering: defaults, file, environment, flags. What cannot be read is told together with what cannot be meant.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    error::Kind,
    providers::{Env, Format, Serialized, Toml},
    value::{Dict, Map, Value},
};

use super::{
    Config,
    check::{self, is_secret},
    database::without_passwords,
};

/// Faults of one start beyond which no more are looked for.
const FAULTS: usize = 50;

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

/// Values that cannot be, and where each of them came from.
#[derive(Debug)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// A setting that cannot be as it is.
pub(super) struct Fault {
    /// Its sections and name; items of a list by position.
    pub path: Vec<String>,
    /// What is wrong with it, with the value unless that is a secret.
    pub problem: String,
}

/// The given defaults with nothing but flags over them, and what is logged from the environment: for a command that must
/// not meet what is configured around it.
///
/// # Errors
/// Names each value, its fault and its source.
pub fn load_apart(defaults: &Config, overrides: &Overrides) -> Result<Config, ConfigError> {
    let figment = Figment::from(Serialized::defaults(defaults))
        .merge(Env::prefixed("MITTKOMMUN_").only(&["log", "log_format"]))
        .merge(Flags(overrides));
    read(&figment)
}

/// Reads the configuration over the given defaults. Without `file`, `mittkommun.toml` is read where it exists.
///
/// # Errors
/// Names each value, its fault and its source.
pub fn load(defaults: &Config, file: Option<&Path>, overrides: &Overrides) -> Result<Config, ConfigError> {
    let mut figment = Figment::from(Serialized::defaults(defaults));
    match file {
        Some(path) if !path.is_file() => {
            let complaint = format!("the configuration file {} does not exist", path.display());
            return Err(ConfigError(vec![complaint]));
        }
        Some(path) => figment = figment.merge(Toml::file_exact(path)),
        None => figment = figment.merge(Toml::file("mittkommun.toml")),
    }
    let figment = figment
        .merge(Env::raw().only(&["DATABASE_URL"]).map(|_| "database.url".into()))
        // MITTKOMMUN_HTTP__LISTEN is http.listen. The tests' own variables are none of ours.
        .merge(AsTexts(Env::prefixed("MITTKOMMUN_").filter(|key| !key.starts_with("test_")).split("__")))
        .merge(Flags(overrides));
    read(&figment)
}

/// Takes away what cannot be read, one value after the other, so that all of them are told at once.
fn read(figment: &Figment) -> Result<Config, ConfigError> {
    let whole: Dict = figment.extract().map_err(|fault| ConfigError(vec![unlayered(&fault)]))?;
    let mut whole = Value::from(whole);
    let mut faults: Vec<Fault> = Vec::new();
    while faults.len() < FAULTS {
        match whole.deserialize::<Config>() {
            Ok(config) => {
                faults.extend(check::faults_of(&config));
                if faults.is_empty() {
                    return Ok(config);
                }
                break;
            }
            Err(fault) => {
                let fault = unread(fault);
                let removed = remove(&mut whole, &fault.path);
                faults.push(fault);
                if !removed {
                    break;
                }
            }
        }
    }
    Err(ConfigError(faults.into_iter().map(|fault| told(figment, &fault)).collect()))
}

/// A file that is no TOML.
fn unlayered(fault: &figment::Error) -> String {
    let source = fault.metadata.as_ref().map(source_of).unwrap_or_default();
    without_passwords(&format!("{}{source}", fault.kind))
}

fn unread(fault: figment::Error) -> Fault {
    let path = fault.path;
    let problem = match fault.kind {
        Kind::UnknownField(_, known) => format!("there is no such setting; known are {}", known.join(", ")),
        Kind::MissingField(name) => format!("{name} is missing"),
        _ if path == ["identity", "number_keys"] || path == ["identity", "previous_secret_keys"] => {
            "must be a list of texts".to_owned()
        }
        _ if is_secret(&path) => "must be a text".to_owned(),
        // What was found is told too, and that may be a URL in the wrong place.
        kind => without_passwords(&kind.to_string()),
    };
    let example = match path.join(".").as_str() {
        "tenancy.serve" => ", such as [\"2281\", \"0180\"]",
        "http.origins" => ", such as [\"https://app.example.se\"]",
        _ => "",
    };
    Fault { path, problem: problem + example }
}

/// Takes the value away; an item of a list with everything in it.
fn remove(value: &mut Value, path: &[String]) -> bool {
    match (value, path) {
        (Value::Dict(_, fields), [name]) => fields.remove(name).is_some(),
        (Value::Dict(_, fields), [name, rest @ ..]) => {
            fields.get_mut(name).is_some_and(|inner| remove(inner, rest))
        }
        (Value::Array(_, items), [place, ..]) => {
            let place = place.parse().ok().filter(|place| *place < items.len());
            place.map(|place: usize| items.remove(place)).is_some()
        }
        _ => false,
    }
}

fn told(figment: &Figment, fault: &Fault) -> String {
    let name = fault.path.join(".");
    // A list has one source for all its items.
    let known = (1..=fault.path.len()).rev().find_map(|length| {
        let path = fault.path.get(..length)?;
        Some((path, figment.find_metadata(&path.join("."))?))
    });
    let source = match known {
        Some((path, metadata)) if metadata.name == FLAGS => format!(" — from --{}", flag(path)),
        Some((path, metadata)) if metadata.name.contains("MITTKOMMUN_") => {
            format!(" — from the environment variable {}", variable(path))
        }
        Some((_, metadata)) => source_of(metadata),
        None => String::new(),
    };
    format!("{name}: {}{source}", fault.problem)
}

fn source_of(metadata: &Metadata) -> String {
    match &metadata.source {
        Some(source) => format!(" — from {source}"),
        None if metadata.name.contains("environment") => {
            " — from the environment variable DATABASE_URL".to_owned()
        }
        None => String::new(),
    }
}

/// The flag that sets what lies at the path.
fn flag(path: &[String]) -> String {
    match path.join(".").as_str() {
        "http.listen" => "listen".to_owned(),
        other => other.replace(['.', '_'], "-"),
    }
}

/// The variable as it is spelled in the environment, which may be in lower case.
fn variable(path: &[String]) -> String {
    let name = format!("MITTKOMMUN_{}", path.join("__").to_uppercase());
    let spelled = std::env::vars_os().filter_map(|(known, _)| known.into_string().ok());
    spelled.into_iter().find(|known| known.eq_ignore_ascii_case(&name)).unwrap_or(name)
}

/// Settings that are texts, whatever their letters look like.
const TEXTS: [&[&str]; 6] = [
    &["identity", "secret_key"],
    &["database", "url"],
    &["http", "public_url"],
    &["data_dir"],
    &["log"],
    &["log_format"],
];

/// The environment, which tells no text from a number: a key of digits stays the text that it is.
struct AsTexts(Env);

impl Provider for AsTexts {
    fn metadata(&self) -> Metadata {
        self.0.metadata()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut profiles = self.0.data()?;
        for settings in profiles.values_mut() {
            for path in TEXTS {
                let path: Vec<_> = path.iter().map(|name| (*name).to_owned()).collect();
                if let Some(value) = find(settings, &path)
                    && matches!(value, Value::Num(..) | Value::Bool(..) | Value::Char(..) | Value::Empty(..))
                    && let Ok(text) = std::env::var(variable(&path))
                {
                    *value = Value::from(text);
                }
            }
        }
        Ok(profiles)
    }
}

fn find<'a>(settings: &'a mut Dict, path: &[String]) -> Option<&'a mut Value> {
    match path {
        [name] => settings.get_mut(name),
        [name, rest @ ..] => match settings.get_mut(name)? {
            Value::Dict(_, inner) => find(inner, rest),
            _ => None,
        },
        [] => None,
    }
}

const FLAGS: &str = "command line flags";

struct Flags<'a>(&'a Overrides);

impl Provider for Flags<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named(FLAGS)
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
