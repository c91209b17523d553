//! Finds what must not be published (S8): personal identity numbers, e-mail addresses, telephone numbers, however they are
//! written.
//!
//! It errs on the side of finding too much: a moderator rewords a sentence, a published number cannot be called back. A
//! number with the separator of a personnummer counts even when its check digit is wrong, because a mistyped one still
//! points at somebody.

use std::ops::Range;

use crate::platform::{pii, plain::Plain};

/// What stands in the place of what was found.
pub const MASK: &str = "[…]";

/// Whether the text holds any of it.
pub fn is_told(text: &str) -> bool {
    !spans(text).is_empty()
}

/// The text with all of it masked.
pub fn masked(text: &str) -> String {
    mask(text, spans(text))
}

/// The text with these places masked.
pub fn mask(text: &str, mut found: Vec<Range<usize>>) -> String {
    found.sort_by_key(|span| span.start);
    found.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end;
        if overlaps {
            kept.end = kept.end.max(next.end);
        }
        overlaps
    });
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for span in found {
        kept.push_str(text.get(from..span.start).unwrap_or_default());
        kept.push_str(MASK);
        from = span.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// Where it is.
pub fn spans(text: &str) -> Vec<Range<usize>> {
    let plain = Plain::of(text);
    let mut found = emails(&plain);
    found.extend(pii::identity_numbers(&plain));
    found.extend(pii::telephone_numbers(&plain));
    found.iter().map(|places| plain.origin(places)).collect()
}

fn emails(text: &Plain) -> Vec<Range<usize>> {
    let is_local = |c: &char| c.is_alphanumeric() || "._%+-".contains(*c);
    let is_domain = |c: &char| c.is_alphanumeric() || ".-".contains(*c);
    let ats = text.chars().enumerate().filter(|(_, c)| *c == '@');
    ats.filter_map(|(at, _)| {
        let local = text.between(0..at).rev().take_while(is_local).count();
        let domain: String = text.between(at + 1..text.chars().len()).take_while(is_domain).collect();
        let has_top = domain.trim_matches('.').contains('.');
        (local > 0 && has_top).then(|| at - local..at + 1 + domain.chars().count())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::pii::tells_identity_number;

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
            ("Nr 12345 - 850709-9805", "Nr 12345 - […]"),
            ("Ring 070-123 45 67!", "Ring […]!"),
            ("Ring 070.123.45.67.", "Ring […]."),
            ("08.12.34.56.78", "[…]"),
            ("Ring 070-123 45 67 - 08.00", "Ring […] - 08.00"),
            ("tel 0701234567", "tel […]"),
            ("tel ０７０１２３４５６７", "tel […]"),
            ("tel ٠٧٠-١٢٣ ٤٥ ٦٧", "tel […]"),
            ("+46 (0)70 123 45 67", "[…]"),
            ("Ring 3, +46.70.123.45.67", "Ring 3, […]"),
            ("0046701234567", "[…]"),
            ("060-19 10 00", "[…]"),
            ("Mejla anna.svensson+x@example.se.", "Mejla […]"),
            ("Mejla an\u{AD}na\u{2060}@exam\u{200D}ple.se, tack", "Mejla […], tack"),
            ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｓｅ", "[…]"),
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
            "Mötet 2026-11-21 10.30 i Folkets hus",
            "Öppet 08.00–16.00, lördag 10-14",
            "08.00–12.00 13.00–17.00",
            "kl 08-12 och 13-16",
            "Storgatan 12 B, 851 85 Sundsvall",
            "Ärende 2026-00017, tidigare 2025-123456",
            "2026-00017/2026-00018",
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
    fn an_identity_number_is_found_however_it_is_written() {
        let scripts = ['0', '０', '٠', '۰', '०', '𝟎'];
        let write = |digits: &str, zero: char| -> String {
            let digit = |c: char| char::from_u32(u32::from(zero) + c.to_digit(10)?);
            digits.chars().map(|c| digit(c).unwrap_or(c)).collect()
        };
        let hidden = ["", "\u{2060}", "\u{AD}", "\u{200C}", "\u{200D}", "\u{FEFF}", "\u{2066}"];
        let mut seen = 0;
        for (index, (date, serial)) in
            [("19850709", "980"), ("19811218", "987"), ("20150178", "238"), ("20010229", "111")]
                .into_iter()
                .enumerate()
        {
            let short = &date[2..];
            let check = (0..10).find(|check| luhn(&format!("{short}{serial}{check}"))).unwrap();
            let last = format!("{serial}{check}");
            let (y, m, d) = (&date[2..4], &date[4..6], &date[6..]);
            let (c, l1, l2) = (&date[..2], &last[..2], &last[2..]);
            for written in [
                format!("{short}-{last}"),
                format!("{date} - {last}"),
                format!("{short}.{last}"),
                format!("{short} . {last}"),
                format!("{c} {y} {m} {d} {l1} {l2}"),
                format!("{y}.{m}.{d}.{last}"),
                format!("{y}-{m}-{d}-{last}"),
                format!("{y} {m} {d} {l1} {l2}"),
                format!("{date}{last}"),
                format!("{short}{last}"),
            ] {
                for hidden in hidden {
                    let zero = scripts[(index + seen) % scripts.len()];
                    let number: Vec<_> = write(&written, zero).chars().map(String::from).collect();
                    let number = number.join(hidden);
                    assert_eq!(
                        masked(&format!("Född {number}, å")),
                        "Född […], å",
                        "{written} {hidden:?} {zero}"
                    );
                    assert!(tells_identity_number(&format!("né {number}!")), "{number}");
                    seen += 1;
                }
            }
        }
    }

    fn luhn(digits: &str) -> bool {
        let value = |(place, c): (usize, char)| {
            let digit = c.to_digit(10).unwrap() * if place % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        };
        digits.chars().enumerate().map(value).sum::<u32>().is_multiple_of(10)
    }
}
