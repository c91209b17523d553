//! The installation's secret key, and what is derived from it. Codes and hashes derived here mean nothing without it.

use std::{fmt::Write as _, sync::Arc};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Internal;

/// 32 bytes or more that only this installation knows, those that were before, and the keys for identity numbers.
#[derive(Clone)]
pub struct SecretKey {
    bytes: Arc<[u8]>,
    /// Keys that this one replaced: what was derived from them is still recognised.
    previous: Arc<[Box<[u8]>]>,
    number_keys: KeyRing,
}

impl SecretKey {
    /// Takes the bytes of the configured key. Keys of other purposes are derived from it.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), previous: Arc::default(), number_keys: KeyRing::default() }
            .with_number_keys(&[])
    }

    /// The same with the keys that it replaced, and without number keys of their own.
    #[must_use]
    pub fn with_previous(self, previous: &[&[u8]]) -> Self {
        let previous = previous.iter().map(|bytes| Box::from(*bytes)).collect();
        Self { previous, ..self }.with_number_keys(&[])
    }

    /// The same with keys of their own for identity numbers, the current one first. The derived keys stay the last: what
    /// was hashed before there were others is still found.
    #[must_use]
    pub fn with_number_keys(self, configured: &[&[u8]]) -> Self {
        let derived: Vec<_> = self.derive_all("key for identity numbers", b"").collect();
        let derived = derived.iter().map(<[u8; 32]>::as_slice);
        let keys = configured.iter().copied().chain(derived).map(RingKey::new);
        Self { number_keys: KeyRing(keys.collect()), ..self }
    }

    /// The fingerprint of the current key: a keyed hash of a constant, which tells nothing of the key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.bytes)
    }

    /// The fingerprints of the keys that it replaced.
    pub fn previous_fingerprints(&self) -> impl Iterator<Item = String> {
        self.previous.iter().map(|bytes| fingerprint(bytes))
    }

    /// The keys under which identity numbers are hashed.
    #[must_use]
    pub fn number_keys(&self) -> &KeyRing {
        &self.number_keys
    }

    /// HMAC-SHA-256 of `message` under this key for one purpose; two purposes never share a value.
    #[must_use]
    pub fn derive(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        derive_under(&self.bytes, purpose, message)
    }

    /// The same under the current key and then under each that it replaced, for what may be older than the current one.
    pub fn derive_all(&self, purpose: &str, message: &[u8]) -> impl Iterator<Item = [u8; 32]> {
        let keys = [&*self.bytes].into_iter().chain(self.previous.iter().map(|bytes| &**bytes));
        keys.map(move |bytes| derive_under(bytes, purpose, message))
    }
}

fn derive_under(key: &[u8], purpose: &str, message: &[u8]) -> [u8; 32] {
    keyed_hash(key, &[purpose.as_bytes(), &[0], message])
}

fn fingerprint(key: &[u8]) -> String {
    let hash = keyed_hash(key, &[b"fingerprint of this key"]);
    hex(hash.get(..8).unwrap_or_default())
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
        Self { id: fingerprint(bytes), bytes: bytes.into() }
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

    #[test]
    fn a_replaced_key_is_still_recognised() {
        let (old, new) = (SecretKey::new(b"the old key"), SecretKey::new(b"the new key"));
        let rotated = SecretKey::new(b"the new key").with_previous(&[b"the old key"]);
        assert_eq!(rotated.fingerprint(), new.fingerprint());
        assert_eq!(rotated.previous_fingerprints().collect::<Vec<_>>(), [old.fingerprint()]);
        let derived: Vec<_> = rotated.derive_all("x", b"y").collect();
        assert_eq!(derived, [new.derive("x", b"y"), old.derive("x", b"y")]);
        let ids: Vec<_> = rotated.number_keys().ids().collect();
        assert_eq!(ids, [new.number_keys().current_id(), old.number_keys().current_id()]);
    }
}
