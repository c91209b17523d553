//! Where the world reaches the server, for addresses in what is published.

use std::sync::Arc;

/// Where the world reaches the server, if the operator has said.
#[derive(Clone, Debug, Default)]
pub struct PublicAddress(Option<Arc<str>>);

impl PublicAddress {
    /// As it is configured; a slash at its end does not count.
    #[must_use]
    pub fn of(url: Option<&str>) -> Self {
        Self(url.map(|url| Arc::from(url.trim_end_matches('/'))))
    }

    /// The whole address of a path that begins with a slash, if the operator has said where the server is.
    #[must_use]
    pub fn absolute(&self, path: &str) -> Option<String> {
        self.0.as_ref().map(|origin| format!("{origin}{path}"))
    }

    /// The same, or the path alone, which is the address for who asks the server itself.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        self.absolute(path).unwrap_or_else(|| path.to_owned())
    }
}
