//! The API of SS 12000 as a client meets it: pages, impatience, and answers that are not what was asked for.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::{StatusCode, Url, header, redirect};
use secrecy::{ExposeSecret as _, SecretString};

use super::super::parsed::Unusable;
use super::super::ss12000::{Document, Resource, parse};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often a question is asked.
const ATTEMPTS: u32 = 6;
/// How long the first pause is; each one after it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Larger answers are refused: a page is a few hundred records.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// Where the register is and how it lets us in.
pub struct Access {
    base: Url,
    token: Option<SecretString>,
    limit: u32,
    client: reqwest::Client,
}

/// Why the register could not be read. Never tells the token.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is none.
    #[error("{0} is no address of an API; it looks like https://example.se/ss12000/v2.0")]
    NoAddress(String),
    /// Persons would be sent in the clear.
    #[error("{0} is not https: persons are not read over an open line, except from this machine")]
    NotEncrypted(String),
    /// The token is none that HTTP can carry.
    #[error("the token holds characters that no bearer token has")]
    BadToken,
    /// No HTTP client could be made.
    #[error("no HTTP client: {0}")]
    NoClient(String),
    /// Nobody answers, after all attempts.
    #[error("{resource}: no answer after {attempts} attempts: {cause}")]
    Unreachable {
        /// What was asked for.
        resource: Resource,
        /// How often.
        attempts: u32,
        /// The last cause.
        cause: String,
    },
    /// The server asks for more patience than there is.
    #[error(
        "{resource}: the server answered {status} and wants us to wait {seconds} seconds; try again then"
    )]
    Busy {
        /// What was asked for.
        resource: Resource,
        /// Its answer.
        status: u16,
        /// For how long.
        seconds: u64,
    },
    /// The server refuses.
    #[error("{resource}: the server answered {status}{hint}")]
    Refused {
        /// What was asked for.
        resource: Resource,
        /// Its answer.
        status: u16,
        /// What to look at.
        hint: &'static str,
    },
    /// The server does not know the page token any more.
    #[error("{0}: the server does not know its page token any more")]
    TokenForgotten(Resource),
    /// The answer is too large.
    #[error("{0}: an answer is larger than {MAX_BYTES} bytes; ask for smaller pages with --page-size")]
    TooLarge(Resource),
    /// The answer is not what was asked for.
    #[error("{0}: {1}")]
    Unusable(Resource, Unusable),
    /// The server gives the same page again.
    #[error("{0}: the server gives the page token again that it was asked with; the list has no end")]
    Endless(Resource),
}

/// An answer.
pub(super) struct Answer {
    pub document: Document,
    /// The server's time when it answered.
    pub date: Option<DateTime<Utc>>,
}

/// Which page is wanted.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    /// The one that the token names. Nothing but the page's size may be said beside it.
    Page(&'a str),
    /// The first one of everything, or of what changed since.
    First(Option<DateTime<Utc>>),
}

/// What came of one attempt.
enum Attempt {
    Done(Box<Answer>),
    Again { cause: String, status: Option<u16>, pause: Option<Duration> },
}

