//! The form of the demonstration's files.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A text by language.
pub type Words = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    pub categories: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    pub name: Words,
    /// Parts of the Swedish names of departments that may answer, best first.
    #[serde(default)]
    pub departments: Vec<String>,
    #[serde(default)]
    pub is_deprecated: bool,
    #[serde(default)]
    pub children: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submissions {
    pub submissions: Vec<Submission>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    pub kind: String,
    /// Its code.
    pub category: String,
    pub days_ago: u32,
    pub title: String,
    pub body: String,
    #[serde(default = "swedish")]
    pub locale: String,
    pub place: Option<Place>,
    pub contact: Option<Contact>,
    /// Who filed it, of the demonstration's people; anonymous when left out and there is no contact.
    pub sender: Option<String>,
    pub status: String,
    /// Whether the case officer has it.
    #[serde(default)]
    pub officer: bool,
    /// The moderated copy.
    pub public: Option<Public>,
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    pub messages: Vec<String>,
    #[serde(default)]
    pub answers: Vec<String>,
    #[serde(default)]
    pub supports: u8,
}

fn swedish() -> String {
    "sv".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    pub title: String,
    pub body: String,
    /// The place in words; the point is shown where the words are.
    pub address: Option<String>,
}
