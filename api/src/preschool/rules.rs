//! What a post and a comment must be, and whom a comment is for. Pure: text in, domain value or faults out.

use entity::{CommentAudience, ContributorRole};
use uuid::Uuid;

use crate::platform::{
    pii::{Place, find_identity_number},
    text,
};

/// Longest title, in characters.
pub const TITLE_LENGTH: usize = 200;
/// Longest text of a post, in characters.
pub const POST_LENGTH: usize = 10_000;
/// Longest comment, in characters.
pub const COMMENT_LENGTH: usize = 2_000;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// The title says nothing.
    TitleBlank,
    /// The title has too many characters.
    TitleTooLong,
    /// The title holds a personal identity number.
    TitleTellsIdentityNumber(Place),
    /// The text says nothing.
    BodyBlank,
    /// The text has too many characters.
    BodyTooLong,
    /// The text holds a personal identity number.
    BodyTellsIdentityNumber(Place),
}

/// What can be wrong with a text: it is blank, too long, or tells an identity number.
type Faults = (TextFault, TextFault, fn(Place) -> TextFault);

/// What can be wrong with a title.
const OF_TITLE: Faults =
    (TextFault::TitleBlank, TextFault::TitleTooLong, TextFault::TitleTellsIdentityNumber);

/// What can be wrong with a text.
const OF_BODY: Faults = (TextFault::BodyBlank, TextFault::BodyTooLong, TextFault::BodyTellsIdentityNumber);

/// A post's title, cleaned.
pub fn title(text: &str) -> Result<String, TextFault> {
    checked((text, text::line(text)), TITLE_LENGTH, OF_TITLE)
}

/// A post's text, cleaned.
pub fn post_body(text: &str) -> Result<String, TextFault> {
    checked((text, text::paragraphs(text)), POST_LENGTH, OF_BODY)
}

/// A comment's text, cleaned.
pub fn comment_body(text: &str) -> Result<String, TextFault> {
    checked((text, text::paragraphs(text)), COMMENT_LENGTH, OF_BODY)
}

/// A whole group reads what passes here, so a personal identity number does not (T7).
fn checked(
    (written, text): (&str, String),
    longest: usize,
    (blank, too_long, tells): Faults,
) -> Result<String, TextFault> {
    if text.is_empty() {
        return Err(blank);
    }
    if text.chars().count() > longest {
        return Err(too_long);
    }
    find_identity_number(written, &text).map_or(Ok(text), |place| Err(tells(place)))
}

/// The comment that another one answers, as far as it decides who sees the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Who sees the answered comment.
    pub audience: CommentAudience,
    /// As what its author wrote it.
    pub role: ContributorRole,
    /// Its author.
    pub author: Uuid,
    /// The guardian that it is for, where it is itself an answer.
    pub addressee: Option<Uuid>,
}

