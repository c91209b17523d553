//! Texts in several languages (D5).

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, InputObject, OutputType, Positioned, ServerResult, SimpleObject, Value,
    parser::types::{Field, SelectionSet},
    registry::Registry,
};
use entity::Texts;

use super::{
    scalars::LocaleTag,
    written::{Json, whole},
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
        let Self { value, locale, easy_read } = self;
        let wording = (locale.as_str(), value.as_str(), easy_read.as_deref());
        match whole(ctx, |json| write(json, wording, &ctx.item.node)) {
            Some(object) => Ok(object),
            None => Fields { value, locale, easy_read: easy_read.as_deref() }.resolve(ctx, field).await,
        }
    }
}

impl LocalizedText {
    /// Writes the wording of these texts in the language of the request, if it is asked for in plain fields.
    pub fn write_of(json: &mut Json, scope: &Scope, texts: &Texts, selected: &SelectionSet) -> Option<()> {
        write(json, wording(scope, texts, None), selected)
    }

    /// The same for a text that may be absent.
    pub fn write_of_some(
        json: &mut Json,
        scope: &Scope,
        texts: Option<&Texts>,
        selected: &SelectionSet,
    ) -> Option<()> {
        match texts {
            Some(texts) => Self::write_of(json, scope, texts, selected),
            None => json.null(),
        }
    }

    /// The wording in the language of the argument, else of the request, else the municipality's own. An empty text is
    /// an empty string in the municipality's language.
    pub fn pick(scope: &Scope, texts: &Texts, locale: Option<&LocaleTag>) -> Self {
        let (tag, value, easy_read) = wording(scope, texts, locale);
        Self {
            value: value.to_owned(),
            locale: LocaleTag::of(tag),
            easy_read: easy_read.map(ToOwned::to_owned),
        }
    }

    /// The same for a text that may be absent.
    pub fn pick_some(scope: &Scope, texts: Option<&Texts>, locale: Option<&LocaleTag>) -> Option<Self> {
        texts.map(|texts| Self::pick(scope, texts, locale))
    }
}

/// The language that a text is told in, the text, and its easy-read variant.
type Wording<'a> = (&'a str, &'a str, Option<&'a str>);

fn wording<'a>(scope: &'a Scope, texts: &'a Texts, locale: Option<&'a LocaleTag>) -> Wording<'a> {
    let fallback = scope.municipality().default_locale.tag();
    let wanted = locale.map_or_else(|| scope.locale().tag(), LocaleTag::as_str);
    let picked = texts.pick(wanted, fallback);
    picked.map_or((fallback, "", None), |(tag, text)| (tag, &text.value, text.easy_read.as_deref()))
}

/// Writes the fields that are selected, if they are plain ones.
fn write(json: &mut Json, (locale, value, easy_read): Wording<'_>, selected: &SelectionSet) -> Option<()> {
    json.object("LocalizedText", selected, |json, field, _| match field {
        "value" => json.put(value),
        "locale" => json.put(locale),
        "easyRead" => json.put(&easy_read),
        _ => None,
    })
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
