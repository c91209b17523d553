//! Personal identity numbers and telephone numbers in a text, however they are written (T7, S8): the one scanner of
//! everything that people type.
//!
//! Digits stand in groups with separators between; a number is some groups that follow on each other. Ten or twelve digits
//! with a date and a right check digit are a personal identity number unless their grouping says that they are something
//! else: a date, a time of the day, a telephone number, an amount, a case number ([`formats`]). How often that errs is
//! measured by `figures` and told in docs/security.md.

#[cfg(test)]
mod figures;
mod formats;
mod groups;
pub mod temporary;

use std::ops::Range;

use super::{Locale, plain::Plain};
use formats::{Format, Token};
use groups::{Group, Run};

/// What a coordination number (samordningsnummer) adds to the day of birth.
pub const COORDINATION: u32 = 60;

/// Where in a text something stands, by its first and last character, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    first: usize,
    last: usize,
}

impl Place {
    /// What is wrong there, for the text's author. Never repeats the number.
    #[must_use]
    pub fn describe(self, locale: Locale) -> String {
        let Self { first, last } = self;
        locale.say(
            format!(
                "Tecken {first}–{last} ser ut som ett personnummer. Ta bort det. Är det något annat, skriv det på ett \
                 annat sätt: ett datum med månadens namn, ett telefonnummer med bindestreck efter riktnumret."
            ),
            format!(
                "Characters {first}–{last} look like a personal identity number. Leave it out. If it is something else, \
                 write it differently: a date with the month's name, a telephone number with a hyphen after the area \
                 code."
            ),
        )
    }
}

/// Whether the text holds a personal identity number, a coordination number or a temporary number.
#[must_use]
pub fn tells_identity_number(text: &str) -> bool {
    !identity_numbers(&Plain::of(text)).is_empty()
}

/// Where the first of them is. `written` is the text as it was typed, `kept` as it is to be stored: the place is that in
/// the former wherever it can be.
#[must_use]
pub fn find_identity_number(written: &str, kept: &str) -> Option<Place> {
    first_in(kept).map(|place| first_in(written).unwrap_or(place))
}

fn first_in(text: &str) -> Option<Place> {
    let plain = Plain::of(text);
    let found = identity_numbers(&plain).into_iter().min_by_key(|places| places.start)?;
    let bytes = plain.origin(&found);
    let count = |end: usize| text.get(..end).unwrap_or_default().chars().count();
    Some(Place { first: count(bytes.start) + 1, last: count(bytes.end) })
}

/// Where personal identity numbers, coordination numbers and temporary numbers are.
#[must_use]
pub fn identity_numbers(text: &Plain) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = temporary::find(&chars);
    for run in Run::all(&chars) {
        let tokens = formats::tokens(&run);
        found.extend(
            run.windows(&[10, 12])
                .filter(|groups| is_identity_number(&run, &tokens, groups))
                .map(|groups| run.places(&groups)),
        );
    }
    found
}

