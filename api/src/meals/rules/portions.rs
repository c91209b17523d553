//! How votes become results (M6). **Votes are published in portions: five voters at least who voted the same way on the
//! same dish, or on the meal as a whole, all at once.** Ways are kept apart, so that nobody lifts what pupils said over
//! the limit with phones of their own making. A vote that is corrected after it was published waits again: corrections of
//! five voters are a portion, and fewer go with the next portion of new votes. When the meal's day is over, the new votes
//! that are left of each way, fewer than five on every dish, become one more portion of the meal as a whole where they are
//! five or more, and are never told where they are not; neither are the corrections that are left.
//!
//! Why that is enough: every answer that is ever given, for whatever dish, day, school, time or filter, is a sum of
//! portions. Take any answers, given whenever, and add and subtract them as often as you like: of the portions that do not
//! cancel out as a whole, look at the newest. Five voters at least said something new in it, which no older portion has,
//! so what is left tells of those five together or of more. A published vote never leaves its dish: those that it leaves
//! behind could be too few. What voters know of each other no rule can help: four of five who tell each other what they
//! voted know the fifth.

use std::collections::BTreeMap;

use entity::{FeedbackReason, VoteChannel};
use uuid::Uuid;

use super::results::{MINIMUM, Tally};

/// All reasons, in the order of their counts.
pub const REASONS: [FeedbackReason; 9] = [
    FeedbackReason::Taste,
    FeedbackReason::Temperature,
    FeedbackReason::Appearance,
    FeedbackReason::Portion,
    FeedbackReason::Choice,
    FeedbackReason::Noise,
    FeedbackReason::Time,
    FeedbackReason::Queue,
    FeedbackReason::Service,
];

/// What a vote says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The dish; none for the meal as a whole.
    pub dish: Option<Uuid>,
    /// 1 to 5.
    pub rating: i32,
    /// Why.
    pub reasons: Vec<FeedbackReason>,
}

/// A vote that waits.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The vote's id.
    pub id: Uuid,
    /// On which way it came.
    pub channel: VoteChannel,
    /// What it says.
    pub said: Said,
    /// What of it is published.
    pub counted: Option<Said>,
}

/// How many votes of each rating, from 1 to 5, and of each reason in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The ratings.
    pub votes: Tally,
    /// The reasons.
    pub reasons: Reasons,
}

/// How many votes name each reason, in the order of [`REASONS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(pub [i64; 9]);

impl Counts {
    /// Counts a vote, or discounts one by -1.
    pub fn add(&mut self, said: &Said, by: i64) {
        let place = usize::try_from(said.rating - 1).ok();
        if let Some(votes) = place.and_then(|place| self.votes.0.get_mut(place)) {
            *votes += by;
        }
        for (reason, votes) in REASONS.into_iter().zip(&mut self.reasons.0) {
            *votes += if said.reasons.contains(&reason) { by } else { 0 };
        }
    }

    /// The sum of both.
    pub fn and(self, other: Self) -> Self {
        Self { votes: self.votes.and(other.votes), reasons: self.reasons.and(other.reasons) }
    }
}

impl Reasons {
    /// The sum of both.
    pub fn and(self, other: Self) -> Self {
        let mut sum = self.0;
        sum.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine += theirs);
        Self(sum)
    }
}

/// What is published now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Votes that are published as they are, each for the dish that it names.
    pub counted: Vec<Uuid>,
    /// Votes that are published as the meal's, together with votes on other dishes.
    pub together: Vec<Uuid>,
    /// Votes that wait no longer and change nothing.
    pub left_out: Vec<Uuid>,
    /// By how much the meal's results change.
    pub of_meal: Counts,
    /// By how much those of its dishes do.
    pub of_dishes: BTreeMap<Uuid, Counts>,
}

