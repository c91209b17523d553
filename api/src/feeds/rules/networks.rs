//! Which addresses of the Internet Protocol may be asked. The server stands in a network that the world cannot reach, and
//! must not be made to ask there for somebody outside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one of the public network: not this machine, not a private or local network (RFC 1918, 4193,
/// 6598, 3927), and none that is kept for other use (RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_kept = a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99);
    !(is_kept
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = inside(address) {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    let is_global_unicast = first & 0xE000 == 0x2000;
    let is_kept = match first {
        0x2001 => second < 0x0200 || second == 0x0DB8,
        0x3FFF => second < 0x1000,
        _ => false,
    };
    is_global_unicast && !is_kept
}

/// The address of the older kind that one of the newer stands for: mapped, compatible, translated (RFC 6052), or 6to4.
fn inside(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = address.to_bits();
    let low = |bits: u128| Some(Ipv4Addr::from_bits(u32::try_from(bits & u128::from(u32::MAX)).ok()?));
    match (bits >> 32, bits >> 112) {
        (0 | 0xFFFF | 0x0064_FF9B_0000_0000_0000_0000, _) => low(bits),
        (_, 0x2002) => low(bits >> 80),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_is_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::7f00:1",
            "2001::1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "193.183.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "2a00:1450:400f::1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }
}
