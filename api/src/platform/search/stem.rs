//! Stems: what the inflected forms of a word share.
//!
//! Snowball's stemmers do the most of it. Its Swedish one leaves the definite singular of half the nouns alone
//! ("biblioteket", "skolan", "ansökan"), and the nouns that verbs become ("hämtning" beside "hämta"), which are what
//! people look for services by; that is mended here. Whether a stem is a word does not matter: it is only compared with
//! other stems.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::words::fold;
use crate::platform::Locale;

static SWEDISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Swedish));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
static FINNISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Finnish));
static ARABIC: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Arabic));

/// Plurals that change their vowel, by how they begin.
const CHANGING: &[(&str, &str)] = &[
    ("böcker", "bok"),
    ("händer", "hand"),
    ("länder", "land"),
    ("nätter", "natt"),
    ("rötter", "rot"),
    ("städer", "stad"),
    ("tänder", "tand"),
    ("vattn", "vatt"),
];

/// The folded stem of a word in lower case. Languages without rules here keep the word.
pub fn stem(language: Locale, word: &str) -> String {
    fold(&accented(language, word))
}

/// The stem with its å, ä and ö; for languages in which these are no letters of their own, without.
pub fn accented(language: Locale, word: &str) -> String {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return fold(word);
    }
    match language {
        Locale::Sv => swedish(word),
        Locale::En => fold(&ENGLISH.stem(word)),
        Locale::Fi | Locale::Fit => FINNISH.stem(word).into_owned(),
        Locale::Ar => fold(&ARABIC.stem(word)),
        Locale::Se | Locale::Rom | Locale::Yi => fold(word),
    }
}

/// The stems that a word may have when nobody knows its language, the Swedish one first.
pub fn stems(word: &str) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for language in [Locale::Sv, Locale::En, Locale::Fi, Locale::Ar] {
        let stem = stem(language, word);
        if !stem.is_empty() && !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

fn swedish(word: &str) -> String {
    if word.chars().count() < 4 {
        return word.to_owned();
    }
    for (plural, singular) in CHANGING.iter().copied() {
        if let Some((front, _)) = word.split_once(plural).filter(|(_, rest)| rest.len() <= 4) {
            return format!("{front}{singular}");
        }
    }
    let mut stem = definite(word).map_or_else(|| SWEDISH.stem(word).into_owned(), str::to_owned);
    if let Some(verb) = stem.strip_suffix("ning").filter(|verb| can_stand(verb, 3)) {
        stem.truncate(verb.len());
    } else if stem.strip_suffix("ering").is_some_and(|verb| can_stand(verb, 2)) {
        stem.truncate(stem.len() - "ing".len());
    }
    // Swedish doubles m and n between vowels only: "rum", "rummet"; "hem", "hemmet"; "vinner", "återvinning".
    if stem.ends_with("mm") || stem.ends_with("nn") {
        stem.pop();
    }
    // "cykel", "cyklar"; "regel", "regler".
    if stem.chars().count() >= 5
        && let Some(front) = stem.strip_suffix("el")
        && !front.ends_with(is_vowel)
    {
        stem = format!("{front}l");
    }
    stem
}

/// The word without the article that Snowball leaves: "biblioteket", "skolan", "ansökans", "cykeln".
fn definite(word: &str) -> Option<&str> {
    let word = word.strip_suffix('s').filter(|w| w.ends_with("et") || w.ends_with("an")).unwrap_or(word);
    // "möjlighet" has no article, and Snowball knows what to do with it.
    let articles = if word.ends_with("het") { &[][..] } else { &["et", "an", "ena"] };
    articles
        .iter()
        .find_map(|article| word.strip_suffix(article).filter(|noun| can_stand(noun, 3)))
        .or_else(|| word.strip_suffix('n').filter(|noun| noun.ends_with("el") && can_stand(noun, 5)))
}

/// Whether so much is left that it can be a stem.
fn can_stand(rest: &str, letters: usize) -> bool {
    rest.chars().count() >= letters && rest.contains(is_vowel)
}

fn is_vowel(c: char) -> bool {
    "aeiouyåäöé".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_swedish_word_share_a_stem() {
        for forms in [
            &["sopor", "soporna", "sopornas", "sopa"][..],
            &["skola", "skolan", "skolans", "skolor", "skolorna"],
            &["bibliotek", "biblioteket", "biblioteken", "bibliotekets", "bibliotekens"],
            &["förskola", "förskolan", "förskolor", "forskolorna"],
            &["ansöka", "ansökan", "ansöker", "ansökningar", "ansökningarna", "ansökans"],
            &["anmäla", "anmälan", "anmälningar", "anmäler"],
            &["hämta", "hämtning", "hämtningen", "hämtningar", "hämtas"],
            &["parkera", "parkering", "parkeringar", "parkeringen"],
            &["återvinna", "återvinning", "återvinningen"],
            &["böcker", "böckerna", "bok", "boken"],
            &["rum", "rummet", "rummen"],
            &["program", "programmet"],
            &["cykel", "cykeln", "cyklar", "cyklarna", "cykla"],
            &["handläggare", "handläggaren", "handläggning", "handlägga"],
            &["avgift", "avgifter", "avgiften", "avgifterna"],
            &["ärende", "ärenden", "ärendet", "ärendena"],
            &["väg", "vägar", "vägen", "vägarna"],
            &["vatten", "vattnet", "vattnets"],
            &["möjlighet", "möjligheter", "möjligheten"],
        ] {
            let stems: Vec<_> = forms.iter().map(|word| stem(Locale::Sv, word)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?} became {stems:?}");
        }
    }

    #[test]
    fn words_that_only_look_alike_keep_apart() {
        for (one, other) in
            [("vägg", "väg"), ("bild", "bil"), ("skola", "sko"), ("barn", "bar"), ("hall", "hal")]
        {
            assert_ne!(stem(Locale::Sv, one), stem(Locale::Sv, other));
        }
    }

    #[test]
    fn each_language_has_its_own_rules() {
        assert_eq!(stem(Locale::En, "libraries"), stem(Locale::En, "library"));
        assert_eq!(stem(Locale::Fi, "kirjastossa"), stem(Locale::Fi, "kirjasto"));
        assert_eq!(stem(Locale::Ar, "المكتبة"), stem(Locale::Ar, "مكتبة"));
        assert_eq!(stem(Locale::Se, "girjerájus"), "girjerajus");
    }

    #[test]
    fn codes_and_short_words_stay() {
        assert_eq!(stem(Locale::Sv, "lss"), "lss");
        assert_eq!(stem(Locale::Sv, "30a"), "30a");
        assert_eq!(stem(Locale::Sv, "åka"), "aka");
    }
}
