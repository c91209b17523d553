//! The private tracking code (S3): 100 bits in Crockford's base 32, in groups that can be read over the telephone.
//!
//! The code is derived from the submission's id under the installation's key. So a retried filing answers the same code,
//! while the database holds only its SHA-256: who reads the database cannot follow anybody's submission.

use uuid::Uuid;

use crate::platform::secret::{self, SecretKey};

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
const GROUP: usize = 4;

/// The code of a submission: "7KQ2-M9XW-4TRN-HB3C-P5YE".
pub fn tracking_code(key: &SecretKey, submission: Uuid) -> String {
    let secret = key.derive("submission tracking code", submission.as_bytes());
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
pub fn parse_tracking_code(typed: &str) -> Option<String> {
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

/// What the database holds of a code, as [`parse_tracking_code`] or [`tracking_code`] spell it.
pub fn tracking_hash(code: &str) -> [u8; 32] {
    secret::hash(code.replace('-', "").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(id: u128) -> String {
        tracking_code(&SecretKey::new(b"an installation's key of thirty-two bytes"), Uuid::from_u128(id))
    }

    #[test]
    fn a_code_is_always_the_same_for_a_submission_and_never_for_two() {
        assert_eq!(code_of(1), code_of(1));
        assert_ne!(code_of(1), code_of(2));
        let other = tracking_code(&SecretKey::new(b"another installation's key"), Uuid::from_u128(1));
        assert_ne!(code_of(1), other);
    }

    #[test]
    fn a_code_has_five_groups_of_four() {
        let code = code_of(3);
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 5], "{code}");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = code_of(4);
        let canonical = code.replace('-', "");
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', " "),
            format!(" {canonical}\n"),
            code.replace('-', "–"),
        ] {
            assert_eq!(parse_tracking_code(&typed).as_deref(), Some(canonical.as_str()), "{typed}");
            assert_eq!(tracking_hash(&parse_tracking_code(&typed).unwrap()), tracking_hash(&code));
        }
        assert_eq!(parse_tracking_code("oOiIlL-00000000000000").as_deref(), Some("00111100000000000000"));
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in
            ["", "-", "7KQ2", "7KQ2-M9XW-4TRN-HB3C-P5Y!", "7KQ2-M9XW-4TRN-HB3C-P5YE0", "ÅÄÖ", "\u{0}"]
        {
            assert_eq!(parse_tracking_code(typed), None, "{typed}");
        }
        assert_eq!(parse_tracking_code(&"0".repeat(10_000)), None);
    }
}
