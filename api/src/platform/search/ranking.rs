//! Answers a query from an index, best first.
//!
//! Every word of the query is held against every word and stem of the index, and gets a likeness from 0 to 1: equal, of
//! the same stem, a part of a compound, the beginning of a word that is still being typed, a slip away. A document's
//! score is the sum over the query's words of the best likeness times how much the place says (a name more than a
//! body), times how rare the word is; documents that hold all of the words come before those that hold some, and names
//! that are all but the query before longer ones.

use std::collections::HashMap;

use super::{
    accents::{agreement, has_any, same_letters},
    compound::{share, within},
    everyday,
    index::{Index, without_hyphens},
    slips::{allowed, beginning, between, letter_set, may_be_near},
    stem::{accented, stem, stems},
    words::{fold, is_errand, is_filler, words},
};
use crate::platform::Locale;

/// Words of a query beyond this many are not looked at.
const MOST_WORDS: usize = 10;
/// Documents that score less than this share of the best are noise.
const CUT: f32 = 0.15;
/// Likenesses from here on are sure: no slips are looked for then.
const SURE: f32 = 0.7;
/// Likenesses below this do not say a word of a name.
const NAMED: f32 = 0.6;
/// The cut for what is only a little like anything that was asked for: parts of compounds, two slips.
const VAGUE_CUT: f32 = 0.18;
/// The cut where nothing at all is surer than that.
const GUESS_CUT: f32 = 0.6;
/// What a word of an errand counts beside those that say what it is about.
const ERRAND: f32 = 0.3;

/// A document that answers a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<K> {
    /// Which one.
    pub key: K,
    /// How well. Only comparable within one answer.
    pub score: i32,
}

/// One word of a query.
struct Asked {
    written: String,
    folded: String,
    /// The Swedish stem with its å, ä and ö.
    accented: String,
    /// Says that something is to be done, beside words that say what.
    is_errand: bool,
    stems: Vec<String>,
    others: Vec<&'static str>,
    /// The word run together with its neighbours: people write compounds apart.
    joined: Vec<String>,
    /// Whether it may still be being typed.
    unfinished: bool,
}

/// What speaks most for a document, and what speaks next for it.
#[derive(Default)]
struct Best {
    first: f32,
    second: f32,
}

impl Best {
    fn take(&mut self, value: f32) {
        if value > self.first {
            self.second = self.first;
            self.first = value;
        } else {
            self.second = self.second.max(value);
        }
    }

    fn value(&self) -> f32 {
        self.first + 0.2 * self.second
    }
}

