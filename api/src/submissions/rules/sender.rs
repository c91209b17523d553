//! What is known of a sender, to be kept out of what is public (S8): every form of the name, the e-mail address and the
//! telephone number in any spelling, and, in what is suggested, the place.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::{
    intake::Contact,
    names::{Name, Word, folded, words},
};
use crate::platform::plain::Plain;

/// Words that people write in the place of `@` and the full stop.
const SPOKEN_SIGNS: &[&str] = &["a", "alfa", "at", "dot", "punkt", "snabel", "snabela"];
/// Digits in words.
const SPOKEN_DIGITS: [(&str, char); 14] = [
    ("noll", '0'),
    ("nolla", '0'),
    ("ett", '1'),
    ("etta", '1'),
    ("en", '1'),
    ("tva", '2'),
    ("tre", '3'),
    ("fyra", '4'),
    ("fem", '5'),
    ("sex", '6'),
    ("sju", '7'),
    ("atta", '8'),
    ("nio", '9'),
    ("zero", '0'),
];
/// Most characters between two digits of a telephone number.
const MAX_GAP: usize = 8;
/// Digits that tell a number without its area code.
const TELLING_DIGITS: usize = 7;

/// What a text tells of a sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The words that are a part of the name, as they are written.
    pub names: Vec<String>,
    /// Whether it says how to reach the sender.
    pub is_reachable: bool,
}

impl Told {
    /// Whether it is nothing.
    pub fn is_nothing(&self) -> bool {
        self.names.is_empty() && !self.is_reachable
    }
}

/// What is known of a sender.
#[derive(Default)]
pub struct Sender {
    names: Vec<Name>,
    emails: Vec<String>,
    phones: Vec<String>,
    /// The parts of the address that have a number in them, each as its words.
    addresses: Vec<Vec<String>>,
}

impl Sender {
    /// What these tell of one person.
    pub fn of(known: &[Contact]) -> Self {
        let told = |value: fn(&Contact) -> Option<&String>| known.iter().filter_map(value);
        let email = |email: &String| -> String {
            words(&Plain::of(email)).into_iter().map(|word| word.folded).collect()
        };
        Self {
            names: told(|known| known.name.as_ref()).map(|name| Name::of(name)).collect(),
            emails: told(|known| known.email.as_ref()).map(email).filter(|email| email.len() >= 5).collect(),
            phones: told(|known| known.phone.as_ref())
                .map(|phone| national_digits(phone))
                .filter(|phone| phone.len() >= 5)
                .collect(),
            addresses: Vec::new(),
        }
    }

    /// The same, with the place that the sender gave: it may be where they live.
    pub fn at(mut self, address: Option<&str>) -> Self {
        let parts = address.unwrap_or_default().split(',');
        let parts = parts.filter(|part| part.chars().any(char::is_numeric));
        self.addresses =
            parts.map(|part| words(&Plain::of(part)).into_iter().map(|word| word.folded).collect()).collect();
        self
    }

    /// What a text tells of the sender. A part of the name that is among the `accepted` words means something else there; the
    /// whole name and the ways to reach somebody never do.
    pub fn told_in(&self, text: &str, accepted: &[String]) -> Told {
        let plain = Plain::of(text);
        let words = words(&plain);
        let accepted: Vec<String> = accepted.iter().map(|word| folded(word.trim())).collect();
        let mut names: Vec<String> = Vec::new();
        for found in self.names.iter().flat_map(|name| name.find(&plain, &words)) {
            let found_words = words.get(found.words.clone()).unwrap_or_default();
            let is_accepted = found_words.iter().all(|word| accepted.contains(&word.folded));
            let quote: String = plain.between(places_of(found_words)).nfc().collect();
            if (found.is_several || !is_accepted) && !names.contains(&quote) {
                names.push(quote);
            }
        }
        let is_reachable = !self.emails_in(&words).is_empty() || !self.phones_in(&plain, &words).is_empty();
        Told { names, is_reachable }
    }

