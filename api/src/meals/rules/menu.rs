//! A meal with everything that belongs to it, as menus show it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AllergenStates, DietLabel, Notice, NoticeKind, Nutrient};
use uuid::Uuid;

use super::{results::Tally, versions::is_withdrawn};

/// A meal with its dishes and with what may be shown of its votes.
#[derive(Debug)]
pub struct ServedMeal {
    /// The meal's id.
    pub id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// Swedish local date.
    pub served_on: NaiveDate,
    /// Which meal: "Lunch".
    pub name: String,
    /// Place in the day.
    pub sort_order: i32,
    /// What the kitchen says besides.
    pub notices: Vec<Notice>,
    /// How often what the menu says of it has changed, from 1.
    pub version: i32,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// The dishes in the kitchen's order.
    pub dishes: Vec<Arc<ServedDish>>,
    /// The votes, if they may be shown.
    pub votes: Option<Tally>,
}

/// A dish of a meal.
#[derive(Debug)]
pub struct ServedDish {
    /// The dish's id.
    pub id: Uuid,
    /// As the kitchen wrote it.
    pub name: String,
    /// Which alternative: "Alt 1".
    pub option_label: Option<String>,
    /// Place in the meal.
    pub sort_order: i32,
    /// What the kitchen says it is.
    pub diet_labels: Vec<DietLabel>,
    /// What is known of the fourteen allergens.
    pub allergens: AllergenStates,
    /// Grams of CO2 equivalents a portion.
    pub co2e_grams: Option<i32>,
    /// What the kitchen tells of it beside its name.
    pub description: Option<String>,
    /// What it is made of.
    pub ingredients: Vec<String>,
    /// What a portion gives.
    pub nutrients: Vec<Nutrient>,
    /// The votes, if they may be shown.
    pub votes: Option<Tally>,
}

impl ServedMeal {
    /// Puts the dishes in order. `total` counts all published votes on the meal, those on no dish in particular as well;
    /// each dish comes with its own.
    #[must_use]
    pub fn with_dishes(mut self, total: Tally, mut dishes: Vec<(ServedDish, Tally)>) -> Self {
        dishes.sort_by_key(|(dish, _)| (dish.sort_order, dish.id));
        self.votes = total.shown();
        self.dishes = dishes
            .into_iter()
            .map(|(dish, tally)| Arc::new(ServedDish { votes: tally.shown(), ..dish }))
            .collect();
        self
    }

    /// Whether somebody eats this meal.
    #[must_use]
    pub fn is_served(&self) -> bool {
        is_served(!self.dishes.is_empty(), &self.notices)
    }
}

/// Whether a row of a menu is a meal that somebody eats. One without dishes is, when the kitchen chooses on the day or
/// has not told yet; it is none when all there is to say is that the school is closed, what day it is, or some news, nor
/// when the kitchen took it back, whatever was to be eaten.
#[must_use]
pub fn is_served(has_dishes: bool, notices: &[Notice]) -> bool {
    if is_withdrawn(notices) {
        return false;
    }
    let promises = |notice: &Notice| matches!(notice.kind, NoticeKind::KitchensChoice | NoticeKind::Missing);
    has_dishes || notices.is_empty() || notices.iter().any(promises)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kind: NoticeKind) -> Notice {
        Notice { kind, text: String::new() }
    }

    #[test]
    fn a_holiday_is_no_meal_but_the_kitchens_choice_is() {
        let lov = notice(NoticeKind::Closed);
        let choice = notice(NoticeKind::KitchensChoice);
        assert!(!is_served(false, std::slice::from_ref(&lov)));
        assert!(!is_served(false, &[notice(NoticeKind::Holiday), lov.clone()]));
        assert!(!is_served(false, &[notice(NoticeKind::Information)]));
        assert!(is_served(false, std::slice::from_ref(&choice)));
        // "Jullov" with the after-school club open: "Kökets val".
        assert!(is_served(false, &[lov.clone(), choice]));
        assert!(is_served(false, &[notice(NoticeKind::Missing)]));
        assert!(is_served(true, std::slice::from_ref(&lov)));
        assert!(!is_served(true, &[lov, notice(NoticeKind::Withdrawn)]));
        assert!(is_served(false, &[]));
    }
}