impl<K: Clone + Ord> Index<K> {
    /// The documents that answer the query, best first; ties in the order of names and keys.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<Hit<K>> {
        let asked = asked(query);
        let mut sums = vec![0.0_f32; self.documents.len()];
        let mut covered = vec![0_u8; self.documents.len()];
        let mut surest = vec![0.0_f32; self.documents.len()];
        let mut best_likeness: HashMap<u32, f32> = HashMap::new();
        for word in &asked {
            let likenesses = self.likenesses(word);
            let rarity = self.rarity(&likenesses);
            let mut best: HashMap<u32, (Best, f32)> = HashMap::new();
            for (&number, &likeness) in &likenesses {
                let known = best_likeness.entry(number).or_default();
                *known = known.max(likeness);
                for &(document, weight) in self.places(number) {
                    let (best, sure) = best.entry(document).or_default();
                    best.take(likeness * f32::from(weight));
                    *sure = sure.max(likeness);
                }
            }
            let telling = u8::from(!word.is_errand);
            let counts = if word.is_errand { ERRAND } else { 1.0 };
            for (document, (best, sure)) in best {
                let place = document as usize;
                if let (Some(sum), Some(count), Some(surest)) =
                    (sums.get_mut(place), covered.get_mut(place), surest.get_mut(place))
                {
                    *sum += best.value() * rarity * counts;
                    *count += telling;
                    *surest = surest.max(sure * f32::from(telling));
                }
            }
        }
        let words = asked.iter().filter(|word| !word.is_errand).count();
        let words = u8::try_from(words).unwrap_or(u8::MAX).max(1);
        let mut hits = Vec::new();
        for (((document, sum), covered), sure) in self.documents.iter().zip(sums).zip(covered).zip(surest) {
            if covered == 0 {
                continue;
            }
            let coverage = f32::from(covered) / f32::from(words);
            let named =
                document.names.iter().map(|name| self.named(name, &best_likeness)).fold(0.0, f32::max);
            let score = sum * coverage * coverage * (1.0 + 0.6 * named) * document.prior;
            hits.push((score, document, sure));
        }
        let best = hits.iter().map(|(score, ..)| *score).fold(0.0, f32::max);
        let is_guess = hits.iter().all(|(.., sure)| *sure < NAMED);
        hits.retain(|(score, _, sure)| {
            let cut = if is_guess {
                GUESS_CUT
            } else if *sure < NAMED {
                VAGUE_CUT
            } else {
                CUT
            };
            *score >= best * cut
        });
        let mut hits: Vec<_> =
            hits.into_iter().map(|(score, document, _)| (points(score), document)).collect();
        hits.sort_by(|(a, one), (b, other)| {
            b.cmp(a).then_with(|| one.title.cmp(&other.title)).then_with(|| one.key.cmp(&other.key))
        });
        hits.into_iter().map(|(score, document)| Hit { key: document.key.clone(), score }).collect()
    }

    /// How like a word of the query is to each stem that is at all like it.
    fn likenesses(&self, word: &Asked) -> HashMap<u32, f32> {
        let mut found: HashMap<u32, f32> = HashMap::new();
        let mut note = |stem: u32, likeness: f32| {
            if likeness > 0.0 {
                let known = found.entry(stem).or_default();
                *known = known.max(likeness);
            }
        };
        for known in &self.words {
            if *known.folded == word.folded {
                let written = known.written.as_deref().unwrap_or(&known.folded);
                let agree = agreement(&word.written, written, |asked, written| asked == written);
                note(known.stem, agree * if written == word.written { 1.0 } else { 0.96 });
            } else if word.unfinished && known.folded.starts_with(&word.folded) {
                let written = known.written.as_deref().unwrap_or(&known.folded);
                let agree = agreement(&word.written, written, |asked, written| written.starts_with(asked));
                note(known.stem, agree * (0.6 + 0.3 * share(&word.folded, &known.folded)));
            }
        }
        for (stem, likeness) in word.stems.iter().map(|stem| (stem.as_str(), 0.94)).chain(
            word.joined.iter().map(|stem| (stem.as_str(), 0.9)).chain(word.others.iter().map(|&o| (o, 0.8))),
        ) {
            for &number in self.by_stem.get(stem).into_iter().flatten() {
                note(number, likeness * self.agreement(word, stem, number));
            }
        }
        if let Some(own) = word.stems.first() {
            self.compounds_of(own, &word.accented, 1.0, &mut note);
            for other in &word.others {
                self.compounds_of(other, other, 0.8, &mut note);
            }
            self.parts_of(own, &word.accented, &mut note);
        }
        if found.values().all(|likeness| *likeness < SURE) {
            self.slips(word, &mut found);
        }
        found
    }

    /// How far a stem agrees in å, ä and ö with the word; one that the word was not cut to itself always does.
    fn agreement(&self, word: &Asked, stem: &str, number: u32) -> f32 {
        match self.stems.get(number as usize) {
            Some(known) if word.stems.iter().any(|own| own == stem) => {
                agreement(&word.written, &known.accented, same_letters)
            }
            _ => 1.0,
        }
    }

    /// Compounds that the stem is a part of.
    fn compounds_of(&self, own: &str, accented: &str, sureness: f32, note: &mut impl FnMut(u32, f32)) {
        for (number, stem) in (0..).zip(&self.stems) {
            if has_any(accented) && !stem.accented.contains(accented) {
                continue;
            }
            if let Some(likeness) = within(&stem.text, own, |rest| self.by_stem.contains_key(rest)) {
                note(number, sureness * likeness * (0.66 + 0.09 * share(own, &stem.text)));
            }
        }
    }

    /// Stems that the compound is made of.
    fn parts_of(&self, own: &str, accented: &str, note: &mut impl FnMut(u32, f32)) {
        for (number, stem) in (0..).zip(&self.stems) {
            if has_any(accented) && !accented.contains(&*stem.accented) {
                continue;
            }
            if let Some(likeness) = within(own, &stem.text, |rest| self.by_stem.contains_key(rest)) {
                note(number, likeness * (0.4 + 0.2 * share(&stem.text, own)));
            }
        }
    }

    /// Words that are a slip or two away.
    fn slips(&self, word: &Asked, found: &mut HashMap<u32, f32>) {
        let letters = word.folded.chars().count();
        let most = allowed(letters);
        if most == 0 {
            return;
        }
        let set = letter_set(&word.folded);
        let first = word.folded.chars().next();
        let own_stem = word.stems.first().map_or("", String::as_str);
        // Of a word with å, ä or ö a wrong one is a slip; of a word without, it may be for want of a key.
        let strict = has_any(&word.written);
        let asked = if strict { &word.written } else { &word.folded };
        for known in &self.words {
            let text = known.written.as_deref().filter(|_| strict).unwrap_or(&known.folded);
            let whole = may_be_near(set, known.letters, most).then(|| between(asked, text, most)).flatten();
            let by_stem = || {
                let stem = self.stems.get(known.stem as usize)?;
                let (own, other) =
                    if strict { (&*word.accented, &stem.accented) } else { (own_stem, &stem.text) };
                (own_stem.len() >= 4).then(|| between(own, other, allowed(own_stem.len()).min(most)))?
            };
            let unfinished = || {
                let beginning = word.unfinished.then(|| beginning(text, letters))??;
                between(asked, beginning, 1).filter(|_| letters >= 5).map(|slips| slips + 1)
            };
            let Some(slips) = whole.or_else(by_stem).or_else(unfinished) else { continue };
            let mut likeness = match slips {
                0 => 0.7,
                1 => 0.62,
                _ => 0.42,
            };
            if known.folded.chars().next() != first {
                likeness *= 0.8;
            }
            let best = found.entry(known.stem).or_default();
            *best = best.max(likeness);
        }
    }

    /// How much of a name the query says, counted by how much its words tell: "Apply for a permit" is all but "permit".
    fn named(&self, name: &[u32], likenesses: &HashMap<u32, f32>) -> f32 {
        let (mut said, mut all) = (0.0, 0.0);
        for stem in name {
            let telling = self.telling(self.places(*stem).len());
            said += telling * likenesses.get(stem).filter(|likeness| **likeness >= NAMED).unwrap_or(&0.0);
            all += telling;
        }
        if all > 0.0 { said / all } else { 0.0 }
    }

    /// How rare a word is: the fewer documents hold it (or what is most like it), the more it says.
    fn rarity(&self, likenesses: &HashMap<u32, f32>) -> f32 {
        let best = likenesses.values().copied().fold(0.0, f32::max);
        let holding: usize = likenesses
            .iter()
            .filter(|(_, likeness)| **likeness >= best * 0.9)
            .map(|(number, _)| self.places(*number).len())
            .sum();
        self.telling(holding)
    }

    /// How much a word tells that stands in so many of the documents.
    fn telling(&self, holding: usize) -> f32 {
        let count = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
        (1.0 + count(self.documents.len()) / count(holding.max(1))).ln()
    }

    fn places(&self, stem: u32) -> &[(u32, u8)] {
        self.stems.get(stem as usize).map_or(&[], |stem| stem.places.as_slice())
    }
}

