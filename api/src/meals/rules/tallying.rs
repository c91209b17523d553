//! How votes change tallies. Every transaction takes the rows of a meal in the same order, the meal's own first, so that
//! two of them wait for each other in turn and never in a circle.

use std::collections::BTreeMap;

use uuid::Uuid;

/// What of a vote is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The meal.
    pub meal: Uuid,
    /// The dish, if one is named.
    pub dish: Option<Uuid>,
    /// 1 to 5.
    pub rating: i32,
}

/// By how much a tally changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The meal.
    pub meal: Uuid,
    /// The dish; the meal's own id for votes in all.
    pub dish: Uuid,
    /// More or fewer votes of each rating, from 1 to 5.
    pub by: [i32; 5],
}

/// What votes that come and votes that go change, nothing where they cancel out.
pub fn changes(come: &[Vote], go: &[Vote]) -> Vec<Change> {
    let mut sums: BTreeMap<(Uuid, Option<Uuid>), [i32; 5]> = BTreeMap::new();
    for (votes, by) in [(come, 1), (go, -1)] {
        for vote in votes {
            // None sorts before every dish: that is the meal's own row.
            for dish in [None, vote.dish].iter().take(1 + usize::from(vote.dish.is_some())) {
                let sum = sums.entry((vote.meal, *dish)).or_default();
                let place = usize::try_from(vote.rating - 1).ok();
                if let Some(votes) = place.and_then(|place| sum.get_mut(place)) {
                    *votes += by;
                }
            }
        }
    }
    sums.into_iter()
        .filter(|(_, by)| by.iter().any(|votes| *votes != 0))
        .map(|((meal, dish), by)| Change { meal, dish: dish.unwrap_or(meal), by })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEAL: Uuid = Uuid::from_u128(9);
    const FISH: Uuid = Uuid::from_u128(1);
    const TOFU: Uuid = Uuid::from_u128(2);

    fn vote(dish: Option<Uuid>, rating: i32) -> Vote {
        Vote { meal: MEAL, dish, rating }
    }

    fn change(dish: Uuid, by: [i32; 5]) -> Change {
        Change { meal: MEAL, dish, by }
    }

    #[test]
    fn a_vote_counts_for_its_meal_first_and_then_for_its_dish() {
        assert_eq!(changes(&[vote(None, 1)], &[]), [change(MEAL, [1, 0, 0, 0, 0])]);
        assert_eq!(
            changes(&[vote(Some(FISH), 5)], &[]),
            [change(MEAL, [0, 0, 0, 0, 1]), change(FISH, [0, 0, 0, 0, 1])]
        );
    }

    #[test]
    fn a_correction_moves_the_vote() {
        assert_eq!(
            changes(&[vote(Some(FISH), 4)], &[vote(Some(TOFU), 2)]),
            [change(MEAL, [0, -1, 0, 1, 0]), change(FISH, [0, 0, 0, 1, 0]), change(TOFU, [0, -1, 0, 0, 0]),]
        );
        assert_eq!(changes(&[vote(None, 3)], &[vote(Some(TOFU), 3)]), [change(TOFU, [0, 0, -1, 0, 0])]);
    }

    #[test]
    fn the_same_vote_again_changes_nothing() {
        assert_eq!(changes(&[vote(Some(FISH), 4)], &[vote(Some(FISH), 4)]), []);
    }

    #[test]
    fn many_votes_are_one_change_a_row() {
        let votes = [vote(Some(FISH), 4), vote(Some(FISH), 4), vote(None, 1)];
        assert_eq!(changes(&votes, &[]), [change(MEAL, [1, 0, 0, 2, 0]), change(FISH, [0, 0, 0, 2, 0])]);
    }
}
