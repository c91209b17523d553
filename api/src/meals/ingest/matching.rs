//! Which dish of a feed is which dish that is known. Votes point at dishes, so a dish must stay itself when its kitchen
//! mends a word, moves it, or changes what an alternative is called.

use super::lines::NewDish;

/// What a known dish is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub name: String,
    pub option_label: Option<String>,
    pub sort_order: i32,
}

/// For each dish of the feed, the place of the known dish that it is: one with its label and name; else with its name;
/// else with its label; else the one in its place, where neither has a label. Each known dish is taken once.
pub(super) fn matched(known: &[Known], wanted: &[NewDish]) -> Vec<Option<usize>> {
    type Same = fn(&Known, &NewDish, i32) -> bool;
    let signs: [Same; 4] = [
        |old, new, _| old.name == new.name && old.option_label == new.option_label,
        |old, new, _| old.name == new.name,
        |old, new, _| old.option_label.is_some() && old.option_label == new.option_label,
        |old, new, place| old.sort_order == place && old.option_label.is_none() && new.option_label.is_none(),
    ];
    let mut taken = vec![false; known.len()];
    let mut found = vec![None; wanted.len()];
    for same in signs {
        for ((new, place), found) in wanted.iter().zip(0..).zip(&mut found) {
            if found.is_some() {
                continue;
            }
            let free = known
                .iter()
                .zip(&mut taken)
                .enumerate()
                .find(|(_, (old, taken))| !**taken && same(old, new, place));
            if let Some((n, (_, taken))) = free {
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

    fn places(known: &[(&str, &str)], wanted: &[(&str, &str)]) -> Vec<Option<usize>> {
        let label = |label: &str| (!label.is_empty()).then(|| label.to_owned());
        let known: Vec<_> = known
            .iter()
            .zip(0..)
            .map(|((option, name), sort_order)| Known {
                name: (*name).to_owned(),
                option_label: label(option),
                sort_order,
            })
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(option, name)| NewDish {
                name: (*name).to_owned(),
                option_label: label(option),
                ..NewDish::default()
            })
            .collect();
        matched(&known, &wanted)
    }

    #[test]
    fn the_same_menu_is_the_same_dishes() {
        let menu = [("Alt 1", "Fisk"), ("Alt 2", "Tofu"), ("", "Bröd"), ("", "Bröd")];
        assert_eq!(places(&menu, &menu), [Some(0), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn a_dish_that_moves_to_another_alternative_stays_itself() {
        let known = [("Alt 1", "Fisk"), ("Alt 2", "Tofu")];
        assert_eq!(places(&known, &[("Alt 1", "Tofu"), ("Alt 2", "Fisk")]), [Some(1), Some(0)]);
    }

    #[test]
    fn a_renamed_dish_is_known_by_its_label_or_its_place() {
        assert_eq!(
            places(&[("Alt 1", "Fiks"), ("Alt 2", "Tofu")], &[("Alt 1", "Fisk"), ("Alt 2", "Tofu")]),
            [Some(0), Some(1)]
        );
        assert_eq!(places(&[("", "Fiks"), ("", "Tofu")], &[("", "Fisk"), ("", "Tofu")]), [Some(0), Some(1)]);
    }

    #[test]
    fn a_dish_that_is_new_is_no_known_one() {
        assert_eq!(places(&[("", "Fisk")], &[("", "Fisk"), ("", "Tofu")]), [Some(0), None]);
        assert_eq!(places(&[("Alt 1", "Fisk")], &[("Alt 2", "Tofu")]), [None]);
        assert_eq!(places(&[], &[("", "Tofu")]), [None]);
    }
}
