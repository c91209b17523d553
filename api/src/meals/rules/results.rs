//! Results: how many votes of each rating. Fewer than five are never told, not even how many they are (M6); how it comes
//! that nobody can compute them either is told in [`super::portions`].

/// How few votes are too few to be shown.
pub const MINIMUM: i64 = 5;

/// How many votes of each rating, from 1 to 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub [i64; 5]);

impl Tally {
    /// How many votes.
    pub fn count(self) -> i64 {
        self.0.iter().sum()
    }

    /// The mean rating; none without votes.
    #[expect(clippy::cast_precision_loss, reason = "counts of votes are far below two to the power of 52")]
    pub fn average(self) -> Option<f64> {
        let sum: i64 = (1..).zip(self.0).map(|(rating, votes)| rating * votes).sum();
        (self.count() > 0).then(|| sum as f64 / self.count() as f64)
    }

    /// The votes of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut sum = self.0;
        sum.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine += theirs);
        Self(sum)
    }

    /// Itself, if it may be shown.
    pub fn shown(self) -> Option<Self> {
        (self.count() >= MINIMUM).then_some(self)
    }
}

/// The sum over meals, days or schools.
pub fn sum(parts: impl IntoIterator<Item = Option<Tally>>) -> Option<Tally> {
    parts.into_iter().flatten().fold(Tally::default(), Tally::and).shown()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(count: i64) -> Tally {
        Tally([0, 0, count, 0, 0])
    }

    #[test]
    fn four_votes_are_hidden_and_five_are_shown() {
        assert_eq!(votes(4).shown(), None);
        assert_eq!(votes(5).shown(), Some(votes(5)));
        assert_eq!(sum([None, Some(votes(7)), Some(votes(5))]), Some(votes(12)));
        assert_eq!(sum([None]), None);
    }

    #[test]
    fn the_average_weighs_the_ratings() {
        assert_eq!(Tally([1, 0, 0, 0, 3]).average(), Some(4.0));
        assert_eq!(Tally::default().average(), None);
    }
}