/// Where telephone numbers are: national ones with their leading zero, nine to eleven digits, or international ones. It
/// errs on the side of finding too much.
#[must_use]
pub fn telephone_numbers(text: &Plain) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let runs = Run::all(&chars);
    let found = runs.iter().flat_map(|run| {
        let numbers = run.windows(&[8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
        numbers.filter(|groups| formats::may_be_telephone(run, groups)).map(|groups| run.places(&groups))
    });
    found.collect()
}

/// Whether a month and a day, as they stand in a number, can be those of a birth: the day plus 60 in a coordination number,
/// which has month 00 or day 60 where they are not known (SKV 707).
#[must_use]
pub fn is_birthday(month: u32, day: u32) -> bool {
    if day < COORDINATION {
        (1..=12).contains(&month) && (1..=31).contains(&day)
    } else {
        month <= 12 && day - COORDINATION <= 31
    }
}

/// The check of the last digit over ten: every other one doubled, digits of the products summed.
#[must_use]
pub fn passes_luhn(digits: impl IntoIterator<Item = u32>) -> bool {
    let weighted = digits.into_iter().zip([2, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight);
    weighted.map(|product| product / 10 + product % 10).sum::<u32>().is_multiple_of(10)
}

fn is_identity_number(run: &Run, tokens: &[Token], window: &Range<usize>) -> bool {
    let groups = run.groups(window);
    let digits: Vec<u32> = groups.iter().flat_map(Group::values).collect();
    let short = match digits.as_slice() {
        [1, 8 | 9, short @ ..] | [2, 0, short @ ..] | short if short.len() == 10 => short,
        _ => return false,
    };
    let &[_, _, m1, m2, d1, d2, s1, s2, s3, _] = short else { return false };
    let (month, day) = (m1 * 10 + m2, d1 * 10 + d2);
    if !is_birthday(month, day) || [s1, s2, s3] == [0; 3] || is_cut_from_a_row(run, window) {
        return false;
    }
    let is_its_date = |token: &Token| {
        let date = run.groups(&token.groups).iter().map(|group| group.digits.len()).sum::<usize>();
        token.format == Format::Date && token.groups.start == window.start && date + 4 == digits.len()
    };
    let explained = tokens
        .iter()
        .filter(|token| token.groups.start < window.end && window.start < token.groups.end)
        .any(|token| !is_its_date(token));
    if explained || (groups.len() == 1 && digits.len() == 10 && run.is_labelled(window)) {
        return false;
    }
    passes_luhn(short.iter().copied()) || (day < COORDINATION && is_mistyped(run, window))
}

/// Whether it is written as only a personal identity number is, so that it points at somebody even when its check digit is
/// wrong: a date, one hyphen or plus, and four digits that are no year, day or time.
fn is_mistyped(run: &Run, window: &Range<usize>) -> bool {
    let [date, last] = run.groups(window) else { return false };
    let follows = run.gap_after(window).is_some_and(groups::is_hyphen_gap);
    matches!(date.digits.len(), 6 | 8)
        && last.digits.len() == 4
        && (groups::is_hyphen_gap(&last.gap) || last.gap == "+")
        && !follows
        && !groups::is_hyphen_gap(&date.gap)
        && !formats::is_year_day_or_time(last)
}

/// Whether the groups are some of a longer row with one and the same mark between them: a number is not cut out of it.
fn is_cut_from_a_row(run: &Run, window: &Range<usize>) -> bool {
    let groups = run.groups(window);
    let Some([first, rest @ ..]) = groups.get(1..) else { return false };
    let gap = &first.gap;
    let is_row =
        !rest.is_empty() && rest.iter().all(|group| group.gap == *gap) && !gap.contains(char::is_whitespace);
    let goes_on = run.gap_after(window).is_some_and(|after| after == gap.as_str());
    let began = window.start > 0 && groups.first().is_some_and(|group| group.gap == *gap);
    is_row && (goes_on || began)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_inside_another_name_is_noticed() {
        for text in [
            "198211059954",
            "f:0b1c:19821105-9954",
            "pnr=821105-9954",
            "198211059954@edu.example.se",
            "821105----9954",
            "82_11_05 - - 9954",
            "821105 *** 9954",
            "821105:9954",
            "821105, 9954",
            "82,11,05,99,54",
            "821105\n9954",
            "19821105\u{2013}9954",
            "８２１１０５-９９５４",
            // A coordination number of which neither month nor day is known, and one without month.
            "191500722390",
            "20130101TF01",
            "20130101-TF01",
            "20130101T123",
        ] {
            assert!(tells_identity_number(text), "{text}");
        }
        for text in [
            "",
            "SE2120002411-4KX",
            "anna@example.se",
            "018f6d5e-7c7a-7bbb-8000-0123456789ab",
            "4711",
            "821105 åt 9954",
            "20130101T123000",
            "2026-12-21 B102",
            "Jullov 2026-12-21–2027-01-08",
            "IT20130101TF012",
        ] {
            assert!(!tells_identity_number(text), "{text}");
        }
    }

    #[test]
    fn the_place_of_a_number_is_told_and_not_the_number() {
        let text = "Åsa 👍🏽, 821105-9954!";
        let place = find_identity_number(text, text).unwrap();
        let found: String = text.chars().skip(place.first - 1).take(place.last + 1 - place.first).collect();
        assert_eq!(found, "821105-9954");
        for locale in [Locale::Sv, Locale::En] {
            assert!(!tells_identity_number(&place.describe(locale)));
        }
        assert_eq!(find_identity_number("  821105-9954", "821105-9954"), Some(Place { first: 3, last: 13 }));
        assert_eq!(find_identity_number("2026-12-21", "2026-12-21"), None);
    }
}
