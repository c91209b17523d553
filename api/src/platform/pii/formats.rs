//! What groups of digits are when they are not somebody's number, told by how they are grouped.

use std::ops::Range;

use super::groups::{Group, Run, is_dash_gap, is_hyphen, is_hyphen_gap};

/// What groups are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A day, year first: with four more digits it may be a personal identity number.
    Date,
    /// A day in another order, a time, a range, a telephone number, an amount, a case number.
    Other,
}

/// Groups that are something.
#[derive(Debug)]
pub(super) struct Token {
    pub groups: Range<usize>,
    pub format: Format,
}

/// What the groups of a run are, from left to right, without overlaps.
pub(super) fn tokens(run: &Run) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let token = FORMATS.iter().find_map(|(count, format, reads)| {
            let groups = at..at + count;
            (groups.end <= run.len() && reads(&Seen { run, groups: &groups }))
                .then_some(Token { groups, format: *format })
        });
        let token = token.or_else(|| telephone(run, at)).or_else(|| amount(run, at));
        at = token.as_ref().map_or(at + 1, |token| token.groups.end);
        tokens.extend(token);
    }
    tokens
}

/// The count of groups, what they are, and whether they are.
type Reading = (usize, Format, fn(&Seen<'_>) -> bool);

const FORMATS: [Reading; 14] = [
    (3, Format::Date, is_iso_date),
    (3, Format::Other, is_date_with_year_last),
    (3, Format::Date, is_short_date),
    (3, Format::Date, is_short_date_reversed),
    (3, Format::Other, is_time_with_seconds),
    (2, Format::Other, is_time),
    (2, Format::Other, is_day_and_month),
    (2, Format::Other, is_range),
    (2, Format::Other, is_range_of_times),
    (3, Format::Other, is_case_number_with_part),
    (2, Format::Other, is_case_number),
    (2, Format::Other, is_decimal),
    (2, Format::Other, is_amount_with_cents),
    (1, Format::Other, is_mobile_number),
];

/// Groups with what is around them.
struct Seen<'a> {
    run: &'a Run,
    groups: &'a Range<usize>,
}

impl Seen<'_> {
    fn all(&self) -> &[Group] {
        self.run.groups(self.groups)
    }

    /// The first of the marks between the groups.
    fn gap(&self) -> &str {
        self.all().get(1).map_or("", |group| group.gap.as_str())
    }

    /// Whether the same stands between all of them.
    fn is_even(&self) -> bool {
        self.all().iter().skip(1).all(|group| group.gap == self.gap())
    }

    /// Whether that does not stand before and after them as well, as in a longer row.
    fn stands_alone(&self) -> bool {
        self.stands_apart_before() && self.run.gap_after(self.groups) != Some(self.gap())
    }

    fn stands_apart_before(&self) -> bool {
        self.groups.start == 0 || self.all().first().is_none_or(|group| group.gap != self.gap())
    }

    fn lengths(&self) -> Vec<usize> {
        self.all().iter().map(|group| group.digits.len()).collect()
    }

    fn numbers(&self) -> Vec<u64> {
        self.all().iter().map(Group::number).collect()
    }

    fn is_dated_by(&self, marks: &str) -> bool {
        let mut chars = self.gap().chars();
        matches!((chars.next(), chars.next()), (Some(c), None) if marks.contains(c) || is_hyphen(c))
    }
}

fn is_year(year: u64) -> bool {
    (1900..2100).contains(&year)
}

fn is_day(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// 2026-12-21.
fn is_iso_date(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([4, 1..=2, 1..=2], &[year, month, day])
        if is_year(year) && is_day(month, day))
        && seen.is_even()
        && seen.is_dated_by("/.")
}

/// 21/12 2026, 21.12.2026, 21-12-2026.
fn is_date_with_year_last(seen: &Seen<'_>) -> bool {
    let gaps = seen.all().iter().skip(1).map(|group| group.gap.trim());
    let marked = gaps.clone().any(|gap| !gap.is_empty());
    let fits = gaps.into_iter().all(|gap| matches!(gap, "" | "/" | ".") || is_hyphen_gap(gap));
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([1..=2, 1..=2, 4], &[day, month, year])
        if is_year(year) && is_day(month, day))
        && marked
        && fits
        && seen.stands_apart_before()
}

/// 26-12-21.
fn is_short_date(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([2, 2, 2], &[_, month, day]) if is_day(month, day))
        && seen.is_even()
        && seen.is_dated_by("/.")
        && seen.stands_alone()
}

