//! An id for every request, and one line in the log.
//!
//! A client, or a proxy before us, may bring its own id; the answer repeats it, every line logged meanwhile carries it,
//! and `INTERNAL` errors quote it. The line has the path's template and never the path, the query string, the
//! variables or an address: none of them is ours to keep.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use actix_web::{
    Error, HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use tracing::Instrument as _;

use crate::{platform::pii::tells_identity_number, tenancy::Scope};

/// `X-Request-Id`, as it comes and goes.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request: at most 64 letters, digits, dots, dashes and underscores.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id that this request was given.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(Self::new)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id to keep.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// The client's own, if it is sane enough to be logged and quoted.
    fn brought(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?;
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        // It is logged, and kept in the audit log for good (T7).
        let is_quotable =
            (1..=64).contains(&text.len()) && text.bytes().all(sane) && !tells_identity_number(text);
        is_quotable.then(|| Self(text.into()))
    }

    /// A new one: a number that is this process's own, and a count.
    fn new() -> Self {
        static PROCESS: LazyLock<u64> = LazyLock::new(|| getrandom::u64().unwrap_or_default());
        static COUNT: AtomicU64 = AtomicU64::new(1);
        Self(format!("{:016x}-{:x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed)).into())
    }
}

/// Middleware (`middleware::from_fn(trace)`): outermost, so that what the others refuse is logged too.
///
/// # Errors
/// Those of the services within.
pub async fn trace<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let start = Instant::now();
    let id = request.headers().get(REQUEST_ID).and_then(RequestId::brought).unwrap_or_else(RequestId::new);
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = id.as_str());

    async move {
        let mut answered = next.call(request).await;
        let duration_ms = start.elapsed().as_secs_f64() * 1000.0;
        let request_id = id.as_str();
        match &mut answered {
            Ok(response) => {
                let status = response.status().as_u16();
                let path = response.request().match_pattern().unwrap_or_else(|| "(none)".to_owned());
                let extensions = response.request().extensions();
                let municipality = extensions.get::<Scope>().map(|scope| scope.municipality().code.as_str());
                tracing::info!(
                    %method, path, status, duration_ms, municipality, "{method} {path} answered {status}"
                );
            }
            Err(error) => {
                let status = error.as_response_error().status_code().as_u16();
                tracing::info!(%method, status, duration_ms, "{method} answered {status}");
            }
        }
        if let Ok(response) = &mut answered
            && let Ok(value) = HeaderValue::from_str(request_id)
        {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        answered
    }
    .instrument(span)
    .await
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use actix_web::{App, HttpResponse, http::header::HeaderValue, middleware::from_fn, test, web};
    use serde_json::{Value, json};

    use super::{RequestId, trace};

    #[test]
    async fn a_sane_id_is_kept_and_any_other_replaced() {
        for sane in ["a", "7f.3_c-9", &"x".repeat(64)] {
            assert!(RequestId::brought(&HeaderValue::from_str(sane).unwrap()).is_some(), "{sane}");
        }
        for other in ["", " ", "å", "a b", "a\"b", "{}", "19121212-1212\t", &"x".repeat(65)] {
            let brought =
                HeaderValue::from_bytes(other.as_bytes()).ok().and_then(|it| RequestId::brought(&it));
            assert!(brought.is_none(), "{other}");
        }
    }

    #[test]
    async fn new_ids_differ_and_are_sane() {
        let (one, two) = (RequestId::new(), RequestId::new());
        assert_ne!(one.as_str(), two.as_str());
        assert!(RequestId::brought(&HeaderValue::from_str(one.as_str()).unwrap()).is_some());
    }

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    async fn a_request_is_one_line_in_the_log_and_nothing_personal_is_in_it() {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_span_list(false)
            .with_writer(move || writer.clone())
            .finish();
        let _listening = tracing::subscriber::set_default(subscriber);
        let inner = web::to(|| async {
            tracing::warn!("on the way");
            HttpResponse::NotFound().finish()
        });
        let app =
            test::init_service(App::new().wrap(from_fn(trace)).route("/{kommunkod}/graphql", inner)).await;

        let request =
            test::TestRequest::get().uri("/9901/graphql?query=secret").insert_header(("x-request-id", "it"));
        let request =
            request.insert_header(("authorization", "Bearer secret")).peer_addr(([192, 0, 2, 7], 1).into());
        let answer = test::call_service(&app, request.to_request()).await;
        assert_eq!(answer.headers().get("x-request-id").unwrap(), "it");

        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("secret") && !text.contains("192.0.2.7"), "{text}");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [on_the_way, line] = &lines[..] else { panic!("{text}") };
        for line in [on_the_way, line] {
            assert_eq!(line["span"]["request_id"], "it");
            assert_eq!(line.to_string().matches("\"it\"").count(), 1, "the id stands once: {line}");
        }
        let fields = &line["fields"];
        assert_eq!(fields["message"], "GET /{kommunkod}/graphql answered 404");
        assert_eq!(
            json!([fields["method"], fields["path"], fields["status"]]),
            json!(["GET", "/{kommunkod}/graphql", 404])
        );
        assert!(fields["duration_ms"].is_f64());
    }
}
