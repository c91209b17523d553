//! Codes that people pass on and type in: 100 bits in Crockford's base 32, in groups that can be read over the telephone.
//!
//! A code is derived from a row's id under the installation's key, so that a retry answers the same one, while the database
//! holds only its SHA-256.

use uuid::Uuid;

use super::secret::{self, SecretKey};

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
const GROUP: usize = 4;

/// The code of a row, for one purpose: "7KQ2-M9XW-4TRN-HB3C-P5YE".
#[must_use]
pub fn derive(key: &SecretKey, purpose: &str, id: Uuid) -> String {
    spell(key.derive(purpose, id.as_bytes()))
}

/// The code of a row under the current key, and under each that it replaced: one of them is that of a row that is older.
#[must_use]
pub fn derive_all(key: &SecretKey, purpose: &str, id: Uuid) -> Vec<String> {
    key.derive_all(purpose, id.as_bytes()).map(spell).collect()
}

fn spell(secret: [u8; 32]) -> String {
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    for place in 0..LENGTH {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        let digit = (0..5).fold(0_usize, |digit, n| {
            let bit = place * 5 + n;
            let byte = secret.get(bit / 8).copied().unwrap_or_default();
            digit << 1 | usize::from(byte >> (7 - bit % 8) & 1)
        });
        code.push(char::from(ALPHABET.get(digit).copied().unwrap_or_default()));
    }
    code
}

/// The code as somebody typed it, in its canonical digits: case, spaces and dashes do not matter, and O is zero, I and L
/// are one. `None` when it cannot be a code.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    if typed.len() > 200 {
        return None;
    }
    let digits: Option<String> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c => u8::try_from(c).ok().filter(|byte| ALPHABET.contains(byte)).map(char::from),
        })
        .collect();
    digits.filter(|digits| digits.len() == LENGTH)
}

/// What the database holds of a code, as [`parse`] or [`derive`] spell it.
#[must_use]
pub fn hash(code: &str) -> [u8; 32] {
    secret::hash(code.replace('-', "").as_bytes())
}
