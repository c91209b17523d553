//! Texts in several languages (D5).

use async_graphql::{InputObject, SimpleObject};
use entity::Texts;

use super::scalars::LocaleTag;
use crate::tenancy::Scope;

/// A text in one language.
#[derive(SimpleObject, Clone, Debug)]
pub struct LocalizedText {
    /// The text, plain, with blank lines between paragraphs.
    value: String,
    /// The language that the text is in. Not the one asked for when the text falls back, so that screen readers speak
    /// the right one.
    locale: LocaleTag,
    /// The easy-read (lättläst) variant, where there is one.
    easy_read: Option<String>,
}

impl LocalizedText {
    /// The wording in the language of the argument, else of the request, else the municipality's own. An empty text is
    /// an empty string in the municipality's language.
    pub fn pick(scope: &Scope, texts: &Texts, locale: Option<&LocaleTag>) -> Self {
        let fallback = scope.municipality().default_locale.tag();
        let wanted = locale.map_or_else(|| scope.locale().tag(), LocaleTag::as_str);
        match texts.pick(wanted, fallback) {
            Some((tag, text)) => Self {
                value: text.value.clone(),
                locale: LocaleTag::of(tag),
                easy_read: text.easy_read.clone(),
            },
            None => Self { value: String::new(), locale: LocaleTag::of(fallback), easy_read: None },
        }
    }

    /// The same for a text that may be absent.
    pub fn pick_some(scope: &Scope, texts: Option<&Texts>, locale: Option<&LocaleTag>) -> Option<Self> {
        texts.map(|texts| Self::pick(scope, texts, locale))
    }
}

/// A point on the earth, WGS84.
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq)]
pub struct GeoPoint {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

impl GeoPoint {
    /// The point of two columns, when both are there.
    pub fn of(latitude: Option<f64>, longitude: Option<f64>) -> Option<Self> {
        Some(Self { latitude: latitude?, longitude: longitude? })
    }
}

/// A point on the earth, WGS84.
#[derive(InputObject, Clone, Copy, Debug, PartialEq)]
pub struct GeoPointInput {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}
