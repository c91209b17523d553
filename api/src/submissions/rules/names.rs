//! Finds a person's name in a text: whole, in parts, turned round, in the genitive, with or without accents (S8).
//!
//! A part counts wherever it stands as a word of its own. One that is also an ordinary word (Berg, Sten, Per) counts where it
//! is written with a capital, or next to another part: nobody could write of a hill otherwise.

use std::{collections::BTreeSet, ops::Range};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::platform::plain::Plain;

/// Words of names that point at nobody: particles, titles, and what people write in the place of a name.
const NOT_A_NAME: &[&str] = &[
    "af", "al", "and", "anonym", "av", "boende", "bin", "da", "de", "del", "den", "der", "di", "do", "dos",
    "dr", "du", "el", "en", "ett", "familj", "familjen", "for", "fran", "fru", "granne", "herr", "i", "ibn",
    "la", "le", "mamma", "med", "mr", "mrs", "ms", "och", "of", "pa", "pappa", "som", "ten", "ter", "the",
    "till", "van", "vid", "von", "zu",
];

/// Names that are ordinary words as well.
const ORDINARY: &[&str] = &[
    "abel", "alm", "ar", "ask", "asp", "back", "berg", "bergen", "berget", "bjork", "bjorn", "blad", "blom",
    "blomma", "bo", "bok", "boll", "borg", "brand", "bro", "bror", "bruk", "brun", "bruse", "by", "dag",
    "dal", "dalen", "damm", "dis", "do", "draken", "duva", "ed", "ek", "eken", "eld", "eng", "enok", "fager",
    "falk", "fall", "fors", "fred", "frej", "frid", "frisk", "fura", "gard", "glad", "gran", "gren", "grind",
    "gron", "grund", "gustavs", "haga", "hagen", "hall", "han", "hans", "hav", "hed", "hjort", "holm",
    "holt", "hopp", "hult", "hus", "is", "jarl", "kall", "kan", "karl", "klint", "klok", "knut", "kulle",
    "kvarn", "kvist", "lag", "land", "lang", "lax", "le", "lejon", "li", "lilja", "lillen", "lind", "linden",
    "linje", "ljung", "ljus", "lo", "lod", "lov", "lund", "lunden", "lycka", "lykta", "lysa", "mal", "man",
    "mark", "mars", "modig", "molin", "moln", "mo", "mor", "mur", "my", "nord", "norr", "nord", "nu", "ny",
    "nygard", "ocean", "ode", "old", "orre", "par", "park", "per", "pil", "plog", "quist", "ram", "ran",
    "rang", "rapp", "ren", "ring", "ris", "ro", "ros", "rosen", "rot", "rud", "rund", "rask", "saga", "sand",
    "sann", "silver", "siv", "sjo", "skog", "skold", "skoog", "skytt", "smed", "snall", "sol", "sommar",
    "spang", "spets", "stad", "stark", "stege", "sten", "stenen", "stig", "stolt", "stor", "storm", "strand",
    "strom", "sund", "sundet", "svan", "svard", "sven", "svar", "tall", "tid", "tom", "torn", "torp", "trad",
    "trygg", "uggla", "ulv", "val", "vall", "vallen", "var", "varg", "vi", "vik", "viken", "vik", "vild",
    "vind", "vinge", "vinter", "vret", "ang", "ker", "aker", "as", "ahl", "angel", "ore", "oster", "van",
    "vag", "varn",
];

/// A word of a text.
pub struct Word {
    /// As it is written, in its plainest form.
    pub text: String,
    /// In small letters without accents.
    pub folded: String,
    /// Its place among the characters of the [`Plain`] text.
    pub places: Range<usize>,
}

impl Word {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_ordinary(&self) -> bool {
        let bare = self.folded.strip_suffix('s').unwrap_or(&self.folded);
        !self.is_capital() && [self.folded.as_str(), bare].iter().any(|word| ORDINARY.contains(word))
    }
}

/// The words of a text.
pub fn words(text: &Plain) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let is_part = |c: &char| c.is_alphanumeric() || is_combining_mark(*c);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.iter().take_while(|c| is_part(c)).count();
        if length > 0 {
            let text: String = rest.iter().take(length).copied().nfkc().collect();
            found.push(Word { folded: folded(&text), text, places: at..at + length });
        }
        at += length.max(1);
    }
    found
}

