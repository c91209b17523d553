//! The private tracking code (S3). A retried filing answers the same code, while the database holds only its SHA-256: who
//! reads the database cannot follow anybody's submission.

use uuid::Uuid;

use crate::platform::{code, secret::SecretKey};

/// What tracking codes are derived for.
const PURPOSE: &str = "submission tracking code";

/// The code of a submission: "7KQ2-M9XW-4TRN-HB3C-P5YE".
pub fn tracking_code(key: &SecretKey, submission: Uuid) -> String {
    code::derive(key, PURPOSE, submission)
}

/// The codes that a submission may have: see [`code::derive_all`].
pub fn tracking_codes(key: &SecretKey, submission: Uuid) -> Vec<String> {
    code::derive_all(key, PURPOSE, submission)
}

/// The code as somebody typed it, in its canonical digits; see [`code::parse`].
pub fn parse_tracking_code(typed: &str) -> Option<String> {
    code::parse(typed)
}

/// What the database holds of a code, as [`parse_tracking_code`] or [`tracking_code`] spell it.
pub fn tracking_hash(spelled: &str) -> [u8; 32] {
    code::hash(spelled)
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
