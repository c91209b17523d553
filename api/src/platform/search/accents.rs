//! Å, ä and ö are letters of their own: "vägen" is no "Vågens". Whoever types them means them; whoever types none may have no
//! key for them.

/// How much of a likeness by letters without accents remains, for a stem or a part of one as it is written with them.
pub fn agreement(asked: &str, written: &str, agree: impl FnOnce(&str, &str) -> bool) -> f32 {
    if !has_any(asked) || agree(asked, written) {
        1.0
    } else if has_any(written) {
        0.0
    } else {
        0.9
    }
}

/// Whether it has letters that a keyboard without å, ä and ö has not.
pub fn has_any(text: &str) -> bool {
    text.contains(['å', 'ä', 'ö'])
}

/// Whether a word and a stem are spelled with the same of these letters, as far as they are the same word at all.
pub fn same_letters(word: &str, stem: &str) -> bool {
    let differing = word.chars().zip(stem.chars()).find(|(one, other)| one != other);
    let is_one = |c: char| "aåäoö".contains(c);
    differing.is_none_or(|(one, other)| !(is_one(one) && is_one(other)))
}

#[cfg(test)]
mod tests {
    use super::agreement;

    #[test]
    fn letters_that_were_typed_are_meant() {
        let equal = |asked: &str, written: &str| agreement(asked, written, |asked, written| asked == written);
        assert!(equal("väg", "våg") < 0.1);
        assert!(equal("väg", "väg") > 0.99 && equal("vag", "väg") > 0.99);
    }
}