/// 21-12-26. It may be a coordination number's date as well.
fn is_short_date_reversed(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([1..=2, 1..=2, 2], &[day, month, _]) if is_day(month, day))
        && seen.is_even()
        && seen.is_dated_by("/.")
        && seen.stands_alone()
}

/// 14:30:05.
fn is_time_with_seconds(seen: &Seen<'_>) -> bool {
    matches!(
        (seen.lengths().as_slice(), seen.numbers().as_slice()),
        ([1..=2, 2, 2], &[0..=24, 0..=59, 0..=60])
    ) && seen.is_even()
        && matches!(seen.gap(), ":" | ".")
        && seen.stands_alone()
}

/// 14:30, 14.30.
fn is_time(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([1..=2, 2], &[0..=24, 0..=59]))
        && matches!(seen.gap(), ":" | ".")
        && seen.stands_alone()
}

/// 21/12.
fn is_day_and_month(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([1..=2, 1..=2], &[day, month]) if is_day(month, day))
        && matches!(seen.gap(), "/" | ".")
        && seen.stands_alone()
}

/// 10–12, 48-51: hours, days, weeks.
fn is_range(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([1..=2, 1..=2], &[0..=53, 0..=53]))
        && is_dash_gap(seen.gap())
        && seen.stands_alone()
}

/// 0830–1030, 2026–2027.
fn is_range_of_times(seen: &Seen<'_>) -> bool {
    let fits = |group: &Group| group.digits.len() == 4 && is_year_day_or_time(group);
    seen.all().iter().all(fits) && is_dash_gap(seen.gap()) && seen.stands_alone()
}

/// Whether four digits are a year, a month with a day, or a time of the day.
pub(super) fn is_year_day_or_time(group: &Group) -> bool {
    let number = group.number();
    let (first, last) = (number / 100, number % 100);
    is_year(number) || is_day(first, last) || (first < 24 && last < 60)
}

/// 2026-00028, 2026/0123.
fn is_case_number(seen: &Seen<'_>) -> bool {
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([4, 1..=7], &[year, _]) if is_year(year))
        && is_mark_of_a_case(seen.gap())
        && seen.stands_alone()
}

/// 2026-00028-1.
fn is_case_number_with_part(seen: &Seen<'_>) -> bool {
    let parted = seen.all().get(2).is_some_and(|group| is_mark_of_a_case(&group.gap) || group.gap == ":");
    matches!((seen.lengths().as_slice(), seen.numbers().as_slice()), ([4, 3..=7, 1..=3], &[year, _, _]) if is_year(year))
        && is_mark_of_a_case(seen.gap())
        && parted
}

fn is_mark_of_a_case(gap: &str) -> bool {
    gap == "/" || gap == ":" || is_hyphen_gap(gap)
}

/// 62.3908.
fn is_decimal(seen: &Seen<'_>) -> bool {
    matches!(seen.lengths().as_slice(), &[1..=2, decimals] if decimals >= 3)
        && matches!(seen.gap(), "." | ",")
        && seen.stands_alone()
}

/// 12345678,90.
fn is_amount_with_cents(seen: &Seen<'_>) -> bool {
    matches!(seen.lengths().as_slice(), &[whole, 2] if whole != 6) && seen.gap() == "," && seen.stands_alone()
}

/// 0701234567: nobody writes a child of 2007 so as often as everybody writes telephone numbers.
fn is_mobile_number(seen: &Seen<'_>) -> bool {
    seen.all().iter().all(|group| {
        group.digits.len() == 10
            && ["070", "072", "073", "076", "079"].iter().any(|code| group.digits.starts_with(code))
    })
}

/// 1 250 000, 1.250.000,00.
fn amount(run: &Run, at: usize) -> Option<Token> {
    let all = run.groups(&(at..run.len()));
    let (first, rest) = all.split_first()?;
    let gap = rest.first()?.gap.as_str();
    let thousands = rest.iter().take_while(|group| group.gap == gap && group.digits.len() == 3).count();
    let mut end = at + 1 + thousands;
    let fits = matches!(gap, " " | "." | "'" | "’")
        && thousands > 0
        && first.digits.len() <= 3
        && !first.digits.starts_with('0')
        // Twelve digits in threes are more than anything costs.
        && first.digits.len() + 3 * thousands < 12
        && (at == 0 || first.gap != gap);
    if !fits || run.gap_after(&(at..end)) == Some(gap) {
        return None;
    }
    match run.groups(&(end..end + 1)).first() {
        Some(cents) if matches!(cents.gap.as_str(), "," | ".") && cents.digits.len() == 2 => end += 1,
        Some(next) if is_hyphen_gap(&next.gap) && next.digits.len() == 4 => return None,
        _ => {}
    }
    Some(Token { groups: at..end, format: Format::Other })
}

