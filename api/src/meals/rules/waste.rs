//! What is left on plates (tallrikssvinn, M9): how much a kitchen can have weighed, and what it comes to. As grams for each who
//! ate it can be compared, which is how the Swedish Food Agency (Livsmedelsverket) counts food waste in public kitchens.

use chrono::NaiveDate;

/// More kilograms than one meal leaves.
pub const MOST_KILOGRAMS: f64 = 10_000.0;
/// More plates than one meal has.
pub const MOST_PLATES: i32 = 100_000;

/// What was weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Grams.
    pub grams: i32,
    /// How many ate, where they were counted.
    pub plates: Option<i32>,
}

/// What cannot have been weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeighingFault {
    /// Not from 0 to [`MOST_KILOGRAMS`].
    Kilograms,
    /// Not from 1 to [`MOST_PLATES`].
    Plates,
    /// Plates of nothing.
    PlatesAlone,
    /// The meal has not been served yet.
    NotServedYet,
}

/// What the kitchen says that it weighed; nothing takes it back.
///
/// # Errors
/// All faults.
pub fn read(
    kilograms: Option<f64>,
    plates: Option<i32>,
    (served_on, today): (NaiveDate, NaiveDate),
) -> Result<Option<Weighed>, Vec<WeighingFault>> {
    let mut faults = Vec::new();
    if kilograms.is_some_and(|kilograms| !(0.0..=MOST_KILOGRAMS).contains(&kilograms)) {
        faults.push(WeighingFault::Kilograms);
    }
    if plates.is_some_and(|plates| !(1..=MOST_PLATES).contains(&plates)) {
        faults.push(WeighingFault::Plates);
    }
    if kilograms.is_none() && plates.is_some() {
        faults.push(WeighingFault::PlatesAlone);
    }
    if served_on > today {
        faults.push(WeighingFault::NotServedYet);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most ten million")]
    let grams = |kilograms: f64| (kilograms * 1_000.0).round() as i32;
    Ok(kilograms.map(|kilograms| Weighed { grams: grams(kilograms), plates }))
}

/// What some meals left together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waste {
    /// How many meals were weighed.
    pub meals: i64,
    /// Grams of all of them.
    pub grams: i64,
    /// How many ate where they were counted.
    pub plates: i64,
    /// Grams of those meals.
    pub grams_of_plates: i64,
}

impl Waste {
    /// What was weighed of one meal.
    pub fn of(grams: i32, plates: Option<i32>) -> Self {
        let (grams, plates) = (i64::from(grams), plates.map(i64::from));
        let grams_of_plates = if plates.is_some() { grams } else { 0 };
        Self { meals: 1, grams, plates: plates.unwrap_or_default(), grams_of_plates }
    }

    /// The sum of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            meals: self.meals + other.meals,
            grams: self.grams + other.grams,
            plates: self.plates + other.plates,
            grams_of_plates: self.grams_of_plates + other.grams_of_plates,
        }
    }

    /// Kilograms of all meals.
    pub fn kilograms(self) -> f64 {
        exact(self.grams) / 1_000.0
    }

    /// Grams for each who ate, of the meals where they were counted.
    pub fn grams_per_plate(self) -> Option<f64> {
        (self.plates > 0).then(|| exact(self.grams_of_plates) / exact(self.plates))
    }
}

#[expect(clippy::cast_precision_loss, reason = "more than any kitchen weighs is still exact")]
fn exact(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meals_whose_eaters_nobody_counted_do_not_lower_the_grams_for_each() {
        let waste = Waste::of(12_000, Some(400)).and(Waste::of(8_000, None)).and(Waste::of(3_000, Some(100)));
        assert_eq!((waste.meals, waste.kilograms()), (3, 23.0));
        assert_eq!(waste.grams_per_plate(), Some(30.0));
        assert_eq!(Waste::of(500, None).grams_per_plate(), None);
    }

    #[test]
    fn what_cannot_have_been_weighed_is_refused_with_all_its_faults() {
        let days = |served: &str| (served.parse().unwrap(), "2026-09-14".parse().unwrap());
        let today = days("2026-09-14");
        let weighed = Weighed { grams: 12_346, plates: Some(400) };
        assert_eq!(read(Some(12.3456), Some(400), today), Ok(Some(weighed)));
        assert_eq!(read(None, None, today), Ok(None));
        for kilograms in [-0.1, f64::NAN, f64::INFINITY, 10_001.0] {
            let faults = vec![WeighingFault::Kilograms, WeighingFault::Plates, WeighingFault::NotServedYet];
            assert_eq!(read(Some(kilograms), Some(0), days("2026-09-15")), Err(faults));
        }
        assert_eq!(read(None, Some(3), today), Err(vec![WeighingFault::PlatesAlone]));
    }
}
