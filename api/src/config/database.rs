//! Which database.

use serde::{Deserialize, Serialize};

/// Which database.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    /// `postgres://…` or `sqlite://…`; the embedded SQLite in the data folder when left out.
    pub url: Option<DatabaseUrl>,
    /// Connections at most.
    pub max_connections: u32,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: None, max_connections: 10 }
    }
}

/// A database's URL. Shown without its password.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL with its password.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The URL with the password masked.
    #[must_use]
    pub fn masked(&self) -> String {
        match reqwest::Url::parse(&self.0) {
            Ok(mut url) => {
                if url.password().is_some() {
                    // Fails only for URLs that cannot have a password, and this one has.
                    let _ = url.set_password(Some("***"));
                }
                let pairs: Vec<_> = url.query_pairs().into_owned().collect();
                // PostgreSQL takes the password, and that of the client's key, among the parameters too.
                if pairs.iter().any(|(key, _)| is_secret(key)) {
                    let shown = |(key, value): (String, String)| {
                        if is_secret(&key) { (key, "***".to_owned()) } else { (key, value) }
                    };
                    url.query_pairs_mut().clear().extend_pairs(pairs.into_iter().map(shown));
                }
                url.to_string()
            }
            Err(_) => "***".to_owned(),
        }
    }
}

fn is_secret(parameter: &str) -> bool {
    parameter.to_ascii_lowercase().contains("password")
}

/// The text with the passwords of the URLs in it masked.
pub(super) fn without_passwords(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://").map(|scheme| scheme + 3) {
        let (before, url) = rest.split_at(start);
        let (url, after) = url.split_at(url.find(['"', '`', '\n']).unwrap_or(url.len()));
        kept.push_str(before);
        kept.push_str(if url.contains('@') || url.to_ascii_lowercase().contains("password") {
            "***"
        } else {
            url
        });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}
