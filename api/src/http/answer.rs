//! GraphQL answers as bytes: straight from the values into the buffer that is sent.

use std::io::{self, Write as _};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use async_graphql::ServerError;
use flate2::{Compression, write::GzEncoder};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{deliver::Shared, negotiate::MediaType};
use crate::{
    platform::{Locale, Room, room::Space},
    schema::{Answer, Limit, Made, Refusal},
};

/// Smaller bodies are sent as they are: they fill one packet either way.
const WORTH_COMPRESSING: usize = 1024;

/// What is answered to one operation, or to a batch in its order.
pub enum Reply {
    /// A single operation.
    One(Answer),
    /// A batch. Its status says nothing of the operations in it.
    Batch(Vec<Answer>),
}

/// Who is answered, and within which room.
pub struct Recipient<'a> {
    /// The request.
    pub request: &'a HttpRequest,
    /// In which form.
    pub media: MediaType,
    /// In which language.
    pub locale: Locale,
    /// The memory that answers share.
    pub room: &'a Room,
}

impl Reply {
    /// The whole HTTP answer. The operations' space is given back once it is written, and the body has its own.
    pub fn respond(self, space: Space, to: &Recipient<'_>) -> HttpResponse {
        let status = match &self {
            Self::One(answer) => status(answer, to.media),
            Self::Batch(_) => StatusCode::OK,
        };
        let mut response = HttpResponse::build(status);
        response
            .insert_header((header::CONTENT_TYPE, to.media.content_type()))
            .insert_header((header::VARY, "accept, accept-encoding, accept-language, authorization"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header(RETRY);
        }
        if let Self::One(Answer::Made(made)) = self {
            return made_once(&made, response, to.request);
        }
        let body = self.write(to);
        drop(space);
        match gzip(&body, to.request.headers()) {
            Some(smaller) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(smaller),
            None => response.body(body),
        }
    }

    /// Each answer is let go of as soon as it is written.
    fn write(self, to: &Recipient<'_>) -> Vec<u8> {
        let mut body = Bounded::new(to.room.answer_bytes());
        match self {
            Self::One(answer) => body.answer(&answer, to.locale),
            Self::Batch(answers) => {
                body.bytes.push(b'[');
                for (place, answer) in answers.into_iter().enumerate() {
                    if place > 0 {
                        body.bytes.push(b',');
                    }
                    body.answer(&answer, to.locale);
                }
                body.bytes.push(b']');
            }
        }
        body.bytes
    }
}

/// When to come back to a server that is busy, in seconds.
pub const RETRY: (header::HeaderName, &str) = (header::RETRY_AFTER, "2");

fn made_once(made: &Made, mut response: HttpResponseBuilder, request: &HttpRequest) -> HttpResponse {
    let body = if takes_gzip(request.headers()) {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
        made.packed.get_or_init(|| pack(&made.json).unwrap_or_default().into()).clone()
    } else {
        made.json.clone()
    };
    let mut response = response.body(body);
    response.extensions_mut().insert(Shared);
    response
}

/// An answer in the making, which does not outgrow what one may have.
pub(super) struct Bounded {
    pub(super) bytes: Vec<u8>,
    most: usize,
}

impl Bounded {
    /// Room for this number of bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { bytes: Vec::with_capacity(2048), most }
    }

