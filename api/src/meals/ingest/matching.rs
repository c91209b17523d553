//! Which dish of a feed is which dish that is known. Votes point at dishes, so a dish must stay itself when its kitchen
//! mends a word, moves it, or changes what an alternative is called.

use super::lines::{NewDish, sign};

/// What a known dish is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub name: String,
    pub option_label: Option<String>,
    pub order: i32,
    /// Whether somebody has voted on it.
    pub is_rated: bool,
}

/// For each dish of the feed, the place of the known dish that it is: one with its label and name; else with its name;
/// else with its label; else the one in its place, where neither has a label; else the first that has votes, which must
/// not be lost. Each known dish is taken once.
pub(super) fn matched(known: &[Known], wanted: &[&NewDish]) -> Vec<Option<usize>> {
    type Same = fn(&Known, &NewDish) -> bool;
    let signs: [Same; 5] = [
        |old, new| old.option_label == new.option_label && sign(&old.name) == sign(&new.name),
        |old, new| sign(&old.name) == sign(&new.name),
        |old, new| old.option_label.is_some() && old.option_label == new.option_label,
        |old, new| old.option_label.is_none() && new.option_label.is_none() && old.order == new.order,
        |old, _| old.is_rated,
    ];
    let mut taken = vec![false; known.len()];
    let mut found = vec![None; wanted.len()];
    for same in signs {
        for (new, found) in wanted.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let mut free = known.iter().zip(&mut taken).enumerate().filter(|(_, (_, taken))| !**taken);
            if let Some((n, (_, taken))) = free.find(|(_, (old, _))| same(old, new)) {
                *taken = true;
                *found = Some(n);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels and names; a star after the label marks votes.
    fn places(known: &[(&str, &str)], wanted: &[(&str, &str)]) -> Vec<Option<usize>> {
        let label = |label: &str| (!label.is_empty()).then(|| label.to_owned());
        let known: Vec<_> = known
            .iter()
            .zip(1..)
            .map(|((option, name), order)| Known {
                name: (*name).to_owned(),
                option_label: label(option.trim_end_matches('*')),
                order,
                is_rated: option.ends_with('*'),
            })
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .zip(1..)
            .map(|((option, name), order)| NewDish {
                name: (*name).to_owned(),
                option_label: label(option),
                order,
                ..NewDish::default()
            })
            .collect();
        matched(&known, &wanted.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_same_menu_is_the_same_dishes() {
        let menu = [("Alt 1", "Fisk"), ("Alt 2", "Tofu"), ("", "Bröd"), ("", "Bröd")];
        assert_eq!(places(&menu, &menu), [Some(0), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn a_dish_that_moves_to_another_alternative_stays_itself() {
        let known = [("Alt 1", "Fisk"), ("Alt 2", "Tofu")];
        assert_eq!(places(&known, &[("Alt 1", "Tofu"), ("Alt 2", "FISK.")]), [Some(1), Some(0)]);
    }

    #[test]
    fn a_renamed_dish_is_known_by_its_label_or_its_place() {
        let labelled =
            places(&[("Alt 1", "Fiks"), ("Alt 2", "Tofu")], &[("Alt 1", "Fisk"), ("Alt 2", "Tofu")]);
        assert_eq!(labelled, [Some(0), Some(1)]);
        assert_eq!(places(&[("", "Fiks"), ("", "Tofu")], &[("", "Fisk"), ("", "Tofu")]), [Some(0), Some(1)]);
    }

    #[test]
    fn a_dish_that_is_new_is_no_known_one_unless_votes_would_be_lost() {
        assert_eq!(places(&[("", "Fisk")], &[("", "Fisk"), ("", "Tofu")]), [Some(0), None]);
        assert_eq!(places(&[("Alt 1", "Fisk")], &[("Alt 2", "Tofu")]), [None]);
        assert_eq!(places(&[("Alt 1*", "Fisk")], &[("Alt 2", "Tofu")]), [Some(0)]);
        assert_eq!(places(&[], &[("", "Tofu")]), [None]);
    }
}
