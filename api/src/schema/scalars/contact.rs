//! Ways to reach somebody or something.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident, $graphql:literal, $url:literal, $fits:path, $fault:literal) => {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        $(#[$doc])*
        #[Scalar(name = $graphql, specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
                let text = text.trim();
                if $fits(text) { Ok(Self(text.to_owned())) } else { Err(InputValueError::custom($fault)) }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar!(
    /// An absolute `http` or `https` address.
    Url,
    "URL",
    "https://url.spec.whatwg.org/",
    is_url,
    "not an absolute http or https address"
);
text_scalar!(
    /// An e-mail address, as HTML's e-mail field takes it, in any script. People type it: an input reads any text, and what
    /// is no address is a user error of the mutation.
    EmailAddress,
    "EmailAddress",
    "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
    is_anything,
    "not a text"
);
text_scalar!(
    /// A telephone number, as people write it: `+46 60 19 10 00`, `060-19 10 00`. People type it: an input reads any text,
    /// and what is no number is a user error of the mutation.
    PhoneNumber,
    "PhoneNumber",
    "https://www.itu.int/rec/T-REC-E.123",
    is_anything,
    "not a text"
);

/// What somebody typed is judged by the rules of what it is for, together with everything else they typed.
fn is_anything(_: &str) -> bool {
    true
}

/// Whether the text is an absolute http or https address.
pub fn is_url(text: &str) -> bool {
    text.len() <= 2_048
        && reqwest::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