    /// Adds an answer, or in its place that it is too large.
    fn answer(&mut self, answer: &Answer, locale: Locale) {
        let start = self.bytes.len();
        if let Answer::Made(made) = answer
            && start.saturating_add(made.json.len()) <= self.most
        {
            self.bytes.extend_from_slice(&made.json);
        } else if matches!(answer, Answer::Made(_))
            || serde_json::to_writer(&mut *self, &Body::of(answer)).is_err()
        {
            self.bytes.truncate(start);
            let refusal = Refusal::TooComplex { limit: Limit::Answer, allowed: self.most };
            self.bytes.extend(errors(&refusal.into_errors(locale)));
        }
    }
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `{"errors": […]}`: nothing ran.
pub fn errors(errors: &[ServerError]) -> Vec<u8> {
    json(&Body::Errors(errors))
}

/// The status of a single answer ("GraphQL over HTTP", section 6.4): a client of `application/json` reads it as the
/// transport's alone.
const fn status(answer: &Answer, media: MediaType) -> StatusCode {
    match (answer, media) {
        (Answer::Failed(_), _) => StatusCode::INTERNAL_SERVER_ERROR,
        (Answer::Busy(_), _) => StatusCode::SERVICE_UNAVAILABLE,
        (Answer::Refused(_), MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Answer::Refused(_), MediaType::Json) | (Answer::Executed(_) | Answer::Made(_), _) => StatusCode::OK,
    }
}

/// The response map (GraphQL, section 7.1): `errors` first, so that nobody overlooks them; no `data` if nothing ran.
enum Body<'a> {
    Ran(&'a async_graphql::Response),
    Errors(&'a [ServerError]),
}

impl<'a> Body<'a> {
    const fn of(answer: &'a Answer) -> Self {
        match answer {
            Answer::Executed(response) => Self::Ran(response),
            Answer::Refused(errors) | Answer::Busy(errors) => Self::Errors(errors.as_slice()),
            // Written as it is, and never comes here.
            Answer::Made(_) => Self::Errors(&[]),
            Answer::Failed(error) => Self::Errors(std::slice::from_ref(error)),
        }
    }
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Errors(errors) => map.serialize_entry("errors", errors)?,
            Self::Ran(response) => {
                if !response.errors.is_empty() {
                    map.serialize_entry("errors", &response.errors)?;
                }
                map.serialize_entry("data", &response.data)?;
                if !response.extensions.is_empty() {
                    map.serialize_entry("extensions", &response.extensions)?;
                }
            }
        }
        map.end()
    }
}

fn json(body: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2048);
    if let Err(cause) = serde_json::to_writer(&mut bytes, body) {
        // Every value came from JSON or becomes it; only a map key that is no string could lead here.
        tracing::error!(%cause, "an answer cannot be written as JSON");
        bytes.clear();
        bytes.extend_from_slice(br#"{"errors":[{"message":"internal","extensions":{"code":"INTERNAL"}}]}"#);
    }
    bytes
}

/// The body packed, if it is worth it and who asks reads it.
pub(super) fn gzip(body: &[u8], request: &HeaderMap) -> Option<Vec<u8>> {
    if body.len() < WORTH_COMPRESSING || !takes_gzip(request) {
        return None;
    }
    pack(body)
}

fn pack(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// Whether `Accept-Encoding` (RFC 9110, 12.5.3) names gzip, and not with a weight of zero.
fn takes_gzip(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok()).any(|accepted| {
        accepted.split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
            name.trim().eq_ignore_ascii_case("gzip") && !refused
        })
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue};
    use async_graphql::{Response, ServerError, value};

    use super::{Answer, Body, MediaType, header, json, status, takes_gzip};

    fn text(answer: &Answer) -> String {
        String::from_utf8(json(&Body::of(answer))).unwrap()
    }

    #[test]
    fn errors_come_first_and_what_did_not_run_has_no_data() {
        let error = || ServerError::new("no", None);
        let mut partly = Response::new(value!({ "b": null, "a": 1 }));
        partly.errors.push(error());
        let refused = r#"{"errors":[{"message":"no"}]}"#;
        assert_eq!(text(&Answer::Executed(Response::new(value!({ "b": 1 })))), r#"{"data":{"b":1}}"#);
        assert_eq!(
            text(&Answer::Executed(partly)),
            r#"{"errors":[{"message":"no"}],"data":{"b":null,"a":1}}"#
        );
        assert_eq!(text(&Answer::Refused(vec![error()])), refused);
        assert_eq!(text(&Answer::Failed(error())), refused);
    }

    #[test]
    fn a_fault_of_ours_shows_in_the_status_of_either_media_type() {
        let answers = [
            Answer::Executed(Response::new(value!(null))),
            Answer::Refused(Vec::new()),
            Answer::Failed(ServerError::new("", None)),
        ];
        let codes = |media| answers.each_ref().map(|answer| status(answer, media).as_u16());
        assert_eq!(codes(MediaType::Json), [200, 200, 500]);
        assert_eq!(codes(MediaType::GraphqlResponse), [200, 400, 500]);
    }

    #[test]
    fn gzip_is_used_only_where_it_is_named() {
        for (accepted, expected) in [
            ("gzip", true),
            ("br, GZip;q=0.1", true),
            ("", false),
            ("*", false),
            ("gzip; q=0", false),
            ("gzip;q=0.000", false),
            ("xgzip", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(takes_gzip(&headers), expected, "{accepted}");
        }
    }
}
