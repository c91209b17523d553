//! Digits in groups, and what stands between them.

use std::ops::Range;

/// How many characters may stand between two digits of a number.
const MAX_GAP: usize = 8;

/// Words before a number that say what it is.
const LABELS: [&str; 34] = [
    "bankgiro",
    "bg",
    "plusgiro",
    "pg",
    "ocr",
    "faktura",
    "fakturanummer",
    "fakturanr",
    "betalningsreferens",
    "referens",
    "ref",
    "kundnummer",
    "kundnr",
    "ordernummer",
    "ordernr",
    "order",
    "artikelnummer",
    "artikelnr",
    "ärende",
    "ärendenummer",
    "ärendenr",
    "dnr",
    "diarienummer",
    "diarienr",
    "orgnr",
    "organisationsnummer",
    "telefon",
    "tel",
    "tfn",
    "mobil",
    "ring",
    "phone",
    "mobile",
    "call",
];
/// Words after a number that say what it counts.
const UNITS: [&str; 8] = ["kr", "kronor", "sek", "tkr", "mkr", "eur", "euro", "kwh"];

/// Digits that nothing separates.
pub(super) struct Group {
    /// The digits, in ASCII.
    pub digits: String,
    /// Where they are.
    pub places: Range<usize>,
    /// What stands before them: since the group before or, before the first one, the marks since the last word.
    pub gap: String,
}

impl Group {
    /// The value of each digit.
    pub fn values(&self) -> impl Iterator<Item = u32> + '_ {
        self.digits.chars().filter_map(|c| c.to_digit(10))
    }

    /// The digits as one number.
    pub fn number(&self) -> u64 {
        self.digits.parse().unwrap_or(u64::MAX)
    }
}

/// Groups with nothing but marks between them.
pub(super) struct Run {
    groups: Vec<Group>,
    /// The word before the first group, in small letters.
    label: String,
    /// The word after the last group, in small letters.
    unit: String,
}

impl Run {
    /// The runs of a text.
    pub fn all(chars: &[char]) -> Vec<Self> {
        let mut runs: Vec<Self> = Vec::new();
        let mut at = 0;
        while let Some(length) = chars.get(at..).and_then(|rest| rest.iter().position(char::is_ascii_digit)) {
            let start = at + length;
            let rest = chars.get(start..).unwrap_or_default();
            let end = start + rest.iter().take_while(|c| c.is_ascii_digit()).count();
            let gap = chars.get(at..start).unwrap_or_default();
            let goes_on = at > 0 && gap.len() <= MAX_GAP && !gap.iter().any(|c| c.is_alphanumeric());
            let marks = gap.iter().rposition(|c| c.is_alphanumeric()).map_or(0, |last| last + 1);
            let digits = chars.get(start..end).unwrap_or_default().iter().collect();
            let gap: String = gap.get(marks..).unwrap_or_default().iter().collect();
            let group = Group { digits, places: start..end, gap };
            match runs.last_mut() {
                Some(run) if goes_on => run.groups.push(group),
                _ => runs.push(Self {
                    groups: vec![group],
                    label: word_before(chars, start),
                    unit: String::new(),
                }),
            }
            if let Some(run) = runs.last_mut() {
                run.unit = word_after(chars, end);
            }
            at = end;
        }
        runs
    }

    /// Groups of the run.
    pub fn groups(&self, window: &Range<usize>) -> &[Group] {
        self.groups.get(window.clone()).unwrap_or_default()
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// What stands between the groups and the next one, if there is one.
    pub fn gap_after(&self, window: &Range<usize>) -> Option<&str> {
        self.groups.get(window.end).map(|group| group.gap.as_str())
    }

    /// Each sequence of groups with one of these counts of digits.
    pub fn windows<'a>(&'a self, lengths: &'a [usize]) -> impl Iterator<Item = Range<usize>> + 'a {
        let longest = lengths.iter().copied().max().unwrap_or_default();
        (0..self.groups.len()).flat_map(move |first| {
            let mut length = 0;
            let grown = (first..self.groups.len()).map_while(move |last| {
                length += self.groups.get(last)?.digits.len();
                (length <= longest).then_some((length, first..last + 1))
            });
            grown.filter(|(length, _)| lengths.contains(length)).map(|(_, window)| window)
        })
    }

    /// Where the groups are in the text, the plus before them included.
    pub fn places(&self, window: &Range<usize>) -> Range<usize> {
        let groups = self.groups(window);
        let start =
            groups.first().map_or(0, |group| group.places.start - usize::from(group.gap.ends_with('+')));
        start..groups.last().map_or(start, |group| group.places.end)
    }

    /// Whether a word beside the groups says that they are something else.
    pub fn is_labelled(&self, window: &Range<usize>) -> bool {
        let labelled = window.start == 0 && LABELS.contains(&self.label.as_str());
        labelled || (window.end == self.groups.len() && UNITS.contains(&self.unit.as_str()))
    }
}

/// The word before a number: that before "nr" or "nummer" where that is what stands there.
fn word_before(chars: &[char], end: usize) -> String {
    let near = chars.get(end.saturating_sub(40)..end).unwrap_or_default();
    let text: String = near.iter().flat_map(|c| c.to_lowercase()).collect();
    let mut words = text.rsplit(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.find(|word| !matches!(*word, "nr" | "nummer")).unwrap_or_default().to_owned()
}

fn word_after(chars: &[char], start: usize) -> String {
    let rest = chars.get(start..).unwrap_or_default();
    let marks = rest.iter().take(2).take_while(|c| !c.is_alphanumeric()).count();
    let word = rest.iter().skip(marks).take(20).take_while(|c| c.is_alphabetic());
    word.flat_map(|c| c.to_lowercase()).collect()
}

/// Whether it is one hyphen or dash.
pub(super) fn is_hyphen_gap(gap: &str) -> bool {
    let mut chars = gap.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if is_hyphen(c))
}

/// Whether it is one hyphen or dash, with spaces around or without.
pub(super) fn is_dash_gap(gap: &str) -> bool {
    is_hyphen_gap(gap.trim()) || gap == "--"
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