/// The words of a query. Fillers are left out, unless there is nothing else.
fn asked(query: &str) -> Vec<Asked> {
    let all: Vec<String> = words(query).take(MOST_WORDS).collect();
    let is_typing = query.ends_with(|c: char| c.is_alphanumeric());
    let last = all.last().cloned();
    let telling: Vec<String> = all.iter().filter(|word| !is_filler(word)).cloned().collect();
    let words = if telling.is_empty() { all } else { telling };
    let is_all_errands = words.iter().all(|word| is_errand(word));
    let run_together =
        |one: &String, other: &String| stem(Locale::Sv, &without_hyphens(&format!("{one}{other}")));
    let mut asked: Vec<Asked> = words
        .iter()
        .map(|word| {
            let plain = without_hyphens(word);
            let stems = stems(&plain);
            let folded = fold(word);
            let unfinished = is_typing && last.as_ref() == Some(word) && plain.chars().count() > 1;
            let mut others: Vec<_> =
                stems.first().into_iter().flat_map(|stem| everyday::others(stem)).collect();
            if unfinished && others.is_empty() {
                others.extend(everyday::others_of_beginning(&folded));
            }
            Asked {
                accented: accented(Locale::Sv, &plain),
                is_errand: !is_all_errands && is_errand(word),
                folded,
                others,
                stems,
                joined: Vec::new(),
                unfinished,
                written: word.clone(),
            }
        })
        .collect();
    for (n, pair) in words.windows(2).enumerate() {
        if let [one, other] = pair {
            let joined = run_together(one, other);
            for word in asked.iter_mut().skip(n).take(2) {
                word.joined.push(joined.clone());
            }
        }
    }
    asked
}

/// A score as a whole number, so that equal ones are equal everywhere.
fn points(score: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
    let points = (score * 100.0).round() as i32;
    points
}
