//! Temporary numbers: what schools and health care give to people who have no identity number, a date with a letter or two
//! in what follows it (`20130101TF01` of SS 12000, `20130101T123`, `19850709K123`).

use std::ops::Range;

use super::is_birthday;

/// Whether the whole text is one, spaces aside, with six or eight digits of a date.
#[must_use]
pub fn is_temporary(text: &str) -> bool {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (date, last) = chars.split_at_checked(chars.len().saturating_sub(4)).unwrap_or_default();
    let date: String = date.iter().collect();
    let date = date.strip_suffix(['-', '+']).unwrap_or(&date);
    matches!(date.len(), 6 | 8)
        && date.bytes().all(|byte| byte.is_ascii_digit())
        && last.first().is_some_and(char::is_ascii_alphabetic)
        && last.iter().all(char::is_ascii_alphanumeric)
        && last.last().is_some_and(char::is_ascii_digit)
}

/// Where they are in a text.
pub(super) fn find(chars: &[char]) -> Vec<Range<usize>> {
    let letters = chars.iter().enumerate().filter(|(_, c)| c.is_ascii_alphabetic());
    letters.filter_map(|(at, _)| around(chars, at)).collect()
}

/// The one whose first letter is there.
fn around(chars: &[char], at: usize) -> Option<Range<usize>> {
    let is_foreign = chars.get(at + 1).is_some_and(|c| c.eq_ignore_ascii_case(&'F'));
    let is_of_school = is_foreign && chars.get(at)?.eq_ignore_ascii_case(&'T');
    let digits_at = if is_of_school { at + 2 } else { at + 1 };
    let digits = chars.get(digits_at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    let end = digits_at + digits;
    let goes_on = chars.get(end).is_some_and(|c| c.is_alphanumeric());
    if digits != (if is_of_school { 2 } else { 3 }) || goes_on {
        return None;
    }
    // A letter alone says little: then it follows on the date, with a hyphen at most.
    let before = chars.get(..at)?;
    let gap = before.iter().rev().take_while(|c| !c.is_alphanumeric()).count();
    let is_hyphen = gap == 1 && before.last().is_some_and(|c| super::groups::is_hyphen(*c));
    if gap > 3 || !(gap == 0 || is_hyphen || is_of_school) {
        return None;
    }
    let before = before.get(..before.len() - gap)?;
    let mut date = Vec::new();
    let mut start = before.len();
    for (place, c) in before.iter().enumerate().rev() {
        match c.to_digit(10) {
            Some(digit) => {
                date.insert(0, digit);
                start = place;
            }
            None if super::groups::is_hyphen(*c) && date.len() < 8 => {}
            None => break,
        }
    }
    let (century, month, day) = match *date.as_slice() {
        [c1, c2, _, _, m1, m2, d1, d2] => (c1 * 10 + c2, m1 * 10 + m2, d1 * 10 + d2),
        [_, _, m1, m2, d1, d2] if is_of_school || chars.get(at)?.eq_ignore_ascii_case(&'T') => {
            (20, m1 * 10 + m2, d1 * 10 + d2)
        }
        _ => return None,
    };
    let stands_alone = start == 0 || !chars.get(start - 1).is_some_and(|c| c.is_alphanumeric());
    (matches!(century, 18..=20) && is_birthday(month, day) && stands_alone).then_some(start..end)
}