    /// Where a text tells of the sender, by byte.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let plain = Plain::of(text);
        let words = words(&plain);
        let mut places: Vec<Range<usize>> = Vec::new();
        for found in self.names.iter().flat_map(|name| name.find(&plain, &words)) {
            places.push(places_of(words.get(found.words).unwrap_or_default()));
        }
        places.extend(self.emails_in(&words));
        places.extend(self.phones_in(&plain, &words));
        for address in &self.addresses {
            let windows = words.windows(address.len().max(1));
            let is_it = |window: &&[Word]| window.iter().map(|word| &word.folded).eq(address);
            places.extend(windows.filter(is_it).map(places_of));
        }
        places.iter().map(|places| plain.origin(places)).collect()
    }

    /// Where the e-mail address is, also with its signs in words.
    fn emails_in(&self, words: &[Word]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for email in &self.emails {
            for start in 0..words.len() {
                let mut rest = email.as_str();
                for (length, word) in words.get(start..).unwrap_or_default().iter().enumerate() {
                    if let Some(after) = rest.strip_prefix(word.folded.as_str()) {
                        rest = after;
                    } else if length == 0 || !SPOKEN_SIGNS.contains(&word.folded.as_str()) {
                        break;
                    }
                    if rest.is_empty() {
                        found.push(places_of(words.get(start..=start + length).unwrap_or_default()));
                        break;
                    }
                }
            }
        }
        found
    }

    /// Where the telephone number is, however its digits are grouped and written.
    fn phones_in(&self, text: &Plain, words: &[Word]) -> Vec<Range<usize>> {
        if self.phones.is_empty() {
            return Vec::new();
        }
        let figures: Vec<(char, Range<usize>)> = text
            .chars()
            .enumerate()
            .filter_map(|(at, c)| c.is_ascii_digit().then_some((c, at..at + 1)))
            .collect();
        let spoken = words.iter().filter_map(|word| {
            let (_, digit) = SPOKEN_DIGITS.iter().find(|(spoken, _)| *spoken == word.folded)?;
            Some((*digit, word.places.clone()))
        });
        let mut with_spoken: Vec<_> = figures.iter().cloned().chain(spoken).collect();
        with_spoken.sort_by_key(|(_, places)| places.start);
        let mut found = Vec::new();
        for digits in [figures, with_spoken] {
            for phone in &self.phones {
                found.extend(phone_in(&digits, phone));
                if let Some(local) = phone.get(phone.len().saturating_sub(TELLING_DIGITS)..)
                    && local.len() < phone.len()
                {
                    found.extend(phone_in(&digits, local));
                }
            }
        }
        found
    }
}

fn phone_in(digits: &[(char, Range<usize>)], phone: &str) -> Vec<Range<usize>> {
    let windows = digits.windows(phone.len().max(1));
    let is_it = |window: &&[(char, Range<usize>)]| {
        let gaps = window.windows(2).all(|pair| match pair {
            [(_, before), (_, after)] => after.start.saturating_sub(before.end) <= MAX_GAP,
            _ => true,
        });
        gaps && window.iter().map(|(digit, _)| *digit).eq(phone.chars())
    };
    windows.filter(is_it).filter_map(|window| Some(window.first()?.1.start..window.last()?.1.end)).collect()
}

fn places_of(words: &[Word]) -> Range<usize> {
    let start = words.first().map_or(0, |word| word.places.start);
    start..words.last().map_or(start, |word| word.places.end)
}

/// The digits without the prefix that differs between +46 70, 0046 70 and 070.
fn national_digits(phone: &str) -> String {
    let digits = Plain::of(phone).digits();
    let abroad =
        if phone.trim_start().starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let national = abroad.map_or(digits.as_str(), |digits| digits.strip_prefix("46").unwrap_or(digits));
    national.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Sender {
        Sender::of(&[Contact {
            name: Some("Åsa Öberg".to_owned()),
            email: Some("Asa.Oberg+hem@Example.se".to_owned()),
            phone: Some("+46 (0)70-174 06 05".to_owned()),
        }])
    }

    #[test]
    fn a_sender_is_told_by_any_part_however_it_is_written() {
        for text in ["Hälsningar, ÅSA", "hos A\u{30A}sas granne", "Fru Öberg"] {
            assert_eq!(sender().told_in(text, &[]).names.len(), 1, "{text}");
        }
        for text in [
            "Skriv till asa.oberg+hem@example.se.",
            "ASA.OBERG+HEM@EXAMPLE.SE",
            "asa.oberg+hem (snabel-a) example punkt se",
            "asa . oberg + hem [at] example dot se",
            "Ring 0701740605",
            "Ring 0046 70 174 06 05",
            "Ring +46701740605",
            "ring ０７０１７４０６０５",
            "noll sju noll ett sju fyra noll sex noll fem",
            "Ring 174 06 05",
        ] {
            assert!(sender().told_in(text, &[]).is_reachable, "{text}");
        }
        for text in ["Åsen vid berget", "Nummer 174 06, 5 lampor", "example.se", "ett sju fyra", ""] {
            assert!(sender().told_in(text, &[]).is_nothing(), "{text}");
        }
        assert!(Sender::default().told_in("Vad som helst, Åsa", &[]).is_nothing());
    }

    #[test]
    fn a_part_of_a_name_can_mean_something_else_and_the_whole_name_cannot() {
        let sender = Sender::of(&[Contact { name: Some("Rut Lund".to_owned()), ..Contact::default() }]);
        let accepted = ["lund".to_owned(), "Rut".to_owned()];
        assert_eq!(sender.told_in("Trasig lampa i Lund", &[]).names, ["Lund"]);
        assert!(sender.told_in("Trasig lampa i Lund", &accepted).is_nothing());
        assert_eq!(sender.told_in("Trasig lampa hos Rut Lund", &accepted).names, ["Rut Lund"]);
    }
}
