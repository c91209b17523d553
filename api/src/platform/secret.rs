//! The installation's secret key, and what is derived from it. Codes and hashes derived here mean nothing without it.

use std::{fmt::Write as _, sync::Arc};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Internal;

/// 32 bytes or more that only this installation knows, and the keys for identity numbers beside it.
#[derive(Clone)]
pub struct SecretKey {
    bytes: Arc<[u8]>,
    number_keys: KeyRing,
}

impl SecretKey {
    /// Takes the bytes of the configured key. Keys of other purposes are derived from it.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), number_keys: KeyRing::default() }.with_number_keys(&[])
    }

    /// The same with keys of their own for identity numbers, that of now first. The derived key stays the last: what was
    /// hashed before there were others is still found.
    #[must_use]
    pub fn with_number_keys(self, configured: &[&[u8]]) -> Self {
        let derived = self.derive("key for identity numbers", b"");
        let keys = configured.iter().copied().chain([derived.as_slice()]).map(RingKey::new);
        Self { number_keys: KeyRing(keys.collect()), ..self }
    }

    /// The keys under which identity numbers are hashed.
    #[must_use]
    pub fn number_keys(&self) -> &KeyRing {
        &self.number_keys
    }

    /// HMAC-SHA-256 of `message` under this key for one purpose; two purposes never share a value.
    #[must_use]
    pub fn derive(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        keyed_hash(&self.bytes, &[purpose.as_bytes(), &[0], message])
    }
}

/// Keys for one purpose. The first is that of now; the others find what was hashed under them and are for nothing else, so
/// that a key can be replaced while hashes of it are there.
#[derive(Clone, Default)]
pub struct KeyRing(Arc<[RingKey]>);

struct RingKey {
    id: String,
    bytes: Box<[u8]>,
}

impl RingKey {
    fn new(bytes: &[u8]) -> Self {
        let fingerprint = keyed_hash(bytes, &[b"fingerprint of this key"]);
        Self { id: hex(fingerprint.get(..8).unwrap_or_default()), bytes: bytes.into() }
    }
}

/// A hash, and which key of the ring made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedHash {
    /// The key's fingerprint, which tells nothing of the key.
    pub key_id: String,
    /// HMAC-SHA-256.
    pub hash: [u8; 32],
}

impl KeyRing {
    /// The hashes of the parts under every key, that of now first. What the parts are must be told by their lengths.
    #[must_use]
    pub fn hashes(&self, parts: &[&[u8]]) -> Vec<KeyedHash> {
        let hashed =
            |key: &RingKey| KeyedHash { key_id: key.id.clone(), hash: keyed_hash(&key.bytes, parts) };
        self.0.iter().map(hashed).collect()
    }

    /// The fingerprints of all keys.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    /// The fingerprint of the key of now.
    #[must_use]
    pub fn current_id(&self) -> &str {
        self.0.first().map_or("", |key| &key.id)
    }
}

/// HMAC-SHA-256 (RFC 2104) of the parts, one after the other.
#[must_use]
pub fn keyed_hash(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length; the error exists only for other constructions of the trait.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256 of the bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Random bytes from the operating system.
///
/// # Errors
/// When the operating system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], Internal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| Internal::new(cause.to_string()))?;
    Ok(bytes)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_begins_with_the_key_of_now_and_ends_with_the_derived_one() {
        let alone = SecretKey::new(b"an installation's key of thirty-two bytes");
        let rotated = alone.clone().with_number_keys(&[b"new", b"old"]);
        let old = alone.clone().with_number_keys(&[b"old"]);
        let ids = |key: &SecretKey| -> Vec<_> {
            key.number_keys().hashes(&[b"x"]).into_iter().map(|hashed| hashed.key_id).collect()
        };
        assert_eq!((ids(&alone).len(), ids(&old).len(), ids(&rotated).len()), (1, 2, 3));
        assert_eq!(ids(&rotated)[1..], ids(&old));
        assert_eq!(ids(&old)[1..], ids(&alone));
        assert_eq!(rotated.number_keys().current_id(), ids(&rotated)[0]);
        assert_eq!(rotated.number_keys().hashes(&[b"x"])[1], old.number_keys().hashes(&[b"x"])[0]);
    }
}
