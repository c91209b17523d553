//! The device of a classroom (M5): how it is let in, for how long, and how fast a class can vote.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::platform::secret::SecretKey;

/// For how many minutes a device can be open.
pub const MINUTES: std::ops::RangeInclusive<i32> = 1..=90;
/// How many votes it can take.
pub const VOTES: std::ops::RangeInclusive<i32> = 5..=100;
/// How many it takes when nothing is said: a class.
pub const VOTES_OF_A_CLASS: i32 = 35;
/// How soon after a vote the next can be given. Nobody hands a tablet over faster; whoever taps twice does.
pub const PAUSE: TimeDelta = TimeDelta::milliseconds(1_500);

/// Capital letters and digits that nobody takes for each other.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 8;

/// The code that a session is opened with on the device. It is derived, so that a retry answers the same one. There are
/// 656 thousand million, so that nobody finds one by trying; it serves once, and only for the minutes in which the session
/// is open.
pub fn code(key: &SecretKey, session: Uuid) -> String {
    let secret = key.derive("classroom code", session.as_bytes());
    let number = secret.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mut rest = number;
    (0..LENGTH)
        .filter_map(|_| {
            let sign = usize::try_from(rest % 30).ok()?;
            rest /= 30;
            SIGNS.get(sign).copied().map(char::from)
        })
        .collect()
}

/// The code as somebody typed it: case, spaces and dashes do not matter. None when it cannot be one.
pub fn parse_code(typed: &str) -> Option<String> {
    let signs = typed.chars().take(40).filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = signs.map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign))).then_some(code)
}

/// What the database holds of a code. A short code could be found from a plain hash.
pub fn code_hash(key: &SecretKey, code: &str) -> [u8; 32] {
    key.derive("classroom code's hash", code.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_typed_as_one_likes() {
        let key = SecretKey::new(b"an installation's key of thirty-two bytes");
        let code = code(&key, Uuid::from_u128(7));
        assert_eq!(code.len(), 8);
        let spoken = format!("{} {}", &code[..3].to_lowercase(), &code[3..]);
        assert_eq!(parse_code(&spoken), Some(code.clone()));
        assert_eq!(parse_code("ABC12"), None);
        assert_eq!(parse_code("ABC1O0AB"), None, "signs that are taken for others are none");
        assert_ne!(code_hash(&key, &code), code_hash(&SecretKey::new(b"another"), &code));
    }
}
