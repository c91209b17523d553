//! The index: every word of the documents, the stem it has, and where the stem stands.

use std::collections::HashMap;

use super::{
    slips::letter_set,
    stem::accented,
    words::{fold, is_filler, parts, words},
};
use crate::platform::Locale;

/// In what part of a document a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What it is called.
    Name,
    /// A word that somebody chose for it to be found by.
    Keyword,
    /// What it is, in a sentence or two.
    Summary,
    /// Everything else that it says.
    Body,
    /// What it belongs to.
    Context,
}

impl Field {
    /// How much a word in this field says about what the document is.
    fn weight(self) -> u8 {
        match self {
            Self::Name => 100,
            Self::Keyword => 80,
            Self::Summary => 40,
            Self::Body => 15,
            Self::Context => 10,
        }
    }
}

/// An index over documents that are known by `K`. Immutable; made by a [`Builder`].
pub struct Index<K> {
    pub(super) documents: Vec<Document<K>>,
    pub(super) words: Vec<Word>,
    pub(super) stems: Vec<Stem>,
    pub(super) by_stem: HashMap<Box<str>, Vec<u32>>,
}

/// A document without its text.
pub(super) struct Document<K> {
    pub key: K,
    /// How likely it is what somebody looks for, before anything is known: 1 for most.
    pub prior: f32,
    /// The stems of its name in each language, sorted.
    pub names: Vec<Box<[u32]>>,
    /// Its first name, folded: what ties are broken by.
    pub title: Box<str>,
}

/// A word as it occurs.
pub(super) struct Word {
    pub folded: Box<str>,
    /// The word with its accents, where it has any.
    pub written: Option<Box<str>>,
    pub letters: u32,
    pub stem: u32,
}

/// A stem and the documents that it stands in, each once with the weight of the best place.
pub(super) struct Stem {
    /// Without accents; stems that differ in nothing else share it.
    pub text: Box<str>,
    pub accented: Box<str>,
    pub places: Vec<(u32, u8)>,
}

/// Gathers documents for an index.
pub struct Builder<K> {
    index: Index<K>,
    /// The stem of each word that has come, by language: most words come many times.
    seen: HashMap<Locale, HashMap<String, u32>>,
}

impl<K> Default for Builder<K> {
    fn default() -> Self {
        let index =
            Index { documents: Vec::new(), words: Vec::new(), stems: Vec::new(), by_stem: HashMap::new() };
        Self { index, seen: HashMap::new() }
    }
}

impl<K> Builder<K> {
    /// Begins a document; texts are added to the one begun last. `prior` is how likely it is to be what somebody looks
    /// for, compared with others: 1 for most.
    pub fn document(&mut self, key: K, prior: f32) {
        let document = Document { key, prior, names: Vec::new(), title: Box::default() };
        self.index.documents.push(document);
    }

    /// Adds a text to the document that was begun last.
    pub fn text(&mut self, field: Field, language: Locale, text: &str) {
        let Some(document) = self.index.documents.len().checked_sub(1).and_then(|n| u32::try_from(n).ok())
        else {
            return;
        };
        let mut name = Vec::new();
        for word in words(text).filter(|word| !is_filler(word)) {
            for part in parts(&word) {
                self.place(document, field, language, part);
            }
            name.push(self.place(document, field, language, &word));
        }
        if field == Field::Name
            && !name.is_empty()
            && let Some(document) = self.index.documents.last_mut()
        {
            name.sort_unstable();
            name.dedup();
            document.names.push(name.into());
            if document.title.is_empty() {
                document.title = fold(&text.to_lowercase()).into();
            }
        }
    }

    /// The index of all documents.
    #[must_use]
    pub fn build(mut self) -> Index<K> {
        let index = &mut self.index;
        index.documents.shrink_to_fit();
        index.words.shrink_to_fit();
        for stem in &mut index.stems {
            stem.places.shrink_to_fit();
        }
        self.index
    }

    /// Notes that a word stands in the document; returns its stem.
    fn place(&mut self, document: u32, field: Field, language: Locale, word: &str) -> u32 {
        let known = self.seen.get(&language).and_then(|words| words.get(word));
        let number = known.copied().unwrap_or_else(|| self.meet(language, word));
        if let Some(stem) = self.index.stems.get_mut(number as usize) {
            match stem.places.last_mut() {
                Some((last, weight)) if *last == document => *weight = (*weight).max(field.weight()),
                _ => stem.places.push((document, field.weight())),
            }
        }
        number
    }

    /// Takes in a word that has not come in this language before; returns its stem.
    fn meet(&mut self, language: Locale, word: &str) -> u32 {
        let accented: Box<str> = accented(language, &without_hyphens(word)).into();
        let text: Box<str> = fold(&accented).into();
        let index = &mut self.index;
        let same = index.by_stem.entry(text.clone()).or_default();
        let is_it =
            |number: &u32| index.stems.get(*number as usize).is_some_and(|it| it.accented == accented);
        let number = same.iter().copied().find(is_it).unwrap_or_else(|| {
            let number = u32::try_from(index.stems.len()).unwrap_or(u32::MAX);
            index.stems.push(Stem { text, accented, places: Vec::new() });
            same.push(number);
            number
        });
        let folded: Box<str> = fold(word).into();
        let written = (*folded != *word).then(|| word.into());
        index.words.push(Word { letters: letter_set(&folded), folded, written, stem: number });
        self.seen.entry(language).or_default().insert(word.to_owned(), number);
        number
    }
}

impl<K> Index<K> {
    /// How many documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let words: usize = self
            .words
            .iter()
            .map(|w| size_of::<Word>() + w.folded.len() + w.written.as_ref().map_or(0, |t| t.len()))
            .sum();
        let stems: usize =
            self.stems.iter().map(|s| size_of::<Stem>() + 4 * s.text.len() + 64 + 8 * s.places.len()).sum();
        words + stems + self.documents.len() * (size_of::<Document<K>>() + 96)
    }
}

/// The word in one piece, as its compound would be written.
pub(super) fn without_hyphens(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}
