//! What is suggested for the public (S8): a text without its greeting and closing, with everything masked that points at
//! somebody. An officer reads it before anything is public; it leaves out too much rather than too little.

use std::ops::Range;

use super::{
    names::{Word, folded, words},
    personal_data::{MASK, mask, spans},
    sender::Sender,
};
use crate::platform::{plain::Plain, text};

/// How a greeting begins.
const GREETINGS: &[&[&str]] = &[
    &["god", "dag"],
    &["god", "eftermiddag"],
    &["god", "fortsattning"],
    &["god", "kvall"],
    &["god", "morgon"],
    &["good", "afternoon"],
    &["good", "evening"],
    &["good", "morning"],
    &["halla"],
    &["hej"],
    &["hejhej"],
    &["hejsan"],
    &["hello"],
    &["hi"],
    &["goddag"],
    &["godkvall"],
    &["godmorgon"],
    &["hoj"],
    &["morsning"],
    &["tja"],
    &["tjanare"],
    &["tjena"],
    &["basta"],
    &["baste"],
    &["dear"],
    &["kara"],
    &["kare"],
    &["till"],
];
/// Greetings that are one only before a name or a title.
const BEFORE_NAMES: &[&str] = &["basta", "baste", "kara", "kare", "till", "hi", "dear"];
/// Who or what is greeted, besides names.
const GREETED: &[&str] = &[
    "a", "alla", "allihopa", "dig", "dr", "du", "er", "fru", "fr", "froken", "hej", "herr", "hr", "igen",
    "miss", "mr", "mrs", "ms", "och", "pa", "there",
];
/// Most words of a greeting that ends with a mark.
const MAX_GREETED: usize = 4;
/// How a closing begins.
const CLOSINGS: &[&[&str]] = &[
    &["med", "vanlig", "halsning"],
    &["med", "vanliga", "halsningar"],
    &["med", "vanligen"],
    &["vanlig", "halsning"],
    &["vanliga", "halsningar"],
    &["basta", "halsningar"],
    &["halsning"],
    &["halsningar"],
    &["hals"],
    &["mvh"],
    &["vh"],
    &["kind", "regards"],
    &["best", "regards"],
    &["regards"],
    &["sincerely"],
    &["yours", "sincerely"],
];
/// Most words of the line below a closing that is a name.
const MAX_SIGNED: usize = 4;
/// How names of streets end.
const STREETS: &[&str] = &[
    "allen",
    "backe",
    "backen",
    "esplanaden",
    "gangen",
    "gard",
    "garden",
    "gata",
    "gatan",
    "grand",
    "granden",
    "kajen",
    "leden",
    "parken",
    "plan",
    "planen",
    "plats",
    "platsen",
    "promenaden",
    "slingan",
    "stig",
    "stigen",
    "stranden",
    "torg",
    "torget",
    "vag",
    "vagen",
];
/// What ends like a street and is a road with a number.
const ROADS: &[&str] = &["lansvag", "motorvag", "riksvag", "europavag"];
/// What a number of a flat stands behind.
const FLATS: &[&str] = &["lagenhet", "lgh", "uppgang", "port", "nr"];

/// What is suggested of a text, given what is known of the sender. Never empty.
pub fn suggested(original: &str, sender: &Sender) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut closed = false;
    for line in original.lines() {
        if line.trim().is_empty() {
            lines.push("");
            continue;
        }
        let signed = std::mem::take(&mut closed) && words(&Plain::of(line)).len() <= MAX_SIGNED;
        let bare = line.trim_start();
        if signed || bare.starts_with('/') || is_closing(bare) {
            closed = !signed && is_closing(bare);
            continue;
        }
        lines.push(without_greeting(line));
    }
    let kept = lines.join("\n");
    let mut found = spans(&kept);
    found.extend(sender.spans(&kept));
    found.extend(streets(&kept));
    let kept = text::paragraphs(&mask(&kept, found));
    if kept.is_empty() { MASK.to_owned() } else { capitalised(&kept) }
}

/// Whether nothing but a closing, and perhaps a name, is on the line.
fn is_closing(line: &str) -> bool {
    let words = words(&Plain::of(line));
    let begins = CLOSINGS.iter().any(|closing| begins_with(&words, closing));
    begins && words.len() <= MAX_SIGNED + 3
}

fn begins_with(words: &[Word], beginning: &[&str]) -> bool {
    words.len() >= beginning.len() && words.iter().zip(beginning).all(|(word, wanted)| word.folded == *wanted)
}

