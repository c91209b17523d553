//! From which network address a request comes, for the throttle: a hash of it, which is all that anything else learns (S3).

use std::{net::IpAddr, sync::Once};

use actix_web::{HttpRequest, http::header::HeaderMap};

use crate::{app::AppState, platform::throttle::Source};

/// Who the sender's proxies say that it is, nearest last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The source of a request: its peer, or, where that is a proxy of ours, the last address before our proxies.
pub fn of(request: &HttpRequest, state: &AppState) -> Option<Source> {
    let peer = request.peer_addr()?.ip();
    let address = sender(peer, request.headers(), &state.config.http.trusted_proxies);
    Some(state.scopes.throttle().address(address))
}

fn sender(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        if headers.contains_key(FORWARDED_FOR) {
            warn();
        }
        return peer;
    }
    let hops: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    let addresses = hops.iter().rev().map_while(|hop| hop.trim().parse().ok());
    let mut last = peer;
    for address in addresses {
        last = address;
        if !proxies.contains(&address) {
            break;
        }
    }
    last
}

/// Once, and without the address.
fn warn() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "a request has X-Forwarded-For and comes from no address of http.trusted_proxies: the header is not believed, and all \
             who come through that proxy share one allowance"
        );
    });
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let (proxy, inner) = (address("10.0.0.1"), address("10.0.0.2"));
        for (peer, header, expected) in [
            ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            let name = HeaderName::from_static(FORWARDED_FOR);
            headers.insert(name, HeaderValue::from_static(header));
            assert_eq!(
                sender(address(peer), &headers, &[proxy, inner]),
                address(expected),
                "{peer} {header}"
            );
        }
    }
}
