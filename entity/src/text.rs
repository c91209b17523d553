//! Values that columns hold as JSON: texts in several languages, lists of codes, allergen states.

use std::collections::BTreeMap;

use sea_orm::{ActiveEnum, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

use crate::{Allergen, NoticeKind};

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

impl StringList {
    /// The codes of these values.
    pub fn of_kinds<K: ActiveEnum<Value = String>>(kinds: impl IntoIterator<Item = K>) -> Self {
        kinds.into_iter().map(|kind| kind.to_value()).collect()
    }

    /// The values that the codes name. One that nobody knows, of a newer release perhaps, is passed over.
    #[must_use]
    pub fn kinds<K: ActiveEnum<Value = String>>(&self) -> Vec<K> {
        self.0.iter().filter_map(|code| K::try_from_value(code).ok()).collect()
    }
}

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

impl AllergenStates {
    /// Nothing known but these (M2).
    pub fn of(known: impl IntoIterator<Item = (Allergen, AllergenKnowledge)>) -> Self {
        Self(known.into_iter().map(|(allergen, knowledge)| (allergen.to_value(), knowledge)).collect())
    }

    /// What is known of the allergen; nothing known is never the same as free from it (M2).
    #[must_use]
    pub fn get(&self, allergen: Allergen) -> Option<AllergenKnowledge> {
        self.0.get(&allergen.to_value()).copied()
    }
}

/// What a kitchen says instead of dishes, or beside them: "Lov", "Kökets val".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about.
    #[serde(rename = "k", with = "notice_kind")]
    pub kind: NoticeKind,
    /// In the kitchen's words.
    #[serde(rename = "t")]
    pub text: String,
}

/// The notices of a meal, in the kitchen's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Notices(pub Vec<Notice>);

/// A kind is spelled in JSON as in a column of its own.
mod notice_kind {
    use sea_orm::ActiveEnum;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::NoticeKind;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    pub fn serialize<S: Serializer>(kind: &NoticeKind, serializer: S) -> Result<S::Ok, S::Error> {
        kind.to_value().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NoticeKind, D::Error> {
        // A kind that nobody knows, of a newer release perhaps, still informs.
        let code = String::deserialize(deserializer)?;
        Ok(NoticeKind::try_from_value(&code).unwrap_or(NoticeKind::Information))
    }
}