/// Small letters without accents.
pub fn folded(text: &str) -> String {
    let bare = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    for c in bare {
        match c {
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded
}

/// A person's name, to be looked for.
pub struct Name {
    /// Each part in every spelling.
    parts: Vec<BTreeSet<String>>,
    /// Parts that are written as one word.
    joined: BTreeSet<String>,
}

/// Some words of a text that are a part of the name.
pub struct Found {
    /// The words, by their number.
    pub words: Range<usize>,
    /// Whether it is more than one part of the name: then nothing else can be meant.
    pub is_several: bool,
}

impl Name {
    /// Reads a name as it is told.
    pub fn of(name: &str) -> Self {
        let words = words(&Plain::of(name));
        let is_part = |word: &&Word| {
            word.folded.chars().count() > 1
                && word.folded.chars().any(char::is_alphabetic)
                && !NOT_A_NAME.contains(&word.folded.as_str())
        };
        let parts = words.iter().filter(is_part).map(spellings).collect();
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let mut joined = BTreeSet::new();
        for length in 2..=folded.len() {
            for window in folded.windows(length) {
                joined.insert(window.concat());
                joined.insert(window.iter().rev().copied().collect());
            }
        }
        joined.retain(|word| word.chars().count() >= 5);
        Self { parts, joined }
    }

    /// Where the text tells of it, in order.
    pub fn find(&self, text: &Plain, words: &[Word]) -> Vec<Found> {
        let parts: Vec<Option<usize>> = words.iter().map(|word| self.part_of(word)).collect();
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some(first) = parts.get(at).copied().flatten() else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            let mut several = first == self.parts.len();
            while let Some(next) = parts.get(end).copied().flatten()
                && are_neighbours(text, words, end)
            {
                several |= next != first;
                end += 1;
            }
            let led = usize::from(at > 0 && self.is_initial(text, words, at - 1));
            let followed = usize::from(are_neighbours(text, words, end) && self.is_initial(text, words, end));
            let is_several = several || led + followed > 0;
            let is_name = |word: &Word| !word.is_ordinary();
            if is_several || words.get(at..end).unwrap_or_default().iter().any(is_name) {
                found.push(Found { words: at - led..end + followed, is_several });
            }
            at = end;
        }
        found
    }

    /// Which part of the name the word is; one more than there are where it is several in one.
    fn part_of(&self, word: &Word) -> Option<usize> {
        let bare = ["", "s", "arna", "arnas"].into_iter().filter_map(|end| word.folded.strip_suffix(end));
        for bare in bare {
            if let Some(part) = self.parts.iter().position(|part| part.contains(bare)) {
                return Some(part);
            }
            if self.joined.contains(bare) {
                return Some(self.parts.len());
            }
        }
        None
    }

    /// Whether that word is the initial of a part, as in "Å. Öberg" and "Åsa Ö.".
    fn is_initial(&self, text: &Plain, words: &[Word], at: usize) -> bool {
        let Some(word) = words.get(at) else { return false };
        let dotted = text.between(word.places.end..word.places.end + 1).next() == Some('.');
        let is_first = |part: &BTreeSet<String>| part.iter().any(|part| part.starts_with(&word.folded));
        dotted && word.is_capital() && word.folded.chars().count() == 1 && self.parts.iter().any(is_first)
    }
}

/// Whether nothing but a space or a hyphen stands before that word.
fn are_neighbours(text: &Plain, words: &[Word], at: usize) -> bool {
    let (Some(before), Some(word)) = (at.checked_sub(1).and_then(|at| words.get(at)), words.get(at)) else {
        return false;
    };
    text.between(before.places.end..word.places.start)
        .all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}'))
}

/// How the word is written where accents are missing: "oberg" and "oeberg" for "öberg".
fn spellings(word: &Word) -> BTreeSet<String> {
    let lower = word.text.to_lowercase();
    let spelled_out =
        lower.replace('å', "aa").replace(['ä', 'æ'], "ae").replace(['ö', 'ø'], "oe").replace('ü', "ue");
    [word.folded.clone(), folded(&spelled_out)].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let plain = Plain::of(text);
        let words = words(&plain);
        let said = |found: Found| {
            let all: Vec<_> = words[found.words].iter().map(|word| word.text.as_str()).collect();
            all.join(" ")
        };
        Name::of(name).find(&plain, &words).into_iter().map(said).collect()
    }

    #[test]
    fn a_name_is_found_in_every_form() {
        for (name, text, expected) in [
            ("Åsa Öberg", "Hej Åsa!", "Åsa"),
            ("Åsa Öberg", "Bästa fru Öberg,", "Öberg"),
            ("Åsa Öberg", "Öberg, Åsa har skrivit", "Öberg|Åsa"),
            ("Åsa Öberg", "enligt åsas brev", "åsas"),
            ("Åsa Öberg", "ÖBERGS port", "ÖBERGS"),
            ("Åsa Öberg", "Öberg:s port", "Öberg"),
            ("Åsa Öberg", "Hos Öbergarna", "Öbergarna"),
            ("Åsa Öberg", "A\u{30A}sa O\u{308}berg", "Åsa Öberg"),
            ("A\u{30A}sa O\u{308}berg", "Åsa", "Åsa"),
            ("Åsa Öberg", "asa oberg", "asa oberg"),
            ("Åsa Öberg", "Aasa Oeberg", "Aasa Oeberg"),
            ("Åsa Öberg", "Å\u{200D}s\u{AD}a", "Åsa"),
            ("Åsa Öberg", "åsaöberg skrev", "åsaöberg"),
            ("Åsa Öberg", "Å. Öberg, Åsa Ö.", "Å Öberg|Åsa Ö"),
            ("Anna-Karin Svensson Lind", "Annakarin bad om det", "Annakarin"),
            ("Anna-Karin Svensson Lind", "karin, och Svensson-Lind", "karin|Svensson Lind"),
            ("Annakarin Ek", "annakarin ek", "annakarin ek"),
            ("Sten Berg", "sten berg", "sten berg"),
            ("Sten Berg", "s. berg, S. berg", "S berg"),
            ("Sten Berg", "Berg ringde", "Berg"),
            ("Carl von Essen", "von Essen bor där", "Essen"),
            ("Bo", "Tack Bo", "Bo"),
        ] {
            assert_eq!(found(name, text).join("|"), expected, "{name}: {text}");
        }
    }

    #[test]
    fn ordinary_words_and_other_names_are_left_alone() {
        for (name, text) in [
            ("Sten Berg", "En sten ligger vid ett berg, och stenar på berget."),
            ("Per Ek", "Kostnad per meter ek"),
            ("Hans Lind", "Lampan vid hans gamla lind, och per lind"),
            ("Rut Lund", "Truten i lunden, rutan"),
            ("Carl von Essen", "Det beror på vad man ser och vart man går"),
            ("En granne i huset bredvid vägen", "En lampa i ett rum"),
            ("", "Lampan"),
        ] {
            assert_eq!(found(name, text), [] as [&str; 0], "{name}: {text}");
        }
    }
}
