//! The installation's secret key, and what is derived from it. Codes and hashes derived here mean nothing without it.

use std::{fmt::Write as _, sync::Arc};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Internal;

/// 32 bytes or more that only this installation knows.
#[derive(Clone)]
pub struct SecretKey(Arc<[u8]>);

impl SecretKey {
    /// Takes the bytes of the configured key.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// HMAC-SHA-256 of `message` under this key for one purpose; two purposes never share a value.
    #[must_use]
    pub fn derive(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        keyed_hash(&self.0, &[purpose.as_bytes(), &[0], message])
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
