//! Which media type to answer with, and whether a body is one we read ("GraphQL over HTTP", sections 4 and 5).

/// The two media types of a GraphQL answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MediaType {
    /// `application/json`: the status says nothing of errors in the operation. What a client gets that does not ask.
    #[default]
    Json,
    /// `application/graphql-response+json`: the status is 4xx where the operation did not run.
    GraphqlResponse,
}

impl MediaType {
    /// The `Content-Type` of an answer.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// The client's choice among the two (RFC 9110, 12.5.1), or `None` if it accepts neither.
    ///
    /// The most specific range that matches decides on a type's quality. Between equals the one the client names
    /// first wins, and `application/json` where it names none.
    #[must_use]
    pub fn negotiate(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return Some(Self::Json) };
        let json = Preference::of(Self::Json, accept);
        let response = Preference::of(Self::GraphqlResponse, accept);
        match (json.quality, response.quality) {
            (0, 0) => None,
            (json_quality, quality) if quality > json_quality => Some(Self::GraphqlResponse),
            (json_quality, quality) if quality < json_quality => Some(Self::Json),
            _ if response.named < json.named => Some(Self::GraphqlResponse),
            _ => Some(Self::Json),
        }
    }

    const fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }
}

/// How much a client wants one media type.
struct Preference {
    /// In thousandths.
    quality: u16,
    /// Where in the header it is named in full; `usize::MAX` if it is only covered by a wildcard.
    named: usize,
}

impl Preference {
    fn of(media: MediaType, accept: &str) -> Self {
        let mut found = Self { quality: 0, named: usize::MAX };
        let mut specificity = 0;
        for (position, range) in accept.split(',').enumerate() {
            let (range, parameters) = essence(range);
            let matched = match range.split_once('/') {
                Some(("*", "*")) => 1,
                Some((kind, "*")) if kind.eq_ignore_ascii_case("application") => 2,
                Some((kind, subtype))
                    if kind.eq_ignore_ascii_case("application")
                        && subtype.eq_ignore_ascii_case(media.subtype()) =>
                {
                    3
                }
                _ => continue,
            };
            if matched <= specificity || !speaks_utf8(parameters) {
                continue;
            }
            specificity = matched;
            found.quality = quality(parameters);
            found.named = if matched == 3 { position } else { usize::MAX };
        }
        found
    }
}

/// Whether a request body of this `Content-Type` is read: JSON, in UTF-8.
#[must_use]
pub fn is_json(content_type: Option<&str>) -> bool {
    let (media, parameters) = essence(content_type.unwrap_or_default());
    media.eq_ignore_ascii_case("application/json") && speaks_utf8(parameters)
}

fn essence(value: &str) -> (&str, &str) {
    let (essence, parameters) = value.split_once(';').unwrap_or((value, ""));
    (essence.trim(), parameters)
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

fn speaks_utf8(parameters: &str) -> bool {
    parameter(parameters, "charset")
        .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8"))
}

/// The weight in thousandths; one that cannot be read counts as none given.
fn quality(parameters: &str) -> u16 {
    let Some(weight) = parameter(parameters, "q") else { return 1000 };
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let well_formed = fraction.len() <= 3 && fraction.bytes().all(|digit| digit.is_ascii_digit());
    match (whole, well_formed) {
        ("0", true) => {
            fraction.bytes().zip([100, 10, 1]).map(|(digit, worth)| u16::from(digit - b'0') * worth).sum()
        }
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, is_json};

    fn negotiated(accept: &str) -> Option<MediaType> {
        MediaType::negotiate(Some(accept))
    }

    #[test]
    fn json_is_the_answer_to_a_client_that_does_not_say() {
        assert_eq!(MediaType::negotiate(None), Some(MediaType::Json));
        for accept in ["", " ", "*/*", "application/*", "text/html,application/xhtml+xml,*/*;q=0.8"] {
            assert_eq!(negotiated(accept), Some(MediaType::Json), "{accept}");
        }
    }

    #[test]
    fn the_higher_weight_wins() {
        for accept in [
            "application/graphql-response+json",
            "APPLICATION/GraphQL-Response+JSON; charset=UTF-8",
            "application/json;q=0.9, application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8;q=0.5",
            "application/json;q=0.1,application/graphql-response+json;q=0.101",
            "*/*;q=0.1, application/graphql-response+json;q=0.2",
        ] {
            assert_eq!(negotiated(accept), Some(MediaType::GraphqlResponse), "{accept}");
        }
        assert_eq!(
            negotiated("application/graphql-response+json;q=0.3,application/*"),
            Some(MediaType::Json)
        );
    }

    #[test]
    fn between_equals_the_first_named_wins() {
        let both = "application/graphql-response+json, application/json";
        assert_eq!(negotiated(both), Some(MediaType::GraphqlResponse));
        assert_eq!(negotiated("application/json, application/graphql-response+json"), Some(MediaType::Json));
        assert_eq!(negotiated("*/*, application/graphql-response+json"), Some(MediaType::GraphqlResponse));
    }

    #[test]
    fn a_weight_of_zero_excludes() {
        assert_eq!(negotiated("application/json;q=0"), None);
        assert_eq!(negotiated("application/json;q=0.000, */*"), Some(MediaType::GraphqlResponse));
    }

    #[test]
    fn what_we_do_not_speak_is_not_acceptable() {
        for accept in
            ["text/event-stream", "multipart/mixed", "application/json; charset=latin1", "application/xml"]
        {
            assert_eq!(negotiated(accept), None, "{accept}");
        }
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        for content_type in
            ["application/json", "Application/JSON; Charset=\"UTF-8\"", "application/json;a=b"]
        {
            assert!(is_json(Some(content_type)), "{content_type}");
        }
        for content_type in ["", "text/plain", "application/graphql", "application/json; charset=iso-8859-1"]
        {
            assert!(!is_json(Some(content_type)), "{content_type}");
        }
        assert!(!is_json(None));
        assert!(!is_json(Some("multipart/form-data; boundary=x")));
    }
}
