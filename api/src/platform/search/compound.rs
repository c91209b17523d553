//! Words within words. Swedish writes compounds in one piece, so that "sophämtning" must be seen to hold "sopor" and
//! "hämtning". There is no dictionary: a part counts when what is left over is a word of the same texts, or at least
//! could be a word by its sound.

/// How a word stands within a longer one, by stems; 0 to 1, and the more the surer. `known` tells stems that occur.
pub fn within(whole: &str, part: &str, known: impl Fn(&str) -> bool) -> Option<f32> {
    let letters = part.len();
    if letters < 3 || whole.len() < letters + 3 || !part.contains(is_vowel) {
        return None;
    }
    let first = whole.strip_prefix(part).and_then(|rest| {
        [rest, unlinked(rest)].into_iter().filter_map(|rest| left(rest, 4, &known)).reduce(f32::max)
    });
    let last = || {
        let front = whole.strip_suffix(part).filter(|_| begins_like_a_word(part))?;
        [front, front.strip_suffix(LINKS).unwrap_or(front)]
            .into_iter()
            // Three letters end many words by chance: "förvalt" is not "förv" and "alt".
            .filter_map(|front| left(front, if letters == 3 { usize::MAX } else { 3 }, &known))
            .reduce(f32::max)
    };
    let sure = first.or_else(last)?;
    // Three letters begin many words by chance.
    Some(if letters == 3 { sure * 0.8 } else { sure })
}

/// How much of the whole the part is.
pub fn share(part: &str, whole: &str) -> f32 {
    let count = |text: &str| u16::try_from(text.chars().count()).map_or(f32::MAX, f32::from);
    (count(part) / count(whole).max(1.0)).min(1.0)
}

/// How sure what is left of a compound is to be a word.
fn left(rest: &str, fewest: usize, known: impl Fn(&str) -> bool) -> Option<f32> {
    if rest.len() >= 3 && known(rest) {
        return Some(1.0);
    }
    (rest.len() >= fewest && rest.contains(is_vowel) && begins_like_a_word(rest)).then_some(0.8)
}

/// The rest without the letter that joins the parts: arbet-s-förmedling, gat-u-belysning, kyrk-o-gård.
fn unlinked(rest: &str) -> &str {
    rest.strip_prefix(LINKS).unwrap_or(rest)
}

const LINKS: [char; 5] = ['s', 'u', 'o', 'e', 'a'];

/// Whether Swedish words can begin so. "bildstöd" is not "bil" and "dstöd".
fn begins_like_a_word(text: &str) -> bool {
    let consonants = text.find(is_vowel).unwrap_or(text.len());
    match text.get(..consonants) {
        Some(onset) if onset.len() <= 1 => true,
        Some(onset) => ONSETS.contains(&onset),
        None => false,
    }
}

const ONSETS: &[&str] = &[
    "bj", "bl", "br", "ch", "dj", "dr", "dv", "fj", "fl", "fn", "fr", "gl", "gn", "gr", "gj", "hj", "kj",
    "kl", "kn", "kr", "kv", "lj", "mj", "nj", "pl", "pr", "ps", "sch", "sj", "sk", "skj", "skr", "skv", "sl",
    "sm", "sn", "sp", "spj", "spl", "spr", "st", "stj", "str", "sv", "tj", "tr", "tv", "vr",
];

fn is_vowel(c: char) -> bool {
    "aeiouy".contains(c)
}

#[cfg(test)]
mod tests {
    use super::within;

    const KNOWN: [&str; 6] = ["hamt", "tillstand", "bygg", "lov", "belys", "skjut"];

    fn is_within(whole: &str, part: &str) -> bool {
        within(whole, part, |stem| KNOWN.contains(&stem)).is_some()
    }

    #[test]
    fn first_and_last_parts_are_found() {
        for (whole, part) in [
            ("sophamt", "sop"),
            ("sophamt", "hamt"),
            ("bygglov", "bygg"),
            ("bygglov", "lov"),
            ("gatubelys", "gat"),
            ("parkeringstillstand", "parkering"),
            ("barnomsorg", "barn"),
            ("skolskjut", "skol"),
            ("kyrkogard", "kyrk"),
        ] {
            assert!(is_within(whole, part), "{part} in {whole}");
        }
    }

    #[test]
    fn beginnings_by_chance_are_not_parts() {
        for (whole, part) in [
            ("sopp", "sop"),
            ("sopran", "sop"),
            ("bildstod", "bil"),
            ("biblioteket", "ek"),
            ("skola", "skol"),
            ("brand", "and"),
            ("forvalt", "alt"),
        ] {
            assert!(!is_within(whole, part), "{part} in {whole}");
        }
    }

    #[test]
    fn three_letters_end_a_compound_only_after_a_word_that_occurs() {
        assert!(within("rivlov", "lov", |_| false).is_none());
        assert!(within("rivlov", "lov", |stem| stem == "riv").is_some());
    }

    #[test]
    fn what_is_left_being_a_word_makes_surer() {
        let sureness = |known: bool| within("sophamt", "sop", |_| known).unwrap();
        assert!(sureness(true) > sureness(false));
    }

    #[test]
    fn letters_of_several_bytes_do_no_harm() {
        assert_eq!(within("مكتبهعامه", "مكتبه", |_| false), None);
    }
}
