//! Values that columns hold as JSON: texts in several languages, lists of codes, allergen states.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// A text in one or more languages (D5), keyed by BCP 47 tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Texts(pub BTreeMap<String, Text>);

/// One language's wording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    #[serde(rename = "v")]
    pub value: String,
    /// The easy-read (lättläst) variant, if somebody wrote one.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub easy_read: Option<String>,
}

impl Texts {
    /// A text in a single language.
    #[must_use]
    pub fn of(locale: &str, value: impl Into<String>) -> Self {
        Self::default().and(locale, value)
    }

    /// The same with one more language.
    #[must_use]
    pub fn and(mut self, locale: &str, value: impl Into<String>) -> Self {
        self.0.insert(locale.to_owned(), Text { value: value.into(), easy_read: None });
        self
    }

    /// The wording for `wanted`, else for `fallback`, else any, with the tag of the language it is in. `en-GB` is
    /// satisfied by `en`.
    #[must_use]
    pub fn pick(&self, wanted: &str, fallback: &str) -> Option<(&str, &Text)> {
        let primary = wanted.split('-').next().unwrap_or(wanted);
        [wanted, primary, fallback]
            .into_iter()
            .find_map(|tag| self.0.get_key_value(tag))
            .or_else(|| self.0.iter().next())
            .map(|(tag, text)| (tag.as_str(), text))
    }
}

/// A list of words or codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct StringList(pub Vec<String>);

impl<S: Into<String>> FromIterator<S> for StringList {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        Self(words.into_iter().map(Into::into).collect())
    }
}

/// What is known of an allergen in a dish (M2). Unknown is the third state: it is the absence of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AllergenKnowledge {
    /// The kitchen declares that the dish contains it.
    Declared,
    /// The kitchen has confirmed that the dish does not contain it.
    KitchenConfirmedNone,
}

/// What is known of each allergen, by the code of [`Allergen`](crate::Allergen). An absent one is unknown, so an empty
/// import can never be read as "free from".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct AllergenStates(pub BTreeMap<String, AllergenKnowledge>);
