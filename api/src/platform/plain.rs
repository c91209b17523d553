//! A text as it reads, whatever characters it is written with, that still knows where each of them came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::text::is_invisible;

/// The zeros of the decimal digits that compatibility normalisation leaves as they are (Unicode's category Nd); the
/// other nine of each follow it.
const ZEROS: [char; 57] = [
    '\u{660}',
    '\u{6F0}',
    '\u{7C0}',
    '\u{966}',
    '\u{9E6}',
    '\u{A66}',
    '\u{AE6}',
    '\u{B66}',
    '\u{BE6}',
    '\u{C66}',
    '\u{CE6}',
    '\u{D66}',
    '\u{DE6}',
    '\u{E50}',
    '\u{ED0}',
    '\u{F20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17E0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19D0}',
    '\u{1A80}',
    '\u{1A90}',
    '\u{1B50}',
    '\u{1BB0}',
    '\u{1C40}',
    '\u{1C50}',
    '\u{A620}',
    '\u{A8D0}',
    '\u{A900}',
    '\u{A9D0}',
    '\u{A9F0}',
    '\u{AA50}',
    '\u{ABF0}',
    '\u{104A0}',
    '\u{10D30}',
    '\u{11066}',
    '\u{110F0}',
    '\u{11136}',
    '\u{111D0}',
    '\u{112F0}',
    '\u{11450}',
    '\u{114D0}',
    '\u{11650}',
    '\u{116C0}',
    '\u{11730}',
    '\u{118E0}',
    '\u{11950}',
    '\u{11C50}',
    '\u{11D50}',
    '\u{11DA0}',
    '\u{16A60}',
    '\u{16AC0}',
    '\u{16B50}',
    '\u{1E140}',
    '\u{1E950}',
];

/// The characters that are seen, in their plainest form.
pub struct Plain(Vec<(char, Range<usize>)>);

impl Plain {
    /// Reads a text: full-width and other variants become the usual characters, digits of any script 0 to 9, and what
    /// does not show is left out.
    pub fn of(text: &str) -> Self {
        let mut seen = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices().filter(|(_, c)| !is_invisible(*c)) {
            let origin = at..at + c.len_utf8();
            if c.is_ascii() {
                seen.push((c, origin));
            } else {
                seen.extend(std::iter::once(c).nfkc().map(|c| (latin_digit(c).unwrap_or(c), origin.clone())));
            }
        }
        Self(seen)
    }

    /// The characters.
    pub fn chars(&self) -> impl DoubleEndedIterator<Item = char> + ExactSizeIterator + Clone {
        self.0.iter().map(|(c, _)| *c)
    }

    /// The characters between two places.
    pub fn between(&self, places: Range<usize>) -> impl DoubleEndedIterator<Item = char> {
        self.0.get(places).unwrap_or_default().iter().map(|(c, _)| *c)
    }

    /// Where in the text the characters between two places were.
    pub fn origin(&self, places: &Range<usize>) -> Range<usize> {
        let seen = self.0.get(places.clone()).unwrap_or_default();
        let start = seen.first().map_or(0, |(_, origin)| origin.start);
        start..seen.last().map_or(start, |(_, origin)| origin.end)
    }

    /// The digits and nothing between them.
    pub fn digits(&self) -> String {
        self.chars().filter(char::is_ascii_digit).collect()
    }
}

fn latin_digit(c: char) -> Option<char> {
    let value =
        ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|v| *v < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_are_digits_and_know_their_place() {
        for (text, digits) in
            [("a１２٣۴५𝟞⑦b", "1234567"), ("8\u{2060}5\u{AD}0\u{200D}7", "8507"), ("٨٥٠٧٠٩", "850709")]
        {
            let plain = Plain::of(text);
            assert_eq!(plain.digits(), digits);
            let all = plain.chars().len();
            assert_eq!(plain.origin(&(0..all)), 0..text.len());
            let origins = (0..all).map(|at| plain.origin(&(at..at + 1)));
            assert!(origins.into_iter().all(|origin| text.get(origin).is_some()));
        }
    }
}
