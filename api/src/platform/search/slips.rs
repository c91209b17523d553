//! Slips of the finger: letters left out, put in, mistaken or swapped.

/// How many slips (optimal string alignment: insertions, deletions, substitutions, swaps of neighbours) lie between two
/// words, if not more than `most`.
pub fn between(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other) = (Letters::of(one)?, Letters::of(other)?);
    let (one, other) = (one.as_slice(), other.as_slice());
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    let [before, last, row] = &mut rows;
    for (cell, distance) in last.iter_mut().zip(0..=other.len()) {
        *cell = distance;
    }
    let mut previous = None;
    for (i, &a) in one.iter().enumerate() {
        let mut left = i + 1;
        let mut fewest = left;
        let mut swapped_from = None;
        if let Some(cell) = row.first_mut() {
            *cell = left;
        }
        // `last` and `before` are the rows above; windows walk them in step with the letters.
        for (j, &b) in other.iter().enumerate() {
            let (Some(&diagonal), Some(&above)) = (last.get(j), last.get(j + 1)) else { return None };
            let mut cell = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
            if previous == Some(b)
                && swapped_from == Some(a)
                && let Some(&two_back) = j.checked_sub(1).and_then(|j| before.get(j))
            {
                cell = cell.min(two_back + 1);
            }
            swapped_from = Some(b);
            left = cell;
            fewest = fewest.min(cell);
            if let Some(place) = row.get_mut(j + 1) {
                *place = cell;
            }
        }
        if fewest > most {
            return None;
        }
        previous = Some(a);
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    last.get(other.len()).copied().filter(|slips| *slips <= most)
}

/// How many slips a word of so many letters is allowed: the longer, the more.
pub fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The first letters of a longer word.
pub fn beginning(word: &str, letters: usize) -> Option<&str> {
    word.char_indices().nth(letters).and_then(|(end, _)| word.get(..end))
}

/// A set of the letters in a word, roughly: two words that differ much in it differ by many slips.
pub fn letter_set(word: &str) -> u32 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 32))
}

/// Whether two words can be so few slips apart, by their letter sets. Each slip adds or removes at most two letters.
pub fn may_be_near(one: u32, other: u32, most: usize) -> bool {
    (one ^ other).count_ones() as usize <= 2 * most
}

const LONGEST: usize = 48;

/// The letters of a word without an allocation.
struct Letters {
    letters: [char; LONGEST],
    length: usize,
}

impl Letters {
    fn of(word: &str) -> Option<Self> {
        let mut letters = ['\0'; LONGEST];
        let mut length = 0;
        for c in word.chars() {
            *letters.get_mut(length)? = c;
            length += 1;
        }
        Some(Self { letters, length })
    }

    fn as_slice(&self) -> &[char] {
        self.letters.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in [
            ("bibliotek", "bibliotek", 0),
            ("biblotek", "bibliotek", 1),
            ("bibliotekk", "bibliotek", 1),
            ("bibliotak", "bibliotek", 1),
            ("bibilotek", "bibliotek", 1),
            ("bygglav", "bygglov", 1),
            ("förksola", "förskola", 1),
            ("", "ab", 2),
            ("ab", "", 2),
        ] {
            assert_eq!(between(one, other, 2), Some(slips), "{one} {other}");
        }
    }

    #[test]
    fn too_many_slips_are_no_likeness() {
        assert_eq!(between("skola", "sopor", 2), None);
        assert_eq!(between("bil", "bibliotek", 2), None);
        assert_eq!(between(&"a".repeat(100), &"a".repeat(100), 2), None);
    }

    #[test]
    fn the_letter_set_never_hides_a_near_word() {
        let words =
            ["bibliotek", "biblotek", "bibilotek", "bygglov", "bygglav", "förskola", "skola", "sopor"];
        for one in words {
            for other in words {
                if let Some(slips) = between(one, other, 2) {
                    assert!(may_be_near(letter_set(one), letter_set(other), slips), "{one} {other}");
                }
            }
        }
    }
}
