//! What stands before the colon of a line: a meal ("Mellanmål: Smörgås"), an alternative ("Meny 2: Lasagne") or what the dish
//! is ("Veg: Linssoppa"). "Skånevecka: Ärtsoppa" says nothing of these, and is the dish.

use super::super::text::capitalized;
use super::vocabulary::Diet;

/// What meals are called.
pub(super) const MEALS: &str = "frukost förmiddagsmål lunch middag mellanmål mellis eftermiddagsmål kvällsmat kvällsmål kvällsfika \
    dessert efterrätt fika brunch extra";

/// What alternatives are called, each with a number.
const ALTERNATIVES: [&str; 4] = ["alt", "alt.", "alternativ", "meny"];

/// What the kitchen calls the dish that is most people's.
const ORDINARY: [&str; 5] = ["dagens", "dagens rätt", "dagens gröna", "husman", "husmanskost"];

/// Whether a word is in a list of words.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// The meal that a text names and nothing else: "Lunch", "Middag:", "Extra1".
pub(super) fn meal_named(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(':').trim_end();
    let lower = text.to_lowercase();
    is_one_of(MEALS, without_number(&lower)).then(|| text.to_owned())
}

/// "Lunch 2" is "Lunch".
pub(super) fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace())
}

/// A meal's name as it is usually written, whether it was shouted or abbreviated.
fn usual(lower: &str) -> String {
    capitalized(if lower == "mellis" { "mellanmål" } else { lower })
}

/// A line in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parted<'a> {
    /// The meal, without its number and as it is usually written.
    pub meal: Option<String>,
    /// Which alternative, or what the dish is.
    pub label: Option<String>,
    /// The dish.
    pub dish: &'a str,
}

/// Whether what a vendor calls a meal only numbers an alternative: "Alt 1".
pub(super) fn numbers_alternative(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = without_number(&lower);
    stem.len() < lower.len() && ALTERNATIVES.contains(&stem)
}

impl<'a> Parted<'a> {
    /// A line that is not taken apart.
    pub(super) fn whole(line: &'a str) -> Self {
        Self { meal: None, label: None, dish: line }
    }
}

/// Takes a line apart at its first colon.
pub(super) fn parted(line: &str) -> Parted<'_> {
    let whole = Parted::whole(line);
    let Some((before, after)) = line.split_once(':') else { return whole };
    let (before, dish) = (before.trim(), after.trim_start());
    if dish.is_empty() {
        return whole;
    }
    let lower = before.to_lowercase();
    if meal_named(before).is_some() {
        let meal = without_number(&lower);
        let label = (meal.len() < lower.len()).then(|| before.to_owned());
        return Parted { meal: Some(usual(meal)), label, dish };
    }
    let is_label = Diet::of(before).is_some() || ORDINARY.contains(&&*lower) || numbers_alternative(before);
    if is_label { Parted { meal: None, label: Some(before.to_owned()), dish } } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> (Option<String>, Option<String>, &str) {
        let Parted { meal, label, dish } = parted(line);
        (meal, label, dish)
    }

    #[test]
    fn a_meal_an_alternative_or_a_diet_is_parted_from_its_dish() {
        assert_eq!(told("Mellanmål : Smörgås"), (Some("Mellanmål".into()), None, "Smörgås"));
        assert_eq!(told("MELLIS: Smörgås"), (Some("Mellanmål".into()), None, "Smörgås"));
        assert_eq!(told("Lunch 2: Fisk"), (Some("Lunch".into()), Some("Lunch 2".into()), "Fisk"));
        assert_eq!(told("Meny 1: Lasagne"), (None, Some("Meny 1".into()), "Lasagne"));
        assert_eq!(told("Alt. 2: Tofu"), (None, Some("Alt. 2".into()), "Tofu"));
        assert_eq!(told("V:Linssoppa"), (None, Some("V".into()), "Linssoppa"));
        assert_eq!(told("Dagens gröna: Linser: röda"), (None, Some("Dagens gröna".into()), "Linser: röda"));
    }

    #[test]
    fn other_colons_belong_to_the_dish() {
        for line in [
            "Skånevecka: Ärtsoppa",
            "Soppa kl. 11:30",
            "Lunch:",
            "Meny: Fisk",
            "Altan: Fisk",
            ": Fisk",
            "Fisk",
        ] {
            assert_eq!(told(line), (None, None, line), "{line}");
        }
    }
}
