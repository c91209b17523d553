//! One address asked over HTTP, by somebody who does not trust it: only public networks, few redirects, a little at a time.

use std::{
    error::Error,
    fmt,
    io::Read as _,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{MenuSourceFault, Validator};
use flate2::read::GzDecoder;
use reqwest::{
    StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header, redirect,
};

use super::rules::networks::is_public;
use crate::config::FetchConfig;

/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// What we would rather have.
const ACCEPT: &str =
    "application/json, text/calendar, application/rss+xml, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5";

/// Who asks.
const USER_AGENT: &str = concat!("MittKommun/", env!("CARGO_PKG_VERSION"), " (school menus)");

/// Asks addresses.
pub struct Fetcher {
    client: reqwest::Client,
    bytes: usize,
    private: bool,
}

/// What a server answered.
pub enum Answer {
    /// The same as the last time.
    Unchanged,
    /// Something.
    Body {
        /// Unpacked.
        bytes: Vec<u8>,
        /// `ETag`.
        etag: Option<String>,
        /// `Last-Modified`.
        last_modified: Option<String>,
    },
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Refusal {
    /// What was wrong.
    pub fault: MenuSourceFault,
    /// The status, if that was it.
    pub status: Option<u16>,
    /// How long the server wants to be left alone.
    pub pause: Option<TimeDelta>,
}

impl From<MenuSourceFault> for Refusal {
    fn from(fault: MenuSourceFault) -> Self {
        Self { fault, status: None, pause: None }
    }
}

impl Fetcher {
    /// A client with these limits.
    ///
    /// # Errors
    /// When there can be none.
    pub fn new(config: &FetchConfig) -> Result<Self, reqwest::Error> {
        let patience = Duration::from_secs(config.seconds);
        let client = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .connect_timeout(patience.min(Duration::from_secs(10)))
            .timeout(patience)
            .dns_resolver(Resolver { private: config.private_addresses })
            .build()?;
        Ok(Self { client, bytes: config.bytes, private: config.private_addresses })
    }

    /// Asks an address, and those that it leads to.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn get(&self, address: &str, known: Option<&Validator>) -> Result<Answer, Refusal> {
        let mut url = Url::parse(address).map_err(|_| MenuSourceFault::AddressNotAllowed)?;
        for _ in 0..=REDIRECTS {
            self.check(&url)?;
            let response = self.ask(url.clone(), known).await?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return self.read(response, known.is_some()).await;
            }
            let next = text(&response, &header::LOCATION).and_then(|to| url.join(&to).ok());
            let next = next.ok_or(MenuSourceFault::Moved)?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(MenuSourceFault::Moved.into());
            }
            url = next;
        }
        Err(MenuSourceFault::Moved.into())
    }

    /// Names are looked at when they are resolved; addresses in digits never are.
    fn check(&self, url: &Url) -> Result<(), Refusal> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let in_digits = host.parse::<IpAddr>().ok();
        let is_allowed = self.private || in_digits.is_none_or(is_public);
        let is_web = matches!(url.scheme(), "http" | "https") && !host.is_empty();
        if is_allowed && is_web { Ok(()) } else { Err(MenuSourceFault::AddressNotAllowed.into()) }
    }

    async fn ask(&self, url: Url, known: Option<&Validator>) -> Result<reqwest::Response, Refusal> {
        let mut request =
            self.client.get(url).header(header::ACCEPT, ACCEPT).header(header::ACCEPT_ENCODING, "gzip");
        if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = known.and_then(|known| known.last_modified.as_ref()) {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        let request = request.build().map_err(|_| MenuSourceFault::AddressNotAllowed)?;
        self.client.execute(request).await.map_err(|cause| fault_of(&cause).into())
    }

    async fn read(&self, mut response: reqwest::Response, is_known: bool) -> Result<Answer, Refusal> {
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && is_known {
            return Ok(Answer::Unchanged);
        }
        if status != StatusCode::OK {
            let now = text(&response, &header::DATE).and_then(|text| date(&text));
            let pause = text(&response, &header::RETRY_AFTER).and_then(|text| pause_of(&text, now));
            let is_busy = status == StatusCode::TOO_MANY_REQUESTS
                || (status == StatusCode::SERVICE_UNAVAILABLE && pause.is_some());
            let fault = if is_busy { MenuSourceFault::Busy } else { MenuSourceFault::Refused };
            return Err(Refusal { fault, status: Some(status.as_u16()), pause });
        }
        let (etag, last_modified) = (text(&response, &header::ETAG), text(&response, &header::LAST_MODIFIED));
        let packed = text(&response, &header::CONTENT_ENCODING);
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|cause| fault_of(&cause))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > self.bytes {
                return Err(MenuSourceFault::TooLarge.into());
            }
        }
        match packed.as_deref().map(str::trim) {
            None | Some("" | "identity") => {}
            Some("gzip" | "x-gzip") => bytes = self.unpacked(&bytes)?,
            Some(_) => return Err(MenuSourceFault::Unreadable.into()),
        }
        Ok(Answer::Body { bytes, etag, last_modified })
    }

    fn unpacked(&self, packed: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let most = u64::try_from(self.bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read = GzDecoder::new(packed).take(most).read_to_end(&mut bytes);
        read.map_err(|_| MenuSourceFault::Unreadable)?;
        if bytes.len() > self.bytes { Err(MenuSourceFault::TooLarge.into()) } else { Ok(bytes) }
    }
}

