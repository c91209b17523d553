//! A menu as importers give it, line by line, and the meals that the lines make.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{AllergenKnowledge, AllergenStates, DietLabel, Notice, Nutrient};

/// What a meal is called when its feed does not say.
const UNNAMED: &str = "Lunch";

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
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

impl Line {
    /// The line without confirmations that a dish is free from something.
    pub(super) fn unconfirmed(mut self) -> Self {
        if let Self::Dish { dish, .. } = &mut self {
            dish.allergens.0.retain(|_, knowledge| *knowledge == AllergenKnowledge::Declared);
        }
        self
    }
}

/// A dish of a feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewDish {
    /// As the kitchen wrote it, tidied.
    pub name: String,
    /// Which alternative: "Alt 1".
    pub option_label: Option<String>,
    /// Place in the meal, from 1.
    pub order: i32,
    /// What the kitchen says it is.
    pub diet_labels: Vec<DietLabel>,
    /// What the feed says of allergens. What it does not say stays as it was, or unknown (M2).
    pub allergens: AllergenStates,
    /// Grams of CO2 equivalents a portion.
    pub co2e_grams: Option<i32>,
    /// What the kitchen tells of it beside its name.
    pub description: Option<String>,
    /// What it is made of.
    pub ingredients: Vec<String>,
    /// What a portion gives.
    pub nutrients: Vec<Nutrient>,
}

/// A meal as its lines tell, and which lines they were.
#[derive(Debug, Default)]
pub(super) struct NewMeal<'l> {
    pub name: String,
    pub notices: Vec<Notice>,
    /// Lines with notices.
    pub noticed_in: Vec<usize>,
    /// Dishes, each with its line.
    pub dishes: Vec<(usize, &'l NewDish)>,
}

/// The meals of each day. What is said of a day stands in its first meal; a day with nothing but notices has a meal
/// without dishes to hold them.
pub(super) fn by_day(lines: &[Line]) -> BTreeMap<NaiveDate, Vec<NewMeal<'_>>> {
    let mut days: BTreeMap<NaiveDate, Vec<NewMeal<'_>>> = BTreeMap::new();
    for (n, line) in lines.iter().enumerate() {
        match line {
            Line::Dish { date, meal, dish } => {
                in_meal(days.entry(*date).or_default(), meal, |meal| meal.dishes.push((n, dish)));
            }
            Line::Notice { date, meal: Some(meal), notice } => {
                in_meal(days.entry(*date).or_default(), meal, |meal| add(meal, n, notice));
            }
            Line::Notice { meal: None, .. } => {}
        }
    }
    for (n, line) in lines.iter().enumerate() {
        if let Line::Notice { date, meal: None, notice } = line {
            let meals = days.entry(*date).or_default();
            let first = meals.iter().min_by_key(|meal| rank(&meal.name)).map(|meal| meal.name.clone());
            in_meal(meals, first.as_deref().unwrap_or(UNNAMED), |meal| add(meal, n, notice));
        }
    }
    days
}

/// Puts something into the meal of that name, which is the day's last if it is new.
fn in_meal<'l>(meals: &mut Vec<NewMeal<'l>>, name: &str, put: impl FnOnce(&mut NewMeal<'l>)) {
    let name = one_line(name);
    let name = if name.is_empty() { UNNAMED.to_owned() } else { name };
    if let Some(known) = meals.iter_mut().find(|meal| meal.name == name) {
        return put(known);
    }
    let mut new = NewMeal { name, ..NewMeal::default() };
    put(&mut new);
    meals.push(new);
}

fn add(meal: &mut NewMeal<'_>, line: usize, notice: &Notice) {
    meal.noticed_in.push(line);
    let notice = Notice { kind: notice.kind, text: one_line(&notice.text) };
    let same = |known: &Notice| known.kind == notice.kind && sign(&known.text) == sign(&notice.text);
    if !meal.notices.iter().any(same) {
        meal.notices.push(notice);
    }
}

/// Where in the day a meal of this name stands.
pub(in crate::meals) fn rank(name: &str) -> i32 {
    let name = name.to_lowercase();
    let order = ["frukost", "förmiddag", "lunch", "efterrätt", "dessert", "mellanmål", "middag", "kväll"];
    let place = order.iter().position(|start| name.starts_with(start));
    place.and_then(|place| i32::try_from(place).ok()).map_or(50, |place| place * 10)
}

/// A text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What is left of a text when its case and its punctuation do not count.
pub(in crate::meals) fn sign(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
                    let dishes: Vec<_> = meal.dishes.iter().map(|(_, dish)| dish.name.as_str()).collect();
                    let notices: Vec<_> = meal.notices.iter().map(|notice| notice.text.as_str()).collect();
                    format!("{date} {}: {} ({})", meal.name, dishes.join(", "), notices.join(", "))
                })
            })
            .collect()
    }

    #[test]
    fn lines_become_days_and_meals() {
        let lines = [
            dish("2026-01-08", "Lunch", "Fisk"),
            dish("2026-01-07", "Frukost", "Gröt"),
            dish("2026-01-08", "Mellanmål", "Frukt"),
            dish("2026-01-08", " Lunch\u{0} ", "Tofu"),
        ];
        assert_eq!(
            told(&lines),
            [
                "2026-01-07 Frukost: Gröt ()",
                "2026-01-08 Lunch: Fisk, Tofu ()",
                "2026-01-08 Mellanmål: Frukt ()"
            ]
        );
    }

    #[test]
    fn a_notice_of_the_day_stands_in_the_first_meal_or_in_one_of_its_own() {
        let lines = [
            notice("2026-01-05", None, "Jullov"),
            notice("2026-01-05", None, "JULLOV!"),
            notice("2026-01-06", None, "Fritids öppet"),
            notice("2026-01-06", Some("Mellanmål"), "Frukt"),
            notice("2026-01-06", Some("Lunch"), "Kökets val"),
        ];
        assert_eq!(
            told(&lines),
            [
                "2026-01-05 Lunch:  (Jullov)",
                "2026-01-06 Mellanmål:  (Frukt)",
                "2026-01-06 Lunch:  (Kökets val, Fritids öppet)"
            ]
        );
    }
}