/// The longest telephone number that begins with a group.
fn telephone(run: &Run, at: usize) -> Option<Token> {
    let ends = (at + 1..=run.len()).take_while(|end| {
        run.groups(&(at..*end)).iter().map(|group| group.digits.len()).sum::<usize>() <= 15
    });
    let ends: Vec<usize> = ends.collect();
    let end = ends.into_iter().rev().find(|end| is_telephone(run, &(at..*end)))?;
    Some(Token { groups: at..end, format: Format::Other })
}

/// Whether the groups are grouped as telephone numbers are.
fn is_telephone(run: &Run, window: &Range<usize>) -> bool {
    let groups = run.groups(window);
    let Some((first, rest)) = groups.split_first() else { return false };
    let count: usize = groups.iter().map(|group| group.digits.len()).sum();
    if !rest.iter().all(|group| is_gap_of_telephone(&group.gap)) {
        return false;
    }
    // The plus after the birth date of a centenarian is not the prefix of a country code.
    if first.gap.ends_with('+') && (window.start == 0 || first.gap != "+") {
        return (8..=15).contains(&count);
    }
    if first.digits.starts_with("00") {
        return (11..=15).contains(&count) && (!rest.is_empty() || count != 12);
    }
    if !first.digits.starts_with('0') || !(8..=10).contains(&count) {
        return false;
    }
    if first.gap.contains(is_hyphen) && window.start > 0 {
        return false;
    }
    // What goes on from other digits is some of a longer number.
    if window.start > 0 && rest.first().is_some_and(|next| next.gap == first.gap) {
        return false;
    }
    let lengths: Vec<usize> = rest.iter().map(|group| group.digits.len()).collect();
    let marked =
        rest.first().is_some_and(|group| group.gap.contains(|c: char| is_hyphen(c) || c == ')' || c == '/'));
    let others_differ =
        rest.iter().skip(1).all(|group| Some(&group.gap) != rest.first().map(|first| &first.gap));
    match (first.digits.len(), lengths.as_slice()) {
        (_, []) => false,
        (_, lengths) if lengths.contains(&1) => false,
        // Stockholm has the only code of two digits.
        (2, [2, ..]) => first.digits == "08" && marked && others_differ,
        (2, _) => first.digits == "08",
        (4, [2, 4]) => marked && others_differ,
        (3 | 4, _) => true,
        _ => false,
    }
}

fn is_gap_of_telephone(gap: &str) -> bool {
    gap.chars().count() <= 3 && gap.chars().all(|c| is_hyphen(c) || matches!(c, ' ' | '.' | '/' | '(' | ')'))
}

/// Whether the groups could be a telephone number, however they are grouped.
pub(super) fn may_be_telephone(run: &Run, window: &Range<usize>) -> bool {
    let groups = run.groups(window);
    let Some((first, rest)) = groups.split_first() else { return false };
    let count: usize = groups.iter().map(|group| group.digits.len()).sum();
    // What stands on another line or in another part of a list is another number.
    if rest.iter().any(|group| group.gap.contains([',', ';', ':', '\n'])) {
        return false;
    }
    if first.gap.ends_with('+') {
        return (8..=15).contains(&count);
    }
    // What hangs on a number by a hyphen alone is part of that: 2026-00017.
    let begins =
        window.start == 0 || !(is_hyphen_gap(&first.gap) || matches!(first.gap.as_str(), "." | ":" | ","));
    if first.digits.starts_with("00") {
        return begins && (10..=17).contains(&count);
    }
    first.digits.starts_with('0') && begins && (9..=11).contains(&count) && !are_hours(groups)
}

/// Whether the groups are times of the day: 08.00–12.00 13.00.
fn are_hours(groups: &[Group]) -> bool {
    let alternates = groups.iter().skip(1).enumerate().all(|(at, group)| (group.gap == ".") == (at % 2 == 0));
    groups.len() > 2 && alternates && groups.iter().all(|group| group.digits.len() == 2)
}