/// The header as text, of a length that is kept.
fn text(response: &reqwest::Response, name: &header::HeaderName) -> Option<String> {
    let text = response.headers().get(name)?.to_str().ok()?;
    (text.len() <= 1000).then(|| text.to_owned())
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
}

/// `Retry-After` (RFC 9110, 10.2.3): seconds, or a time by the server's own clock.
fn pause_of(text: &str, now: Option<DateTime<Utc>>) -> Option<TimeDelta> {
    match text.trim().parse() {
        Ok(seconds) => TimeDelta::try_seconds(seconds),
        Err(_) => Some(date(text)? - now?),
    }
}

fn fault_of(cause: &reqwest::Error) -> MenuSourceFault {
    let mut source: Option<&(dyn Error + 'static)> = Some(cause);
    while let Some(error) = source {
        if error.is::<PrivateNetwork>() {
            return MenuSourceFault::AddressNotAllowed;
        }
        source = error.source();
    }
    if cause.is_timeout() { MenuSourceFault::TimedOut } else { MenuSourceFault::Unreachable }
}

/// Resolves names, and forgets what lies in no public network. The connection is made to what was looked at: a name that
/// means something else a moment later gains nothing.
struct Resolver {
    private: bool,
}

/// All addresses of the name lie in networks that are not asked.
#[derive(Debug)]
struct PrivateNetwork;

impl fmt::Display for PrivateNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads into a private network")
    }
}

impl Error for PrivateNetwork {}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<_> =
                found.iter().copied().filter(|address| private || is_public(address.ip())).collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(PrivateNetwork.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_it_wants_to_be_left_alone() {
        assert_eq!(pause_of("120", None), Some(TimeDelta::seconds(120)));
        let now = date("Fri, 09 Jan 2026 09:00:00 GMT");
        assert_eq!(pause_of("Fri, 09 Jan 2026 10:00:00 GMT", now), Some(TimeDelta::hours(1)));
        assert_eq!(pause_of("snart", now), None);
        assert_eq!(pause_of("99999999999999999999", now), None);
    }

    #[tokio::test]
    async fn no_address_inside_is_asked() {
        let fetcher = Fetcher::new(&FetchConfig::default()).expect("a client");
        for inside in [
            "http://127.0.0.1:1/",
            "http://[::1]:1/",
            "http://localhost:1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "file:///etc/passwd",
        ] {
            let refusal = fetcher.get(inside, None).await.err().expect("a refusal");
            assert_eq!(refusal.fault, MenuSourceFault::AddressNotAllowed, "{inside}");
        }
    }
}
