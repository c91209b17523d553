//! Words: what a text is cut into before anything is compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are cut: nobody types them, and the work of comparing grows with the length.
const LONGEST: usize = 40;

/// The words of a text in lower case, as written (Unicode form C). "E-tjänst" gives "e-tjänst" in one piece; what to do
/// with the hyphen is the caller's to say.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || is_joint(c) || is_invisible(c)))
        .filter_map(|piece| {
            let piece = piece.trim_matches(is_joint);
            let lower = piece.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase);
            let word: String = lower.nfc().take(LONGEST).collect();
            (!word.is_empty()).then_some(word)
        })
}

/// The word without accents, hyphens and apostrophes: what two spellings of it share.
pub fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_combining_mark(*c) && !is_joint(*c)) {
        match c {
            'æ' => folded.push('a'),
            'ø' => folded.push('o'),
            'ß' => folded.push_str("ss"),
            // Northern Sami.
            'đ' => folded.push('d'),
            'ŋ' => folded.push('n'),
            'ŧ' => folded.push('t'),
            // Arabic: the forms of alef, of yeh and of teh marbuta that people mix.
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            _ => folded.push(c),
        }
    }
    folded
}

/// The parts of a hyphenated word, and nothing for any other: "vux-kurs" is also "vux" and "kurs".
pub fn parts(word: &str) -> impl Iterator<Item = &str> {
    let hyphenated = word.contains(is_hyphen);
    word.split(is_hyphen).filter(move |part| hyphenated && part.chars().count() > 1)
}

/// Whether the word carries no meaning of its own: nobody looks for "och".
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Whether the word says only that something is to be done: nobody looks for "ansöka" alone among others.
pub fn is_errand(word: &str) -> bool {
    ERRANDS.contains(&word)
}

const ERRANDS: &[&str] = &[
    "ansök",
    "ansöka",
    "ansöker",
    "ansökan",
    "anmäl",
    "anmäla",
    "anmäler",
    "anmälan",
    "beställ",
    "beställa",
    "beställer",
    "beställning",
    "boka",
    "bokar",
    "bokning",
    "söka",
    "söker",
    "apply",
    "application",
    "book",
    "order",
    "request",
];

/// Swedish, English and Finnish function words, and what people begin a search with: "hur ansöker jag om …".
const FILLERS: &[&str] = &[
    "alla", "andra", "att", "av", "behöver", "blir", "de", "dem", "den", "denna", "det", "detta", "dig",
    "din", "ditt", "du", "där", "efter", "eller", "en", "ett", "finns", "får", "för", "från", "gör", "göra",
    "ha", "han", "har", "hen", "hon", "hos", "hur", "här", "i", "in", "inom", "inte", "jag", "kan", "med",
    "mig", "min", "mina", "mitt", "mot", "måste", "ni", "när", "och", "om", "på", "samt", "ska", "som", "så",
    "till", "under", "ut", "utan", "vad", "var", "varför", "vara", "vi", "vid", "vilka", "vilken", "vill",
    "vår", "våra", "vårt", "är", "över", "a", "an", "and", "are", "at", "be", "by", "can", "do", "does",
    "for", "from", "get", "have", "how", "is", "it", "my", "of", "on", "or", "our", "that", "the", "this",
    "to", "want", "we", "what", "when", "where", "which", "with", "you", "your", "ja", "tai", "on", "ei",
    "se", "että", "miten",
];

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Stands within words without ending them.
fn is_joint(c: char) -> bool {
    is_hyphen(c) || matches!(c, '\'' | '’' | 'ʼ')
}

/// Soft hyphens and characters of no width, which editors leave in texts.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn a_text_is_cut_at_what_is_no_letter_or_digit() {
        assert_eq!(of("Sopor, avfall & ÅTERVINNING (2026)!"), ["sopor", "avfall", "återvinning", "2026"]);
        assert_eq!(of("E-tjänst – ansök"), ["e-tjänst", "ansök"]);
        assert_eq!(of(" - '' \u{200b} "), [""; 0]);
    }

    #[test]
    fn marks_and_invisible_characters_do_not_part_words() {
        assert_eq!(of("bibliotek fo\u{308}r barn"), ["bibliotek", "för", "barn"]);
        assert_eq!(of("bygg\u{ad}lov av\u{200b}fall"), ["bygglov", "avfall"]);
        assert_eq!(of("المكتبة العامة"), ["المكتبة", "العامة"]);
    }

    #[test]
    fn folding_takes_accents_off() {
        for (word, folded) in [
            ("återvinning", "atervinning"),
            ("idé", "ide"),
            ("čállin", "callin"),
            ("đŋŧ", "dnt"),
            ("e-tjänst", "etjanst"),
            ("ﬁlm", "film"),
            ("مكتبة", "مكتبه"),
        ] {
            assert_eq!(fold(word), folded);
        }
    }

    #[test]
    fn parts_are_those_of_hyphenated_words() {
        assert_eq!(parts("vux-kurs").collect::<Vec<_>>(), ["vux", "kurs"]);
        assert_eq!(parts("e-tjänst").collect::<Vec<_>>(), ["tjänst"]);
        assert_eq!(parts("kurs").count(), 0);
    }

    #[test]
    fn a_very_long_word_is_cut() {
        assert_eq!(of(&"å".repeat(10_000))[0].chars().count(), LONGEST);
    }
}