/// Who sees a new comment, and which guardian beside the staff (P5).
///
/// Staff speak to everyone, unless they answer what only staff saw: then the guardian who wrote it hears the answer, and
/// nobody else. A guardian is heard by everyone where the author opened the comments, else by staff.
pub fn audience(
    role: ContributorRole,
    comments_open: bool,
    answered: Option<Answered>,
) -> (CommentAudience, Option<Uuid>) {
    let in_private = answered.filter(|answered| answered.audience == CommentAudience::Staff);
    match (role, in_private) {
        (ContributorRole::Staff, Some(answered)) => {
            let guardian = match answered.role {
                ContributorRole::Guardian => Some(answered.author),
                ContributorRole::Staff => answered.addressee,
            };
            (CommentAudience::Staff, guardian)
        }
        (ContributorRole::Staff, None) => (CommentAudience::Everyone, None),
        (ContributorRole::Guardian, None) if comments_open => (CommentAudience::Everyone, None),
        (ContributorRole::Guardian, _) => (CommentAudience::Staff, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned_of_what_does_not_show() {
        for (given, cleaned) in [
            ("  Utflykt \t till\nskogen\u{0} ", "Utflykt till skogen"),
            ("vi\u{202E}txet", "vitxet"),
            ("\u{FEFF}Hej 👩‍👧", "Hej 👩‍👧"),
        ] {
            assert_eq!(title(given).as_deref(), Ok(cleaned), "{given:?}");
        }
        for (given, cleaned) in [
            ("Hej!\r\nTa med\tstövlar.\r\n\r\n\r\n\r\nEva  \n", "Hej!\nTa med stövlar.\n\nEva"),
            ("\u{0}\u{7}a\u{9b}b", "ab"),
            ("rad 1\rrad 2", "rad 1\nrad 2"),
        ] {
            assert_eq!(post_body(given).as_deref(), Ok(cleaned), "{given:?}");
        }
    }

    #[test]
    fn a_text_that_shows_nothing_is_blank() {
        for nothing in ["", " \n\t", "\u{200B}\u{FEFF}", "\u{0}", "\u{3164}\u{200D}"] {
            assert_eq!(title(nothing), Err(TextFault::TitleBlank), "{nothing:?}");
            assert_eq!(post_body(nothing), Err(TextFault::BodyBlank), "{nothing:?}");
            assert_eq!(comment_body(nothing), Err(TextFault::BodyBlank), "{nothing:?}");
        }
    }

    #[test]
    fn a_personal_identity_number_is_not_for_a_group() {
        for told in ["Elsas nummer är 811218-9876.", "198112189876", "8112 18–9876"] {
            assert!(matches!(title(told), Err(TextFault::TitleTellsIdentityNumber(_))), "{told:?}");
            assert!(matches!(post_body(told), Err(TextFault::BodyTellsIdentityNumber(_))), "{told:?}");
            assert!(matches!(comment_body(told), Err(TextFault::BodyTellsIdentityNumber(_))), "{told:?}");
        }
        for fine in ["Ring 070-123 45 67.", "Vi ses 2026-11-21 kl 08.30–16.00.", "12 barn, 3 vuxna"] {
            assert_eq!(post_body(fine).as_deref(), Ok(fine), "{fine:?}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(title(&"å".repeat(TITLE_LENGTH)).is_ok());
        assert_eq!(title(&"å".repeat(TITLE_LENGTH + 1)), Err(TextFault::TitleTooLong));
        assert_eq!(post_body(&"å".repeat(POST_LENGTH + 1)), Err(TextFault::BodyTooLong));
        assert_eq!(comment_body(&"å".repeat(COMMENT_LENGTH + 1)), Err(TextFault::BodyTooLong));
    }

    #[test]
    fn a_guardian_speaks_to_everyone_only_where_the_author_opened_the_comments() {
        let guardian = ContributorRole::Guardian;
        assert_eq!(audience(guardian, true, None), (CommentAudience::Everyone, None));
        assert_eq!(audience(guardian, false, None), (CommentAudience::Staff, None));
    }

    #[test]
    fn what_staff_answer_in_private_only_the_one_guardian_hears() {
        let gun = Uuid::from_u128(1);
        let eva = Uuid::from_u128(2);
        let question = Answered {
            audience: CommentAudience::Staff,
            role: ContributorRole::Guardian,
            author: gun,
            addressee: None,
        };
        let answer = Answered {
            audience: CommentAudience::Staff,
            role: ContributorRole::Staff,
            author: eva,
            addressee: Some(gun),
        };
        for open in [false, true] {
            assert_eq!(
                audience(ContributorRole::Staff, open, Some(question)),
                (CommentAudience::Staff, Some(gun))
            );
            assert_eq!(
                audience(ContributorRole::Staff, open, Some(answer)),
                (CommentAudience::Staff, Some(gun))
            );
            assert_eq!(
                audience(ContributorRole::Guardian, open, Some(answer)),
                (CommentAudience::Staff, None),
                "what began in private stays there"
            );
        }
        assert_eq!(audience(ContributorRole::Staff, false, None), (CommentAudience::Everyone, None));
    }
}
