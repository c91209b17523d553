//! Language tags.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::platform::locale;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocaleTag(String);

impl LocaleTag {
    /// A tag that is known to be one.
    pub fn of(tag: &str) -> Self {
        Self(tag.to_owned())
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A language tag by BCP 47: `sv`, `en-GB`, `fit`.
#[Scalar(name = "Locale", specified_by_url = "https://www.rfc-editor.org/rfc/bcp/bcp47.txt")]
impl ScalarType for LocaleTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
        if locale::is_language_tag(&text) {
            Ok(Self(text))
        } else {
            Err(InputValueError::custom("not a language tag by BCP 47, like sv or en-GB"))
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
