//! A menu as importers give it: lines in the feed's order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{AllergenStates, DietLabel, Notice};

/// What a meal is called when its feed does not say.
const UNNAMED: &str = "Lunch";

/// A line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Something to eat.
    Dish {
        /// Swedish local date.
        date: NaiveDate,
        /// Which meal: "Lunch".
        meal: String,
        /// What it is.
        dish: NewDish,
    },
    /// Something that the kitchen says.
    Notice {
        /// Swedish local date.
        date: NaiveDate,
        /// Which meal it stands in; none when it is about the day.
        meal: Option<String>,
        /// What is said.
        notice: Notice,
    },
}

/// A dish of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDish {
    /// As the kitchen wrote it, tidied.
    pub name: String,
    /// Which alternative: "Alt 1".
    pub option_label: Option<String>,
    /// What the kitchen says it is.
    pub diet_labels: Vec<DietLabel>,
    /// What the feed says of allergens; what it does not say is unknown (M2).
    pub allergens: AllergenStates,
    /// Grams of CO2 equivalents a portion.
    pub co2e_grams: Option<i32>,
}

/// A meal as its lines tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NewMeal {
    pub name: String,
    pub notices: Vec<Notice>,
    pub dishes: Vec<NewDish>,
}

/// The meals of each day, in the feed's order. What is said of a day stands in its first meal; a day with nothing but
/// notices has a meal without dishes to hold them.
pub(super) fn by_day(lines: &[Line]) -> BTreeMap<NaiveDate, Vec<NewMeal>> {
    let mut days: BTreeMap<NaiveDate, Vec<NewMeal>> = BTreeMap::new();
    for line in lines {
        match line {
            Line::Dish { date, meal, dish } if !dish.name.trim().is_empty() => {
                let dish = NewDish { name: one_line(&dish.name), ..dish.clone() };
                in_meal(days.entry(*date).or_default(), meal, |meal| meal.dishes.push(dish));
            }
            Line::Notice { date, meal: Some(meal), notice } => {
                in_meal(days.entry(*date).or_default(), meal, |meal| add(meal, notice));
            }
            Line::Dish { .. } | Line::Notice { .. } => {}
        }
    }
    for line in lines {
        if let Line::Notice { date, meal: None, notice } = line {
            let meals = days.entry(*date).or_default();
            let name = meals.first().map_or_else(|| UNNAMED.to_owned(), |meal| meal.name.clone());
            in_meal(meals, &name, |meal| add(meal, notice));
        }
    }
    days
}

/// Puts something into the meal of that name, which is the day's last if it is new.
fn in_meal(meals: &mut Vec<NewMeal>, name: &str, put: impl FnOnce(&mut NewMeal)) {
    let name = one_line(name);
    let name = if name.is_empty() { UNNAMED.to_owned() } else { name };
    if let Some(known) = meals.iter_mut().find(|meal| meal.name == name) {
        return put(known);
    }
    let mut new = NewMeal { name, ..NewMeal::default() };
    put(&mut new);
    meals.push(new);
}

fn add(meal: &mut NewMeal, notice: &Notice) {
    let notice = Notice { kind: notice.kind, text: one_line(&notice.text) };
    if !meal.notices.contains(&notice) {
        meal.notices.push(notice);
    }
}

/// A text on one line, without control characters.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use entity::NoticeKind;

    use super::*;

    fn dish(date: &str, meal: &str, name: &str) -> Line {
        let dish = NewDish { name: name.to_owned(), ..NewDish::default() };
        Line::Dish { date: date.parse().unwrap(), meal: meal.to_owned(), dish }
    }

    fn notice(date: &str, meal: Option<&str>, text: &str) -> Line {
        let notice = Notice { kind: NoticeKind::Closed, text: text.to_owned() };
        Line::Notice { date: date.parse().unwrap(), meal: meal.map(str::to_owned), notice }
    }

    fn told(lines: &[Line]) -> Vec<String> {
        by_day(lines)
            .into_iter()
            .flat_map(|(date, meals)| {
                meals.into_iter().map(move |meal| {
                    let dishes: Vec<_> = meal.dishes.into_iter().map(|dish| dish.name).collect();
                    let notices: Vec<_> = meal.notices.into_iter().map(|notice| notice.text).collect();
                    format!("{date} {}: {} ({})", meal.name, dishes.join(", "), notices.join(", "))
                })
            })
            .collect()
    }

    #[test]
    fn lines_become_days_and_meals_in_the_feeds_order() {
        let lines = [
            dish("2026-01-08", "Lunch", "Fisk\u{0}\n gratäng "),
            dish("2026-01-07", "Frukost", "Gröt"),
            dish("2026-01-08", "Mellanmål", "Frukt"),
            dish("2026-01-08", " Lunch ", "Tofu"),
            dish("2026-01-08", "Lunch", "  "),
        ];
        assert_eq!(
            told(&lines),
            [
                "2026-01-07 Frukost: Gröt ()",
                "2026-01-08 Lunch: Fisk gratäng, Tofu ()",
                "2026-01-08 Mellanmål: Frukt ()"
            ]
        );
    }

    #[test]
    fn a_notice_of_the_day_stands_in_the_first_meal_or_in_one_of_its_own() {
        let lines = [
            notice("2026-01-05", None, "Jullov"),
            notice("2026-01-05", None, "Jullov"),
            notice("2026-01-06", None, "Fritids öppet"),
            notice("2026-01-06", Some("Måltid 1"), "Kökets val"),
        ];
        assert_eq!(
            told(&lines),
            ["2026-01-05 Lunch:  (Jullov)", "2026-01-06 Måltid 1:  (Kökets val, Fritids öppet)"]
        );
    }
}
