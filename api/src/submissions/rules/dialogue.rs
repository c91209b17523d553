//! Texts about a submission that is there already: answers, notes, the sender's additions.

use super::intake::{BODY_LIMIT, KeyOwner, is_longer};
use crate::platform::text;

/// Why such a text is refused by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFault {
    /// Nothing is written.
    Blank,
    /// More is written than is taken.
    TooLong,
    /// The client's key is none.
    InvalidKey,
}

/// The cleaned text, or everything that is wrong with it and its key.
///
/// # Errors
/// The faults.
pub fn message(body: &str, key: Option<&str>, owner: KeyOwner) -> Result<String, Vec<MessageFault>> {
    let body = text::paragraphs(body);
    let mut faults = Vec::new();
    if body.is_empty() {
        faults.push(MessageFault::Blank);
    } else if is_longer(&body, BODY_LIMIT) {
        faults.push(MessageFault::TooLong);
    }
    if key.is_some_and(|key| !owner.may_use(key)) {
        faults.push(MessageFault::InvalidKey);
    }
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cleaned_or_all_its_faults_are_told() {
        let somebody = KeyOwner::Somebody;
        assert_eq!(message(" Tack!\r\n", Some("k"), somebody), Ok("Tack!".to_owned()));
        assert_eq!(
            message("\u{0}", Some(""), somebody),
            Err(vec![MessageFault::Blank, MessageFault::InvalidKey])
        );
        assert_eq!(message(&"x".repeat(BODY_LIMIT + 1), None, somebody), Err(vec![MessageFault::TooLong]));
        let short = message("Tack!", Some("123456789012345678901"), KeyOwner::Anyone);
        assert_eq!(short, Err(vec![MessageFault::InvalidKey]));
        assert!(message("Tack!", Some("1234567890123456789012"), KeyOwner::Anyone).is_ok());
    }
}
