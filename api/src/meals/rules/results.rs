//! Which results may be shown (M6). Fewer than five votes are never told, not even how many they are, and neither are
//! they when one answer is subtracted from another: what a meal's shown dishes leave over is nothing or five at least.

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

/// The sum over meals, days or schools: only what may be shown of each is counted, so that two sums that differ by one
/// meal tell no more of it than the meal's own result does.
pub fn sum(parts: impl IntoIterator<Item = Option<Tally>>) -> Option<Tally> {
    parts.into_iter().flatten().fold(Tally::default(), Tally::and).shown()
}

/// What may be shown of each dish of a meal beside the meal's own result, which counts the votes on no dish in
/// particular as well. Where the dishes leave fewer than five votes over, the smallest of them is hidden too.
pub fn of_dishes(meal: Tally, dishes: &[Tally]) -> Vec<Option<Tally>> {
    let mut shown: Vec<_> = dishes.iter().map(|dish| dish.shown()).collect();
    loop {
        let told: i64 = shown.iter().flatten().map(|dish| dish.count()).sum();
        let left_over = meal.count() - told;
        if left_over <= 0 || left_over >= MINIMUM {
            return shown;
        }
        let smallest = shown.iter_mut().filter(|dish| dish.is_some());
        let Some(smallest) = smallest.min_by_key(|dish| dish.map(Tally::count)) else { return shown };
        *smallest = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(count: i64) -> Tally {
        Tally([0, 0, count, 0, 0])
    }

    fn counts(meal: i64, dishes: &[i64]) -> Vec<Option<i64>> {
        let dishes: Vec<_> = dishes.iter().map(|count| votes(*count)).collect();
        of_dishes(votes(meal), &dishes).into_iter().map(|dish| dish.map(Tally::count)).collect()
    }

    #[test]
    fn four_votes_are_hidden_and_five_are_shown() {
        assert_eq!(votes(4).shown(), None);
        assert_eq!(votes(5).shown(), Some(votes(5)));
    }

    #[test]
    fn a_dish_is_hidden_when_the_rest_of_its_meal_could_be_computed() {
        assert_eq!(counts(12, &[7, 5]), [Some(7), Some(5)]);
        // One vote is on no dish: meal minus dishes would tell it.
        assert_eq!(counts(13, &[7, 5]), [Some(7), None]);
        assert_eq!(counts(9, &[6, 3]), [None, None]);
        assert_eq!(counts(12, &[6, 3, 3]), [Some(6), None, None]);
        assert_eq!(counts(4, &[4]), [None]);
        assert_eq!(counts(0, &[0, 0]), [None, None]);
    }

    #[test]
    fn whatever_is_shown_leaves_nothing_or_five_over() {
        for a in 0..14 {
            for b in 0..14 {
                for unnamed in 0..14 {
                    let meal = a + b + unnamed;
                    let told: i64 = counts(meal, &[a, b]).into_iter().flatten().sum();
                    assert!(meal < 5 || meal == told || meal - told >= 5, "{a} {b} {unnamed}");
                    assert!(meal >= 5 || told == 0, "{a} {b} {unnamed}");
                }
            }
        }
    }

    #[test]
    fn a_sum_leaves_out_what_is_hidden_of_its_parts() {
        let parts = [votes(7).shown(), votes(3).shown(), votes(5).shown()];
        assert_eq!(sum(parts), Some(votes(12)));
        assert_eq!(sum([votes(4).shown(), votes(4).shown()]), None);
    }

    #[test]
    fn the_average_weighs_the_ratings() {
        assert_eq!(Tally([1, 0, 0, 0, 3]).average(), Some(4.0));
        assert_eq!(Tally::default().average(), None);
    }
}
