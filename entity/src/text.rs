//! Values that columns hold as JSON: texts in several languages, lists of codes, allergen states.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use sea_orm::{ActiveEnum, FromJsonQueryResult};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use crate::{Allergen, NoticeKind};

/// A text in one or more languages (D5), keyed by BCP 47 tag.
///
/// Every list of the product reads many of these with two or three languages each: a short sorted list, not a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromJsonQueryResult)]
pub struct Texts(Vec<(Tag, Text)>);

/// A language's tag; those that nearly every text is in are not copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tag(Cow<'static, str>);

impl From<&str> for Tag {
    fn from(tag: &str) -> Self {
        let common = ["sv", "en"].into_iter().find(|common| *common == tag);
        Self(common.map_or_else(|| Cow::Owned(tag.to_owned()), Cow::Borrowed))
    }
}

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
        self.set(locale, Text { value: value.into(), easy_read: None });
        self
    }

    /// Makes this the wording in a language.
    pub fn set(&mut self, locale: &str, text: Text) {
        self.put(Tag::from(locale), text);
    }

    fn put(&mut self, tag: Tag, text: Text) {
        match self.0.binary_search_by(|(own, _)| own.cmp(&tag)) {
            Ok(place) => {
                if let Some(own) = self.0.get_mut(place) {
                    own.1 = text;
                }
            }
            Err(place) => self.0.insert(place, (tag, text)),
        }
    }

    /// The wording in exactly this language.
    #[must_use]
    pub fn get(&self, locale: &str) -> Option<&Text> {
        self.iter().find_map(|(tag, text)| (tag == locale).then_some(text))
    }

    /// All wordings with their tags, sorted by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.0.iter().map(|(tag, text)| (&*tag.0, text))
    }

    /// The wording for `wanted`, else for `fallback`, else any, with the tag of the language it is in. `en-GB` is
    /// satisfied by `en`.
    #[must_use]
    pub fn pick(&self, wanted: &str, fallback: &str) -> Option<(&str, &Text)> {
        let primary = wanted.split('-').next().unwrap_or(wanted);
        [wanted, primary, fallback]
            .into_iter()
            .find_map(|tag| self.iter().find(|(own, _)| *own == tag))
            .or_else(|| self.iter().next())
    }
}

impl FromIterator<(String, Text)> for Texts {
    fn from_iter<I: IntoIterator<Item = (String, Text)>>(wordings: I) -> Self {
        let mut texts = Self::default();
        for (locale, text) in wordings {
            texts.set(&locale, text);
        }
        texts
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Wordings)
    }
}

struct Wordings;

impl<'de> Visitor<'de> for Wordings {
    type Value = Texts;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("texts by language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
        let mut texts = Texts::default();
        while let Some((tag, text)) = map.next_entry()? {
            texts.put(tag, text);
        }
        Ok(texts)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TagText)
    }
}

struct TagText;

impl Visitor<'_> for TagText {
    type Value = Tag;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the tag of a language")
    }

    fn visit_str<E>(self, tag: &str) -> Result<Tag, E> {
        Ok(Tag::from(tag))
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

    /// Makes this what is known of the allergen; nothing makes it unknown.
    pub fn set(&mut self, allergen: Allergen, knowledge: Option<AllergenKnowledge>) {
        match knowledge {
            Some(knowledge) => self.0.insert(allergen.to_value(), knowledge),
            None => self.0.remove(&allergen.to_value()),
        };
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

/// How much of a nutrient a portion holds, as the kitchen reckons it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nutrient {
    /// What it is: "Energi (kJ)".
    #[serde(rename = "n")]
    pub name: String,
    /// How much, in the unit.
    #[serde(rename = "a")]
    pub amount: f64,
    /// "kJ", "g".
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its code, mostly GS1's: "ENKJ".
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The nutrients of a dish, in the kitchen's order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Nutrients(pub Vec<Nutrient>);

/// What a server calls an answer of an address (RFC 9110, 8.8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validator {
    /// A hash of the address, which may hold a secret.
    #[serde(rename = "u")]
    pub address_hash: String,
    /// `ETag`.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// The validators of the addresses of a source: it can have one for each week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Validators(pub Vec<Validator>);

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
