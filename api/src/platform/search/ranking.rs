//! Answers a query from an index, best first.
//!
//! Every word of the query is held against every word and stem of the index, and gets a likeness from 0 to 1: equal, of
//! the same stem, a part of a compound, the beginning of a word that is still being typed, a slip away. A document's
//! score is the sum over the query's words of the best likeness times how much the place says (a name more than a
//! body), times how rare the word is; documents that hold all of the words come before those that hold some, and names
//! that are all but the query before longer ones.

use std::collections::HashMap;

use super::{
    compound::within,
    everyday,
    index::{Index, without_hyphens},
    slips::{allowed, between, letter_set, may_be_near},
    stem::{stem, stems},
    words::{fold, is_filler, words},
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
        let mut best_likeness: HashMap<u32, f32> = HashMap::new();
        for word in &asked {
            let likenesses = self.likenesses(word);
            let rarity = self.rarity(&likenesses);
            let mut best: HashMap<u32, Best> = HashMap::new();
            for (&number, &likeness) in &likenesses {
                let known = best_likeness.entry(number).or_default();
                *known = known.max(likeness);
                for &(document, weight) in self.places(number) {
                    best.entry(document).or_default().take(likeness * f32::from(weight));
                }
            }
            for (document, best) in best {
                if let (Some(sum), Some(count)) =
                    (sums.get_mut(document as usize), covered.get_mut(document as usize))
                {
                    *sum += best.value() * rarity;
                    *count += 1;
                }
            }
        }
        let words = u8::try_from(asked.len()).unwrap_or(u8::MAX).max(1);
        let mut hits = Vec::new();
        for ((document, sum), covered) in self.documents.iter().zip(sums).zip(covered) {
            if covered == 0 {
                continue;
            }
            let coverage = f32::from(covered) / f32::from(words);
            let named =
                document.names.iter().map(|name| self.named(name, &best_likeness)).fold(0.0, f32::max);
            let score = sum * coverage * coverage * (1.0 + 0.6 * named) * document.prior;
            hits.push((score, document));
        }
        let best = hits.iter().map(|(score, _)| *score).fold(0.0, f32::max);
        hits.retain(|(score, _)| *score >= best * CUT);
        let mut hits: Vec<_> = hits.into_iter().map(|(score, document)| (points(score), document)).collect();
        hits.sort_by(|(a, one), (b, other)| {
            b.cmp(a).then_with(|| one.title.cmp(&other.title)).then_with(|| one.key.cmp(&other.key))
        });
        hits.into_iter().map(|(score, document)| Hit { key: document.key.clone(), score }).collect()
    }

    /// How like a word of the query is to each stem that is at all like it.
    fn likenesses(&self, word: &Asked) -> HashMap<u32, f32> {
        let mut found: HashMap<u32, f32> = HashMap::new();
        let mut note = |stem: u32, likeness: f32| {
            let known = found.entry(stem).or_default();
            *known = known.max(likeness);
        };
        for known in &self.words {
            if *known.folded == word.folded {
                let same_accents = known.written.as_deref().unwrap_or(&known.folded) == word.written;
                note(known.stem, if same_accents { 1.0 } else { 0.96 });
            } else if word.unfinished && known.folded.starts_with(&word.folded) {
                note(known.stem, 0.6 + 0.3 * share(&word.folded, &known.folded));
            }
        }
        for (stem, likeness) in word.stems.iter().map(|stem| (stem.as_str(), 0.94)).chain(
            word.joined.iter().map(|stem| (stem.as_str(), 0.9)).chain(word.others.iter().map(|&o| (o, 0.8))),
        ) {
            if let Some(&number) = self.by_stem.get(stem) {
                note(number, likeness);
            }
        }
        if let Some(own) = word.stems.first() {
            self.compounds_of(own, 1.0, &mut note);
            for other in &word.others {
                self.compounds_of(other, 0.8, &mut note);
            }
            self.parts_of(own, &mut note);
        }
        if found.values().all(|likeness| *likeness < SURE) {
            self.slips(word, &mut found);
        }
        found
    }

    /// Compounds that the stem is a part of.
    fn compounds_of(&self, own: &str, sureness: f32, note: &mut impl FnMut(u32, f32)) {
        for (number, stem) in (0..).zip(&self.stems) {
            if let Some(likeness) = within(&stem.text, own, |rest| self.by_stem.contains_key(rest)) {
                note(number, sureness * likeness * (0.66 + 0.09 * share(own, &stem.text)));
            }
        }
    }

    /// Stems that the compound is made of.
    fn parts_of(&self, own: &str, note: &mut impl FnMut(u32, f32)) {
        for (number, stem) in (0..).zip(&self.stems) {
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
        for known in &self.words {
            let whole = may_be_near(set, known.letters, most)
                .then(|| between(&word.folded, &known.folded, most))
                .flatten();
            let by_stem = || {
                let stem = &self.stems.get(known.stem as usize)?.text;
                (own_stem.len() >= 4).then(|| between(own_stem, stem, allowed(own_stem.len()).min(most)))?
            };
            let unfinished = || {
                let beginning = word.unfinished.then(|| beginning(&known.folded, letters))??;
                between(&word.folded, beginning, 1).filter(|_| letters >= 5).map(|slips| slips + 1)
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
    let run_together =
        |one: &String, other: &String| stem(Locale::Sv, &without_hyphens(&format!("{one}{other}")));
    let mut asked: Vec<Asked> = words
        .iter()
        .map(|word| {
            let plain = without_hyphens(word);
            let stems = stems(&plain);
            Asked {
                folded: fold(word),
                others: stems.first().map(|stem| everyday::others(stem).collect()).unwrap_or_default(),
                stems,
                joined: Vec::new(),
                unfinished: is_typing && last.as_ref() == Some(word) && plain.chars().count() > 1,
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

/// How much of the whole the part is.
fn share(part: &str, whole: &str) -> f32 {
    let count = |text: &str| u16::try_from(text.chars().count()).map_or(f32::MAX, f32::from);
    (count(part) / count(whole).max(1.0)).min(1.0)
}

/// The first letters of a longer word.
fn beginning(word: &str, letters: usize) -> Option<&str> {
    word.char_indices().nth(letters).and_then(|(end, _)| word.get(..end))
}

/// A score as a whole number, so that equal ones are equal everywhere.
fn points(score: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
    let points = (score * 100.0).round() as i32;
    points
}
