//! Finds what must not be published (S8): personal identity numbers, e-mail addresses, telephone numbers.
//!
//! It errs on the side of finding too much: a moderator rewords a sentence, a published number cannot be called back. A
//! number with the separator of a personnummer counts even when its check digit is wrong, because a mistyped one still
//! points at somebody.

use std::ops::Range;

use super::intake::Contact;

/// What stands in the place of what was found.
const MASK: &str = "[…]";

/// Whether the text holds any of it.
pub fn is_told(text: &str) -> bool {
    !spans(text).is_empty()
}

/// Whether the text holds a personal identity number. An official answer may well name a telephone number.
pub fn tells_identity_number(text: &str) -> bool {
    runs(text).iter().any(is_identity_number)
}

/// The text with all of it masked.
pub fn masked(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans(text) {
        kept.push_str(text.get(from..span.start).unwrap_or_default());
        kept.push_str(MASK);
        from = span.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// Whether the text repeats what this person told of themselves: the name, the address, the number.
pub fn tells_of(text: &str, person: &Contact) -> bool {
    let words = words(text);
    let name = person.name.as_deref().map(self::words).unwrap_or_default();
    let named = name.len() > 1 && words.windows(name.len()).any(|window| window == name);
    let email = person.email.as_deref().map(str::to_lowercase).unwrap_or_default();
    let addressed = !email.is_empty() && text.to_lowercase().contains(&email);
    let phone = national_digits(person.phone.as_deref().unwrap_or_default());
    let called = phone.len() >= 5 && digits_of(text).contains(&phone);
    named || addressed || called
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn digits_of(text: &str) -> String {
    text.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect()
}

/// The digits without the prefix that differs between +46 70 and 070.
fn national_digits(phone: &str) -> String {
    let digits = digits_of(phone);
    let national =
        if phone.trim_start().starts_with('+') { digits.get(2..).unwrap_or_default() } else { &digits };
    national.trim_start_matches('0').to_owned()
}

/// Where it is, in order, without overlaps.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = emails(text);
    spans.extend(numbers(text));
    spans.sort_by_key(|span| span.start);
    spans.dedup_by(|next, kept| next.start < kept.end);
    spans
}

fn emails(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    text.match_indices('@')
        .filter_map(|(at, _)| {
            let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
            let local: usize = before.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum();
            let domain: usize = after.chars().take_while(|c| is_domain(*c)).map(char::len_utf8).sum();
            let has_top = after.get(..domain)?.trim_matches('.').contains('.');
            (local > 0 && has_top).then(|| at - local..at + 1 + domain)
        })
        .collect()
}

/// A run of digits with what may stand between them.
struct Run {
    span: Range<usize>,
    digits: Vec<u32>,
    /// A plus before the first digit.
    plus: bool,
    /// Before which digit there is a separator.
    breaks: Vec<usize>,
}

fn numbers(text: &str) -> Vec<Range<usize>> {
    runs(text)
        .into_iter()
        .filter(|run| is_identity_number(run) || is_telephone_number(run))
        .map(|run| run.span)
        .collect()
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run: Option<Run> = None;
    // Separators since the last digit: more than two, or anything else, ends the run.
    let mut between = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if let Some(digit) = c.to_digit(10) {
            let current = run.get_or_insert_with(|| {
                let plus = before == '+';
                let start = if plus { at - 1 } else { at };
                Run { span: start..at, digits: Vec::new(), plus, breaks: Vec::new() }
            });
            if between > 0 {
                current.breaks.push(current.digits.len());
            }
            current.digits.push(digit);
            current.span.end = at + c.len_utf8();
            between = 0;
        } else if run.is_some() && between < 2 && is_separator(c) {
            between += 1;
        } else {
            runs.extend(run.take());
            between = 0;
        }
        before = c;
    }
    runs.extend(run);
    runs
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '+' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Personnummer or samordningsnummer: a date (the day plus 60 for the latter) and four digits. Without a separator it
/// must have the right check digit, or every long number would be one.
fn is_identity_number(run: &Run) -> bool {
    // "20 060115-1234" or "1. 060115-1234" join with what is before: the last ten digits decide.
    let Some(short) = run.digits.len().checked_sub(10).and_then(|from| run.digits.get(from..)) else {
        return false;
    };
    let &[_, _, m1, m2, d1, d2, .., _] = short else { return false };
    let (month, day) = (m1 * 10 + m2, d1 * 10 + d2);
    let dated = (1..=12).contains(&month) && (1..=31).contains(&(if day > 60 { day - 60 } else { day }));
    let separated = run.breaks.last() == Some(&(run.digits.len() - 4)) && run.digits.len() <= 12;
    let unbroken = run.breaks.is_empty() && matches!(run.digits.len(), 10 | 12);
    dated && (separated || (unbroken && has_check_digit(short)))
}

/// Luhn's algorithm over ten digits.
fn has_check_digit(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    sum.is_multiple_of(10)
}

/// A national number with its leading zero, nine to eleven digits, or an international one.
fn is_telephone_number(run: &Run) -> bool {
    let count = run.digits.len();
    match run.digits.as_slice() {
        _ if run.plus => (8..=15).contains(&count),
        [0, 0, ..] => (10..=17).contains(&count),
        [0, ..] => (9..=11).contains(&count),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_at_a_person_is_found_and_masked() {
        for (text, expected) in [
            ("Mitt nummer är 811218-9876.", "Mitt nummer är […]."),
            ("19811218-9876", "[…]"),
            ("19811218 9876 bor här", "[…] bor här"),
            ("811278–9873 (samordning)", "[…] (samordning)"),
            ("8112189876", "[…]"),
            ("198112189876", "[…]"),
            ("121212+1212", "[…]"),
            ("Ring 070-123 45 67!", "Ring […]!"),
            ("tel 0701234567", "tel […]"),
            ("+46 (0)70 123 45 67", "[…]"),
            ("0046701234567", "[…]"),
            ("060-19 10 00", "[…]"),
            ("Mejla anna.svensson+x@example.se.", "Mejla […]"),
            ("a@b.se, c@d.nu", "[…], […]"),
        ] {
            assert!(is_told(text), "{text}");
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn what_reports_are_full_of_is_left_alone() {
        for text in [
            "Lampan är trasig sedan 2026-11-21.",
            "Öppet 08.00–16.00, lördag 10-14",
            "kl 08-12 och 13-16",
            "Storgatan 12 B, 851 85 Sundsvall",
            "Ärende 2026-00017, tidigare 2025-123456",
            "E4:an vid avfart 247, 1 000 000 bilar om året",
            "Fastighet Norrmalm 1:23, postnummer 85185",
            "Busskort 1234567890",
            "Skriv @kommunen på torget",
            "62.3908, 17.3069",
            "",
        ] {
            assert!(!is_told(text), "{text} → {}", masked(text));
        }
    }

    #[test]
    fn a_sender_is_told_by_name_address_or_number_however_they_are_written() {
        let sender = Contact {
            name: Some("Rut Lund".to_owned()),
            email: Some("Rut@Example.se".to_owned()),
            phone: Some("+46 60-19 10".to_owned()),
        };
        for text in ["Hälsningar, RUT LUND", "rut@example.se", "Ring 060 19-10 efter fem"] {
            assert!(tells_of(text, &sender), "{text}");
        }
        for text in ["Rut bor i Lund", "Truten i lunden", ""] {
            assert!(!tells_of(text, &sender), "{text}");
        }
        assert!(!tells_of("Vad som helst", &Contact::default()));
    }
}
