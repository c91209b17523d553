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
    /// An e-mail address, as HTML's e-mail field takes it.
    EmailAddress,
    "EmailAddress",
    "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
    is_email,
    "not an e-mail address"
);
text_scalar!(
    /// A telephone number, as people write it: `+46 60 19 10 00`, `060-19 10 00`.
    PhoneNumber,
    "PhoneNumber",
    "https://www.itu.int/rec/T-REC-E.123",
    is_phone,
    "not a telephone number"
);

/// Whether the text is an absolute http or https address.
pub fn is_url(text: &str) -> bool {
    text.len() <= 2_048
        && reqwest::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether the text is an e-mail address as HTML defines it.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fits = (1..=64).contains(&local.len())
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_fits && domain.len() <= 253 && domain.split('.').count() >= 2 && domain.split('.').all(label_fits)
}

/// Whether the text can be dialled: 5 to 15 digits (E.164) with the usual punctuation.
pub fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || " -/().".contains(c))
}
