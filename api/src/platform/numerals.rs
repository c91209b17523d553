//! Numbers in a text: which of them are people's. Digits stand in groups, with separators between; a number is some
//! groups that follow on each other.

use std::ops::Range;

use super::plain::Plain;

/// So many separators may stand between two digits of a number.
const SEPARATORS: usize = 8;

/// Digits with nothing but separators between them.
pub struct Run {
    digits: Vec<u32>,
    /// The place of each digit in the text.
    places: Vec<usize>,
    groups: Vec<Group>,
}

/// Digits that nothing separates.
#[derive(Clone, Copy)]
struct Group {
    /// The first of them, among the run's digits.
    start: usize,
    before: Gap,
}

/// What stands before a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A plus, right before the first digit.
    Plus,
    /// One full stop.
    Dot,
    /// One hyphen or dash.
    Hyphen,
    /// Anything else.
    Other,
}

/// Whether the text holds a personal identity number, however it is written (T7). A number with the separator of one
/// counts even when its check digit is wrong.
#[must_use]
pub fn tells_identity_number(text: &str) -> bool {
    Run::all(&Plain::of(text)).iter().any(|run| !run.identity_numbers().is_empty())
}

impl Run {
    /// The runs of a text.
    pub fn all(text: &Plain) -> Vec<Self> {
        let mut runs = Vec::new();
        let mut run = Self::empty();
        let mut between = String::new();
        for (place, c) in text.chars().enumerate() {
            if let Some(digit) = c.to_digit(10) {
                if run.digits.is_empty() || !between.is_empty() {
                    run.groups.push(Group { start: run.digits.len(), before: Gap::of(&between) });
                }
                run.digits.push(digit);
                run.places.push(place);
                between.clear();
                continue;
            }
            between.push(c);
            let ends = !is_separator(c) || between.chars().count() > SEPARATORS;
            if ends && !run.digits.is_empty() {
                runs.push(std::mem::replace(&mut run, Self::empty()));
            }
            if run.digits.is_empty() {
                between.clear();
                between.push(c);
            }
        }
        if !run.digits.is_empty() {
            runs.push(run);
        }
        runs
    }

    const fn empty() -> Self {
        Self { digits: Vec::new(), places: Vec::new(), groups: Vec::new() }
    }

    /// Where personnummer and samordningsnummer are: a date (the day plus 60 for the latter) and four digits. Unless the
    /// four stand by themselves, the check digit must be right, or every long number would be one.
    pub fn identity_numbers(&self) -> Vec<Range<usize>> {
        self.windows()
            .filter(|groups| self.is_identity_number(groups))
            .map(|groups| self.places(&groups))
            .collect()
    }

    /// Where telephone numbers are: national ones with their leading zero, nine to eleven digits, or international ones.
    pub fn telephone_numbers(&self) -> Vec<Range<usize>> {
        self.windows()
            .filter(|groups| self.is_telephone_number(groups))
            .map(|groups| self.places(&groups))
            .collect()
    }

    /// Each sequence of groups that is short enough for any number.
    fn windows(&self) -> impl Iterator<Item = Range<usize>> {
        let count = self.groups.len();
        (0..count).flat_map(move |first| {
            let ends = (first + 1..=count).map(move |end| first..end);
            ends.take_while(move |groups| self.digits(groups).len() <= 17)
        })
    }

    fn digits(&self, groups: &Range<usize>) -> &[u32] {
        self.digits.get(self.span(groups)).unwrap_or_default()
    }

    /// The groups' digits, among the run's.
    fn span(&self, groups: &Range<usize>) -> Range<usize> {
        let start = |group: usize| self.groups.get(group).map_or(self.digits.len(), |group| group.start);
        start(groups.start)..start(groups.end)
    }

    /// Where the groups are in the text, the plus before them included.
    fn places(&self, groups: &Range<usize>) -> Range<usize> {
        let places = self.places.get(self.span(groups)).unwrap_or_default();
        let start = places.first().copied().unwrap_or_default();
        let plus = usize::from(self.before(groups) == Gap::Plus);
        start.saturating_sub(plus)..places.last().map_or(start, |last| last + 1)
    }

    fn before(&self, groups: &Range<usize>) -> Gap {
        self.groups.get(groups.start).map_or(Gap::Other, |group| group.before)
    }

    fn is_identity_number(&self, groups: &Range<usize>) -> bool {
        let digits = self.digits(groups);
        let (century, short) = match digits {
            [c1, c2, short @ ..] if short.len() == 10 => (Some(c1 * 10 + c2), short),
            short if short.len() == 10 => (None, short),
            _ => return false,
        };
        let &[_, _, m1, m2, d1, d2, ..] = short else { return false };
        let (month, day) = (m1 * 10 + m2, d1 * 10 + d2);
        let dated = (1..=12).contains(&month) && (1..=31).contains(&(if day > 60 { day - 60 } else { day }));
        if !dated || self.is_a_time(groups) {
            return false;
        }
        let unbroken = groups.len() == 1;
        let of_an_age = unbroken || century.is_none_or(|century| (18..=20).contains(&century));
        let last_four = self.span(groups).end.saturating_sub(4);
        let separated = self
            .groups
            .get(groups.clone())
            .is_some_and(|groups| groups.last().is_some_and(|group| group.start == last_four));
        of_an_age && (separated || has_check_digit(short))
    }

    /// Whether it is a day with a time of the day: 2026-11-21 10.30.
    fn is_a_time(&self, groups: &Range<usize>) -> bool {
        let groups = self.groups.get(groups.clone()).unwrap_or_default();
        matches!(groups, [_, month, day, hour, minute]
            if month.before == Gap::Hyphen && day.before == Gap::Hyphen
                && hour.before == Gap::Other && minute.before == Gap::Dot)
    }

    fn is_telephone_number(&self, groups: &Range<usize>) -> bool {
        let digits = self.digits(groups);
        // What hangs on a number by a hyphen alone is part of that: 2026-00017.
        let begins = groups.start == 0 || !matches!(self.before(groups), Gap::Hyphen | Gap::Dot);
        match digits {
            _ if self.before(groups) == Gap::Plus => (8..=15).contains(&digits.len()),
            [0, 0, ..] => begins && (10..=17).contains(&digits.len()),
            [0, ..] => begins && (9..=11).contains(&digits.len()) && !self.are_hours(groups),
            _ => false,
        }
    }

    /// Whether the groups are times of the day: 08.00–12.00 13.00.
    fn are_hours(&self, groups: &Range<usize>) -> bool {
        let is_pair = |group: usize| self.span(&(group..group + 1)).len() == 2;
        let gaps = self.groups.get(groups.start + 1..groups.end).unwrap_or_default();
        let alternates = gaps.iter().enumerate().all(|(at, gap)| (gap.before == Gap::Dot) == (at % 2 == 0));
        groups.len() > 2 && alternates && groups.clone().all(is_pair)
    }
}

impl Gap {
    fn of(between: &str) -> Self {
        let mut chars = between.chars();
        match (chars.next_back(), chars.next_back()) {
            (Some('+'), _) => Self::Plus,
            (Some('.'), None) => Self::Dot,
            (Some(c), None) if is_hyphen(c) => Self::Hyphen,
            _ => Self::Other,
        }
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '+' | '/' | '\\' | '(' | ')' | '.' | '_' | '*' | '~' | '|' | '·' | '•')
        || is_hyphen(c)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
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
        ] {
            assert!(!tells_identity_number(text), "{text}");
        }
    }
}
