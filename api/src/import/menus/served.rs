//! What a line of a menu means: a dish that can be eaten and rated, or a notice why there is none.

use std::collections::{BTreeSet, HashSet};

pub use entity::NoticeKind;

use super::super::html::without_markup;
use super::super::text::one_line;
use super::names::{dish_text, has_marks};
use super::notices::notice_kind;
use super::prefixes::{Parted, numbers_alternative, parted, without_number};
use super::vocabulary::{Diet, allergens_in};
use super::{Details, MenuEntry, Role};

/// What a line means.
#[derive(Debug, Clone, PartialEq)]
pub enum Served {
    /// Something to eat.
    Dish(Dish),
    /// The day's notice.
    Notice(Notice),
}

/// A dish.
#[derive(Debug, Clone, PartialEq)]
pub struct Dish {
    /// Which meal: "Lunch".
    pub meal: String,
    /// Its name, with entities resolved and without the labels that stood in brackets behind it.
    pub name: String,
    /// Which alternative: "Alt 1".
    pub label: Option<String>,
    /// What the kitchen says it is.
    pub diets: Vec<Diet>,
    /// Other words of the kitchen that have no code.
    pub words: Vec<String>,
    /// Codes of the allergens that the vendor declares (M2: all others are unknown).
    pub allergens: Vec<&'static str>,
    /// Allergens that were declared in words without a code.
    pub other_allergens: Vec<String>,
    /// What else the feed tells of it.
    pub details: Details,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which meal it stood in, if in one.
    pub meal: Option<String>,
    /// What it says.
    pub text: String,
    /// What it is about.
    pub kind: NoticeKind,
}

/// Judges a line.
#[must_use]
pub fn served(entry: &MenuEntry) -> Served {
    let text = one_line(&without_markup(&entry.dish));
    let (name, in_brackets) = without_labels(&text);
    let told = if entry.role == Role::Dish { parted(&name) } else { Parted::whole(&name) };
    let kind = if entry.role == Role::DayNote {
        Some(notice_kind(&name).unwrap_or(NoticeKind::Information))
    } else {
        notice_kind(told.dish)
    };
    let (meal, label) = meal_and_label(entry, &told);
    if let Some(kind) = kind {
        let meal = (entry.role == Role::Dish).then_some(meal);
        return Served::Notice(Notice { meal, text: if name.is_empty() { text } else { name }, kind });
    }
    let mut diets = BTreeSet::new();
    let mut words = Vec::new();
    let mut seen = HashSet::new();
    for word in in_brackets.iter().chain(&entry.tags) {
        if let Some(diet) = Diet::of(word) {
            diets.insert(diet);
        } else if seen.insert(word) {
            words.push(word.clone());
        }
    }
    let variant = meal.split_once(' ').map(|(_, variant)| variant);
    let labels = [label.as_deref(), told.label.as_deref(), variant];
    diets.extend(labels.into_iter().flatten().filter_map(Diet::of));
    let diets = diets.into_iter().collect();
    let (mut allergens, mut other_allergens) = (Vec::new(), Vec::new());
    for word in &entry.allergens {
        let codes = allergens_in(word);
        if codes.is_empty() {
            other_allergens.push(word.clone());
        }
        let new: Vec<_> = codes.into_iter().filter(|code| !allergens.contains(code)).collect();
        allergens.extend(new);
    }
    let mut details = entry.details.clone();
    if details.description.is_none() && has_marks(&entry.dish_raw) {
        // The marks mean something to the kitchen: what it wrote is kept beside the name.
        details.description = Some(one_line(&without_markup(&entry.dish_raw)));
    }
    let dish = dish_text(told.dish);
    let name = if dish.is_empty() { name } else { dish };
    Served::Dish(Dish { meal, name, label, diets, words, allergens, other_allergens, details })
}