/// Which of a meal's waiting votes are published now, and what becomes of the rest when its day is over.
pub fn publication(pending: Vec<Pending>, is_over: bool) -> Publication {
    let mut groups: BTreeMap<(VoteChannel, Option<Uuid>), Vec<Pending>> = BTreeMap::new();
    for vote in pending {
        groups.entry((vote.channel, vote.said.dish)).or_default().push(vote);
    }
    let mut publication = Publication::default();
    let mut rest: BTreeMap<VoteChannel, Vec<Pending>> = BTreeMap::new();
    for ((channel, dish), votes) in groups {
        let (corrected, new): (Vec<_>, Vec<_>) = votes.into_iter().partition(|vote| vote.counted.is_some());
        if is_portion(&new) {
            publication.publish(&new, dish);
            publication.publish(&corrected, dish);
            continue;
        }
        if is_portion(&corrected) {
            publication.publish(&corrected, dish);
        } else if is_over {
            publication.left_out.extend(corrected.iter().map(|vote| vote.id));
        }
        if is_over {
            rest.entry(channel).or_default().extend(new);
        }
    }
    for votes in rest.into_values() {
        let ids = votes.iter().map(|vote| vote.id);
        if is_portion(&votes) {
            publication.together.extend(ids);
            for vote in &votes {
                publication.of_meal.add(&vote.said, 1);
            }
        } else {
            publication.left_out.extend(ids);
        }
    }
    publication
}

fn is_portion(votes: &[Pending]) -> bool {
    i64::try_from(votes.len()).is_ok_and(|count| count >= MINIMUM)
}

impl Publication {
    /// Publishes votes on a dish, or on the meal as a whole.
    fn publish(&mut self, votes: &[Pending], dish: Option<Uuid>) {
        let mut of_dish = dish.map(|dish| self.of_dishes.entry(dish).or_default());
        for vote in votes {
            let come = std::iter::once((&vote.said, 1));
            for (said, by) in come.chain(vote.counted.iter().map(|counted| (counted, -1))) {
                self.of_meal.add(said, by);
                if let Some(of_dish) = &mut of_dish {
                    of_dish.add(said, by);
                }
            }
            self.counted.push(vote.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FISH: Uuid = Uuid::from_u128(1);
    const TOFU: Uuid = Uuid::from_u128(2);

    fn said(dish: Option<Uuid>, rating: i32) -> Said {
        Said { dish, rating, reasons: vec![FeedbackReason::Noise] }
    }

    fn votes(channel: VoteChannel, dish: Option<Uuid>, count: u128) -> Vec<Pending> {
        let vote = |n| Pending { id: Uuid::from_u128(n), channel, said: said(dish, 4), counted: None };
        (0..count).map(vote).collect()
    }

    fn fours(count: i64) -> Counts {
        Counts { votes: Tally([0, 0, 0, count, 0]), reasons: Reasons([0, 0, 0, 0, 0, count, 0, 0, 0]) }
    }

    #[test]
    fn four_votes_wait_and_five_are_published_at_once() {
        let four = publication(votes(VoteChannel::Phone, Some(FISH), 4), false);
        assert_eq!(four, Publication::default());
        let five = publication(votes(VoteChannel::Phone, Some(FISH), 5), false);
        assert_eq!((five.counted.len(), five.of_meal), (5, fours(5)));
        assert_eq!(five.of_dishes, BTreeMap::from([(FISH, fours(5))]));
    }

    #[test]
    fn votes_of_different_dishes_or_ways_make_no_portion_together_before_the_day_is_over() {
        let mut mixed = votes(VoteChannel::Phone, Some(FISH), 3);
        mixed.extend(votes(VoteChannel::Phone, Some(TOFU), 2));
        mixed.extend(votes(VoteChannel::Person, Some(FISH), 4));
        assert_eq!(publication(mixed.clone(), false), Publication::default());
        let over = publication(mixed, true);
        assert_eq!((over.together.len(), over.left_out.len()), (5, 4), "the phones', not the people's");
        assert_eq!((over.of_meal, over.of_dishes), (fours(5), BTreeMap::new()));
    }

    #[test]
    fn corrections_wait_for_others_and_change_what_was_published() {
        let mut corrected = votes(VoteChannel::Person, None, 5);
        for vote in &mut corrected {
            vote.counted = Some(said(None, 1));
        }
        let published = publication(corrected.clone(), false).of_meal;
        assert_eq!(published.votes, Tally([-5, 0, 0, 5, 0]));
        assert_eq!(published.reasons, Reasons::default());
        corrected.truncate(4);
        let over = publication(corrected.clone(), true);
        assert_eq!((over.left_out.len(), over.of_meal), (4, Counts::default()));
        // Four new votes wait for a fifth, and do not come with others' corrections.
        let mut both = votes(VoteChannel::Person, None, 4);
        both.extend(corrected);
        assert_eq!(publication(both.clone(), false), Publication::default());
        both.extend(votes(VoteChannel::Person, None, 1));
        assert_eq!(publication(both, false).of_meal.votes, Tally([-4, 0, 0, 9, 0]));
    }
}