impl Access {
    /// Checks the address and makes a client for it.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(url: &str, token: Option<SecretString>, limit: u32) -> Result<Self, ClientError> {
        let no_address = || ClientError::NoAddress(shown(url));
        let mut base = Url::parse(url).map_err(|_| no_address())?;
        let host = base.host_str().ok_or_else(no_address)?.to_owned();
        let is_here = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err(no_address());
        }
        if base.scheme() != "https" && !is_here {
            return Err(ClientError::NotEncrypted(shown(url)));
        }
        base.set_query(None);
        base.set_fragment(None);
        if let Some(token) = &token {
            header::HeaderValue::from_str(token.expose_secret()).map_err(|_| ClientError::BadToken)?;
        }
        let origin = base.origin();
        let same_host = redirect::Policy::custom(move |attempt| {
            if attempt.url().origin() == origin && attempt.previous().len() <= REDIRECTS {
                attempt.follow()
            } else {
                // The answer is then the redirect itself, which nobody takes for a page.
                attempt.stop()
            }
        });
        let client = reqwest::Client::builder()
            .user_agent(concat!("mittkommun/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(15))
            .redirect(same_host)
            .build()
            .map_err(|cause| ClientError::NoClient(cause.without_url().to_string()))?;
        Ok(Self { base, token, limit, client })
    }

    /// Reads a page, again and again if need be.
    pub(super) async fn read(&self, resource: Resource, asked: Asked<'_>) -> Result<Answer, ClientError> {
        let url = self.url(resource, asked);
        let mut pause = FIRST_PAUSE;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (cause, status, wanted) = match self.attempt(resource, &url, asked).await? {
                Attempt::Done(answer) => return Ok(*answer),
                Attempt::Again { cause, status, pause } => (cause, status, pause),
            };
            if let (Some(wanted), Some(status)) = (wanted.filter(|wanted| *wanted > LONGEST_PAUSE), status) {
                return Err(ClientError::Busy { resource, status, seconds: wanted.as_secs() });
            }
            if attempts == ATTEMPTS {
                return Err(ClientError::Unreachable { resource, attempts, cause });
            }
            tracing::info!(%resource, attempts, %cause, "the register is asked again");
            tokio::time::sleep(wanted.unwrap_or(pause)).await;
            pause *= 2;
        }
    }

    fn url(&self, resource: Resource, asked: Asked<'_>) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(resource.path());
        }
        let mut query = url.query_pairs_mut();
        query.append_pair("limit", &self.limit.to_string());
        match asked {
            Asked::Page(token) => {
                query.append_pair("pageToken", token);
            }
            Asked::First(since) => {
                let deletions = resource == Resource::DeletedEntities;
                if let Some(since) = since {
                    let name = if deletions { "after" } else { "meta.modified.after" };
                    query.append_pair(name, &since.to_rfc3339_opts(SecondsFormat::AutoSi, true));
                }
                if deletions {
                    for entity in Resource::ALL.into_iter().filter_map(Resource::entity) {
                        query.append_pair("entities", entity);
                    }
                }
            }
        }
        drop(query);
        url
    }

    async fn attempt(&self, resource: Resource, url: &Url, asked: Asked<'_>) -> Result<Attempt, ClientError> {
        let mut request = self.client.get(url.clone()).header(header::ACCEPT, "application/json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose_secret());
        }
        let again = |cause: reqwest::Error| Attempt::Again {
            cause: causes(&cause.without_url()),
            status: None,
            pause: None,
        };
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(cause) => return Ok(again(cause)),
        };
        let status = response.status();
        let headers = response.headers();
        let date =
            header_text(headers, &header::DATE).and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        let date = date.map(|date| date.to_utc());
        if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
            let pause = header_text(headers, &header::RETRY_AFTER).and_then(|text| pause_of(text, date));
            let cause = format!("the server answered {}", status.as_u16());
            return Ok(Attempt::Again { cause, status: Some(status.as_u16()), pause });
        }
        if status != StatusCode::OK {
            return Err(refused(resource, status, asked));
        }
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(cause) => return Ok(again(cause)),
            }
            if body.len() > MAX_BYTES {
                return Err(ClientError::TooLarge(resource));
            }
        }
        let document = parse(&body, Some(resource)).map_err(|why| ClientError::Unusable(resource, why))?;
        if let (Asked::Page(token), Some(next)) = (asked, &document.page_token)
            && token == next
        {
            return Err(ClientError::Endless(resource));
        }
        Ok(Attempt::Done(Box::new(Answer { document, date })))
    }
}

fn refused(resource: Resource, status: StatusCode, asked: Asked<'_>) -> ClientError {
    let hint = match status.as_u16() {
        400 | 404 | 410 if matches!(asked, Asked::Page(_)) => return ClientError::TokenForgotten(resource),
        300..400 => ": a redirect to another host is not followed",
        401 => ": the token is not accepted",
        403 => ": the token does not open this list",
        404 => ": is the address right?",
        _ => "",
    };
    ClientError::Refused { resource, status: status.as_u16(), hint }
}

fn header_text<'h>(headers: &'h header::HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// `Retry-After` (RFC 9110, 10.2.3): seconds, or a time by the server's own clock.
fn pause_of(text: &str, date: Option<DateTime<Utc>>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    (until - date?).to_std().ok()
}

/// An error with what caused it: reqwest tells "error sending request" and leaves the reason to its sources.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// An address without what could be a password.
fn shown(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return "that".to_owned() };
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.set_query(None);
    url.to_string()
}