/// The meal and the alternative. Mashie calls its alternatives meals; Mateo tells the meal in another field; all let their
/// kitchens write both before the dish.
fn meal_and_label(entry: &MenuEntry, told: &Parted<'_>) -> (String, Option<String>) {
    let meal = entry.meal.clone().filter(|meal| !meal.is_empty()).unwrap_or_else(|| "Lunch".to_owned());
    let entrys_label = entry.label.clone().or_else(|| told.label.clone());
    if numbers_alternative(&meal) {
        let before = told.meal.clone().unwrap_or_else(|| "Lunch".to_owned());
        return (before, entry.label.clone().or(Some(meal)));
    }
    // "Lunch: Fisk" where "Lunch husman" is served says nothing new.
    let lower = meal.to_lowercase();
    if let Some(before) = told.meal.as_ref().filter(|before| !lower.starts_with(&before.to_lowercase())) {
        return (before.clone(), entrys_label);
    }
    let other_meal = entry.kind.as_deref().and_then(|kind| {
        let name = without_number(kind);
        let known = ["frukost", "mellanmål", "middag", "kvällsmat", "kvällsmål", "dessert", "efterrätt"];
        known.iter().any(|meal| name.to_lowercase().starts_with(meal)).then(|| name.to_owned())
    });
    (other_meal.unwrap_or(meal), entrys_label)
}

