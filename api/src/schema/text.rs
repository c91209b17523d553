//! Texts in several languages (D5).

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, InputObject, OutputType, Positioned, ScalarType, ServerResult, SimpleObject, Value,
    parser::types::{Field, SelectionSet},
    registry::Registry,
};
use entity::Texts;

use super::{
    scalars::LocaleTag,
    written::{object, text},
};
use crate::tenancy::Scope;

/// A text in one language.
#[derive(Clone, Debug)]
pub struct LocalizedText {
    value: String,
    locale: LocaleTag,
    easy_read: Option<String>,
}

/// A text in one language.
#[derive(SimpleObject)]
#[graphql(name = "LocalizedText")]
struct Fields<'a> {
    /// The text, plain, with blank lines between paragraphs.
    value: &'a str,
    /// The language that the text is in. Not the one asked for when the text falls back, so that screen readers speak
    /// the right one.
    locale: &'a LocaleTag,
    /// The easy-read (lättläst) variant, where there is one.
    easy_read: Option<&'a str>,
}

/// Every list of the product is full of these, so they are written at once instead of by a future for each field. What
/// an answer needs beyond plain fields is left to async-graphql.
impl OutputType for LocalizedText {
    fn type_name() -> Cow<'static, str> {
        Fields::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Fields::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        if let Some(object) = self.written(&ctx.item.node) {
            return Ok(object);
        }
        let Self { value, locale, easy_read } = self;
        Fields { value, locale, easy_read: easy_read.as_deref() }.resolve(ctx, field).await
    }
}

impl LocalizedText {
    /// The object with the fields that are selected, if they are plain ones.
    fn written(&self, selected: &SelectionSet) -> Option<Value> {
        object("LocalizedText", selected, |field, _| {
            Some(match field {
                "value" => text(&self.value),
                "locale" => self.locale.to_value(),
                "easyRead" => self.easy_read.as_deref().map_or(Value::Null, text),
                _ => return None,
            })
        })
    }

    /// The wording of these texts in the language of the request, if it is asked for in plain fields.
    pub fn written_of(scope: &Scope, texts: &Texts, selected: &SelectionSet) -> Option<Value> {
        Self::pick(scope, texts, None).written(selected)
    }

    /// The same for a text that may be absent.
    pub fn written_of_some(scope: &Scope, texts: Option<&Texts>, selected: &SelectionSet) -> Option<Value> {
        texts.map_or(Some(Value::Null), |texts| Self::written_of(scope, texts, selected))
    }
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

/// A part of the map between two parallels and two meridians, WGS84.
#[derive(InputObject, Clone, Copy, Debug, PartialEq)]
pub struct GeoBoxInput {
    /// The southern edge, degrees north.
    pub south: f64,
    /// The western edge, degrees east.
    pub west: f64,
    /// The northern edge, degrees north.
    pub north: f64,
    /// The eastern edge, degrees east.
    pub east: f64,
}