/// The line from behind its greeting.
fn without_greeting(line: &str) -> &str {
    let plain = Plain::of(line);
    let words = words(&plain);
    let Some(greeting) = GREETINGS.iter().find(|greeting| begins_with(&words, greeting)) else { return line };
    let is_leading =
        words.first().is_some_and(|first| plain.between(0..first.places.start).all(|c| !c.is_alphanumeric()));
    if !is_leading {
        return line;
    }
    let begins = greeting.len();
    let only_before_names = greeting.first().is_some_and(|word| BEFORE_NAMES.contains(word));
    let is_greeted = |word: &&Word| {
        GREETED.contains(&word.folded.as_str()) || word.text.chars().next().is_some_and(char::is_uppercase)
    };
    // Up to the first mark, where it is near; else as far as names and titles reach.
    let marked = (begins..=words.len().min(begins + MAX_GREETED)).find(|end| {
        let from = words.get(end - 1).map_or(0, |word| word.places.end);
        let to = words.get(*end).map_or(usize::MAX, |word| word.places.start);
        ends_here(&plain, from, to)
    });
    let named = begins + words.get(begins..).unwrap_or_default().iter().take_while(is_greeted).count();
    let end = match marked {
        Some(end) if !only_before_names || end <= named => end,
        _ if only_before_names && named == begins => return line,
        _ => named,
    };
    let Some(last) = end.checked_sub(1).and_then(|last| words.get(last)) else { return line };
    let rest = line.get(plain.origin(&last.places).end..).unwrap_or_default();
    rest.trim_start_matches(|c: char| c.is_whitespace() || "!,.:;–—-…)".contains(c))
}

/// Whether a mark, or the end, is between two places.
fn ends_here(text: &Plain, from: usize, to: usize) -> bool {
    let to = to.min(text.chars().len());
    let mut between = text.between(from..to);
    to == text.chars().len() || between.any(|c| matches!(c, '!' | ',' | '.' | ':' | ';' | '–' | '—'))
}

/// Where streets with a number, flats and postcodes with a place are, by byte.
fn streets(text: &str) -> Vec<Range<usize>> {
    let plain = Plain::of(text);
    let words = words(&plain);
    let is_number = |word: &Word| word.text.starts_with(|c: char| c.is_ascii_digit()) && word.text.len() <= 5;
    let mut found = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let [street, number] = pair else { continue };
        let name = folded(&street.text);
        let is_street = STREETS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
            && !ROADS.contains(&name.as_str());
        if !is_number(number) || !(is_street || FLATS.contains(&name.as_str())) {
            continue;
        }
        let entrance = words.get(at + 2).filter(|word| {
            let near = plain.between(number.places.end..word.places.start).all(char::is_whitespace);
            near && word.text.chars().count() == 1 && word.text.chars().all(|c| c.is_ascii_uppercase())
        });
        let end = entrance.map_or(number.places.end, |word| word.places.end);
        found.push(plain.origin(&(street.places.start..end)));
    }
    found
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Contact, *};

    fn sender() -> Sender {
        let known = Contact {
            name: Some("Åsa Öberg".to_owned()),
            email: Some("asa@example.se".to_owned()),
            phone: Some("060-19 10 00".to_owned()),
        };
        Sender::of(&[known]).at(Some("Backa 12, 851 85 Sundsvall"))
    }

    #[test]
    fn greeting_closing_names_and_addresses_are_left_out() {
        for (text, expected) in [
            ("Hej Åsa! Lampan vid din port på Storgatan 3 byts.", "Lampan vid din port på […] byts."),
            ("Bästa fru Öberg, vi byter lampan.", "Vi byter lampan."),
            ("Bästa fru Öberg\n\nVi byter lampan.", "Vi byter lampan."),
            ("HEJ ÅSA\nVi byter.", "Vi byter."),
            ("hej åsa, vi byter", "Vi byter"),
            ("Hej Åsa och tack för din fråga!", "Tack för din fråga!"),
            ("Hej igen Anna-Lena! Klart.", "Klart."),
            ("Hej! Klart.", "Klart."),
            ("Hej, tack för frågan.", "Tack för frågan."),
            ("Till Åsa Öberg:\nKlart.", "Klart."),
            ("Till hösten byter vi.", "Till hösten byter vi."),
            ("Bästa lösningen är en ny lampa.", "Bästa lösningen är en ny lampa."),
            ("Dear Ms Oberg,\nDone.", "Done."),
            ("Vi har hört Åsas fråga, Öberg.", "Vi har hört […] fråga, […]."),
            ("Klart.\n\nMed vänlig hälsning\nAnna Karlsson", "Klart."),
            ("Klart.\nMvh Åsa", "Klart."),
            ("Klart.\n//Åsa", "Klart."),
            ("Ring 060-19 10 00 eller asa@example.se", "Ring […] eller […]"),
            ("Vid Backa 12 och Nygatan 14 B", "Vid […] och […]"),
            ("Lampan vid riksvag 83 och Folkets park", "Lampan vid riksvag 83 och Folkets park"),
            ("Hej Åsa!", "[…]"),
            ("", "[…]"),
        ] {
            assert_eq!(suggested(text, &sender()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_suggested_passes_the_gate() {
        for text in [
            "Hej Åsa Öberg, asa (at) example punkt se, 19 10 00, noll sex noll ett nio ett noll noll noll",
            "Öberg Åsa, Å. Öberg, åsaöbergs, OEBERG, A\u{30A}sa",
        ] {
            let suggested = suggested(text, &sender());
            assert!(sender().told_in(&suggested, &[]).is_nothing(), "{text}: {suggested}");
        }
    }
}