/// Takes the labels away that stand in brackets at the end: "(Svenskproducerat, Fågel)". Brackets that hold
/// anything but known labels belong to the name.
fn without_labels(text: &str) -> (String, Vec<String>) {
    let mut name = text.trim();
    let mut brackets = Vec::new();
    while let Some((before, inside)) = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let words: Vec<String> =
            inside.split([',', '/']).map(one_line).filter(|word| !word.is_empty()).collect();
        if words.is_empty() || before.trim().is_empty() || !words.iter().all(|word| Diet::of(word).is_some())
        {
            break;
        }
        brackets.push(words);
        name = before.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
    }
    (name.to_owned(), brackets.into_iter().rev().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(meal: &str, text: &str, label: Option<&str>) -> Served {
        served(&MenuEntry::dish(chrono::NaiveDate::MIN, meal, text, label.map(str::to_owned), 1))
    }

    fn judge(text: &str) -> Option<NoticeKind> {
        match line("Lunch", text, None) {
            Served::Dish(_) => None,
            Served::Notice(notice) => Some(notice.kind),
        }
    }

    #[test]
    fn what_stands_before_a_dish_tells_its_meal_its_alternative_and_its_diet() {
        for (meal, text, label, expected) in [
            ("Lunch", "Mellanmål: Smörgås", Some("Alt 3"), ("Mellanmål", "Smörgås", Some("Alt 3"), vec![])),
            (
                "Lunch",
                "veg: linssoppa",
                Some("Alt 2"),
                ("Lunch", "Linssoppa", Some("Alt 2"), vec![Diet::Vegetarian]),
            ),
            ("Lunch", "V: Tofu", None, ("Lunch", "Tofu", Some("V"), vec![Diet::Vegetarian])),
            ("Lunch", "Meny 2: Lasagne", None, ("Lunch", "Lasagne", Some("Meny 2"), vec![])),
            ("Lunch husman", "Lunch: Fisk", None, ("Lunch husman", "Fisk", None, vec![])),
            ("Lunch vegetariskt", "Tofu", None, ("Lunch vegetariskt", "Tofu", None, vec![Diet::Vegetarian])),
            ("Middag 1", "Fisk", None, ("Middag 1", "Fisk", None, vec![])),
            ("Alt 1", "Middag: Fisk", None, ("Middag", "Fisk", Some("Alt 1"), vec![])),
        ] {
            let Served::Dish(dish) = line(meal, text, label) else { panic!("{text} is a dish") };
            assert_eq!((&*dish.meal, &*dish.name, dish.label.as_deref(), dish.diets), expected, "{text}");
        }
    }

    #[test]
    fn the_marks_that_a_kitchen_wrote_are_kept_beside_the_name() {
        let Served::Dish(dish) = line("Lunch", "A: Stekt fläsk (f)*, löksås", None) else {
            panic!("a dish")
        };
        assert_eq!(dish.name, "Stekt fläsk, löksås");
        assert_eq!(dish.details.description.as_deref(), Some("A: Stekt fläsk (f)*, löksås"));
        let Served::Dish(plain) = line("Lunch", "Stekt fläsk ,löksås", None) else { panic!("a dish") };
        assert_eq!((&*plain.name, plain.details.description), ("Stekt fläsk, löksås", None));
    }

    #[test]
    fn days_without_food_are_notices() {
        for text in [
            "Lov",
            "Jullov",
            "Jullov-Fritids öppet",
            "Jullov -Fritids öppet",
            "Stängt",
            "Stängt ~ Röd dag",
            "Studiedag",
            "Skolan är stängd",
            "Höstlov v. 44",
            "Studiedag för personal",
            "Röd dag",
            "Lov!",
            "Påsklov :)",
        ] {
            assert_eq!(judge(text), Some(NoticeKind::Closed), "{text}");
        }
        for text in
            ["Trettondagen", "Julafton", "Nyårsdagen 2026", "Mårtens afton!", "Kristi himmelsfärdsdag."]
        {
            assert_eq!(judge(text), Some(NoticeKind::Holiday), "{text}");
        }
        assert_eq!(judge("Meny saknad för denna dag."), Some(NoticeKind::Missing));
        assert_eq!(
            judge("Driftstörning - felaktig matsedel är publicerad med våra hjältar"),
            Some(NoticeKind::Information)
        );
    }

    #[test]
    fn somebodys_choice_is_a_notice() {
        for text in [
            "Kökets val",
            "Kökets val (Vegetariskt)",
            "Kökets eget val",
            "Kökets gröna val (Vegetariskt)",
            "Kockens val av paj",
            "Kökets val av vegetarisk",
            "Kökets vegetariska val.",
            "Barns och elevers val",
            "Lunch 1: Kökets val",
            "Köketsval 1",
            "Veg: Kockens val",
            "Vegetariskt alternativ",
            "Veg:alt",
            "Önskefredag",
            "Husets meny",
            "Kockens soppval",
            "Kockens grön val",
            "Vad huset förmår",
            "Kökets val av fisk",
        ] {
            assert_eq!(judge(text), Some(NoticeKind::KitchensChoice), "{text}");
        }
    }

    #[test]
    fn food_stays_food() {
        for text in [
            "Kökets panerade fisk med remouladsås",
            "Julbord",
            "Lövbiff",
            "Påsktallrik",
            "Jullunch",
            "Barnens val - fiskrätt",
            "Kycklinggryta",
            "Valfri soppa",
            "Vallmosallad",
            "Kökets pannbiff, sås & kokt potatis",
            "Midsommarbuffé",
            "Restfest",
            "Oxpytt (Nationaldagen)",
            "Dagens soppa",
            "Jansons frestelse",
            "Lunch 2: Fisk",
            "Stångkorv",
            "Vegetarisk lasagne",
            "Dagens meny: Fisk",
            "Sista skoldagens tårta",
        ] {
            assert_eq!(judge(text), None, "{text}");
        }
    }

    #[test]
    fn labels_in_brackets_become_diets_and_other_brackets_stay() {
        assert_eq!(
            without_labels("Pannbiff (Svenskproducerat, Fågel)"),
            ("Pannbiff".into(), vec!["Svenskproducerat".into(), "Fågel".into()])
        );
        assert_eq!(without_labels("Gryta (stark) (Vegan)"), ("Gryta (stark)".into(), vec!["Vegan".into()]));
        assert_eq!(without_labels("(Vegetariskt)"), ("(Vegetariskt)".into(), vec![]));
    }
}
