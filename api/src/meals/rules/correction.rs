//! What staff may write of a meal, and what the meal is then.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use entity::{
    Allergen, AllergenKnowledge, DietLabel, Notice, NoticeKind, Nutrient, Nutrients, StringList, dish,
};
use uuid::Uuid;

use crate::platform::{
    Element,
    pii::{Place, find_identity_number},
    text,
};

/// How long the name of a dish may be, in characters.
pub const DISH_LENGTH: usize = 300;
/// How long the name of a meal, or of an alternative, may be.
pub const NAME_LENGTH: usize = 60;
/// How long a notice may be.
pub const NOTICE_LENGTH: usize = 300;
/// How many dishes a meal may have.
pub const MOST_DISHES: usize = 30;
/// How many notices a meal may have.
pub const MOST_NOTICES: usize = 10;
/// How long the description of a dish may be.
pub const DESCRIPTION_LENGTH: usize = 1_000;
/// How many ingredients, and how many nutrients, a dish may have.
pub const MOST_DETAILS: usize = 100;
/// More grams of CO2 equivalents than any portion costs.
pub const MOST_CO2E: i32 = 100_000;
/// More of a nutrient than any portion gives, in any unit.
pub const MOST_OF_A_NUTRIENT: f64 = 1_000_000.0;
/// So many days before today and after it a meal may be.
const FAR: Days = Days::new(400);

/// What staff say of something that a dish need not have.
#[derive(Clone, Debug)]
pub enum Said<T> {
    /// Nothing: it stays as it is.
    Nothing,
    /// That the dish has none.
    Gone,
    /// What it is.
    Is(T),
}

impl<T> Said<T> {
    fn or(self, known: Option<T>) -> Option<T> {
        match self {
            Self::Nothing => known,
            Self::Gone => None,
            Self::Is(value) => Some(value),
        }
    }
}

/// A dish as staff write it. What is left out stays as it is.
#[derive(Clone, Debug)]
pub struct WantedDish {
    /// One of the meal's; a new one when left out.
    pub id: Option<Uuid>,
    pub name: String,
    pub option_label: Said<String>,
    pub diet_labels: Option<Vec<DietLabel>>,
    /// Those that are named; nothing known is unknown.
    pub allergens: Vec<(Allergen, Option<AllergenKnowledge>)>,
    pub co2e_grams: Said<i32>,
    pub description: Said<String>,
    pub ingredients: Option<Vec<String>>,
    pub nutrients: Option<Vec<Nutrient>>,
}

impl WantedDish {
    /// All that is written of it.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let said = [&self.option_label, &self.description].into_iter().filter_map(|said| match said {
            Said::Is(text) => Some(text),
            Said::Nothing | Said::Gone => None,
        });
        let nutrients = self.nutrients.iter().flatten();
        let nutrients =
            nutrients.flat_map(|it| [Some(&it.name), it.unit.as_ref(), it.code.as_ref()]).flatten();
        let texts = std::iter::once(&self.name).chain(said).chain(self.ingredients.iter().flatten());
        texts.chain(nutrients).map(String::as_str)
    }
}

/// What is wrong with what staff write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuFault {
    /// More than [`MOST_DISHES`].
    TooManyDishes,
    /// One of another meal, or of none.
    DishNotOfMeal,
    /// Twice in the list.
    DishRepeated,
    /// There is a personal identity number in what is written (T7).
    TellsIdentityNumber,
    /// Nothing is in it.
    DishNameBlank,
    /// Longer than [`DISH_LENGTH`].
    DishNameTooLong,
    /// Longer than [`NAME_LENGTH`].
    OptionLabelTooLong,
    /// Twice for one dish.
    AllergenRepeated,
    /// Below zero, or more than [`MOST_CO2E`].
    FootprintOutOfRange,
    /// Longer than [`DESCRIPTION_LENGTH`].
    DescriptionTooLong,
    /// An ingredient that says nothing or more than [`DISH_LENGTH`] characters; more than [`MOST_DETAILS`] of them.
    IngredientsInvalid,
    /// A nutrient without a name, or with one, a unit or a code longer than [`NAME_LENGTH`]; an amount that is none; more
    /// than [`MOST_DETAILS`] of them.
    NutrientsInvalid,
    /// More than [`MOST_NOTICES`].
    TooManyNotices,
    /// Nothing is in it.
    NoticeBlank,
    /// Longer than [`NOTICE_LENGTH`].
    NoticeTooLong,
    /// That a meal is taken back is said by taking it back.
    NoticeWithdraws,
}

/// A fault with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub fault: MenuFault,
    /// Where that is.
    pub at: At,
}

/// Where a fault is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The list, and the element of it, that it is in; none if it is about the list.
    pub element: Option<Element>,
    /// The characters that are at fault, where it is not the whole text.
    pub place: Option<Place>,
}

impl MenuFault {
    fn of(self, element: Element) -> Placed {
        Placed { fault: self, at: At { element: Some(element), place: None } }
    }

    fn of_list(self) -> Placed {
        Placed { fault: self, at: At::default() }
    }
}

/// Tidies what staff write of dishes.
///
/// # Errors
/// All faults of each dish; of too many dishes, only that they are.
pub fn read_dishes(mut dishes: Vec<WantedDish>) -> Result<Vec<WantedDish>, Vec<Placed>> {
    if dishes.len() > MOST_DISHES {
        return Err(vec![MenuFault::TooManyDishes.of_list()]);
    }
    let mut ids = HashSet::new();
    let mut all = Vec::new();
    for (index, dish) in dishes.iter_mut().enumerate() {
        let mut faults = Vec::new();
        if dish.id.is_some_and(|id| !ids.insert(id)) {
            faults.push(MenuFault::DishRepeated);
        }
        dish.name = text::line(&dish.name);
        if dish.name.is_empty() {
            faults.push(MenuFault::DishNameBlank);
        }
        if is_longer(&dish.name, DISH_LENGTH) {
            faults.push(MenuFault::DishNameTooLong);
        }
        if let Said::Is(label) = &dish.option_label {
            let label = text::line(label);
            if is_longer(&label, NAME_LENGTH) {
                faults.push(MenuFault::OptionLabelTooLong);
            }
            dish.option_label = if label.is_empty() { Said::Gone } else { Said::Is(label) };
        }
        if let Some(labels) = &mut dish.diet_labels {
            labels.sort_unstable();
            labels.dedup();
        }
        let mut named = HashSet::new();
        if !dish.allergens.iter().all(|(allergen, _)| named.insert(*allergen)) {
            faults.push(MenuFault::AllergenRepeated);
        }
        if matches!(dish.co2e_grams, Said::Is(grams) if !(0..=MOST_CO2E).contains(&grams)) {
            faults.push(MenuFault::FootprintOutOfRange);
        }
        faults.extend(read_details(dish));
        all.extend(faults.into_iter().map(|fault| fault.of(("dishes", index))));
        all.extend(dish.texts().find_map(|text| telling(("dishes", index), text)));
    }
    if all.is_empty() { Ok(dishes) } else { Err(all) }
}

/// That a text of the element tells a personal identity number, if it does.
fn telling(element: Element, text: &str) -> Option<Placed> {
    let place = Some(find_identity_number(text, text)?);
    Some(Placed { fault: MenuFault::TellsIdentityNumber, at: At { element: Some(element), place } })
}

/// Tidies what a dish is made of.
fn read_details(dish: &mut WantedDish) -> Vec<MenuFault> {
    let mut faults = Vec::new();
    if let Said::Is(description) = &dish.description {
        let description = text::paragraphs(description);
        if is_longer(&description, DESCRIPTION_LENGTH) {
            faults.push(MenuFault::DescriptionTooLong);
        }
        dish.description = if description.is_empty() { Said::Gone } else { Said::Is(description) };
    }
    let ingredients = dish.ingredients.as_deref_mut().unwrap_or_default();
    for ingredient in &mut *ingredients {
        *ingredient = text::line(ingredient);
    }
    if ingredients.len() > MOST_DETAILS
        || ingredients.iter().any(|name| name.is_empty() || is_longer(name, DISH_LENGTH))
    {
        faults.push(MenuFault::IngredientsInvalid);
    }
    let nutrients = dish.nutrients.as_deref_mut().unwrap_or_default();
    for nutrient in &mut *nutrients {
        nutrient.name = text::line(&nutrient.name);
        for word in [&mut nutrient.unit, &mut nutrient.code] {
            *word = word.take().map(|said| text::line(&said)).filter(|said| !said.is_empty());
        }
    }
    let is_told = |nutrient: &Nutrient| {
        let words = [Some(&nutrient.name), nutrient.unit.as_ref(), nutrient.code.as_ref()];
        !nutrient.name.is_empty()
            && (0.0..=MOST_OF_A_NUTRIENT).contains(&nutrient.amount)
            && words.into_iter().flatten().all(|word| !is_longer(word, NAME_LENGTH))
    };
    if nutrients.len() > MOST_DETAILS || !nutrients.iter().all(is_told) {
        faults.push(MenuFault::NutrientsInvalid);
    }
    faults
}

/// Tidies notices.
///
/// # Errors
/// All faults of each notice; of too many notices, only that they are.
pub fn read_notices(mut notices: Vec<Notice>) -> Result<Vec<Notice>, Vec<Placed>> {
    if notices.len() > MOST_NOTICES {
        return Err(vec![MenuFault::TooManyNotices.of_list()]);
    }
    let mut all = Vec::new();
    for (index, notice) in notices.iter_mut().enumerate() {
        let mut faults = Vec::new();
        notice.text = text::line(&notice.text);
        if notice.text.is_empty() {
            faults.push(MenuFault::NoticeBlank);
        }
        if is_longer(&notice.text, NOTICE_LENGTH) {
            faults.push(MenuFault::NoticeTooLong);
        }
        if notice.kind == NoticeKind::Withdrawn {
            faults.push(MenuFault::NoticeWithdraws);
        }
        all.extend(faults.into_iter().map(|fault| fault.of(("notices", index))));
        all.extend(telling(("notices", index), &notice.text));
    }
    if all.is_empty() { Ok(notices) } else { Err(all) }
}

/// What is wrong with the name or the day of a meal that staff write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MealFault {
    /// Nothing is in it.
    NameBlank,
    /// Longer than [`NAME_LENGTH`].
    NameTooLong,
    /// More than 400 days away.
    DateTooFar,
    /// There is a personal identity number in the name (T7).
    NameTellsIdentityNumber(Place),
}

/// Tidies the name of a meal and checks its day.
///
/// # Errors
/// All faults.
pub fn read_meal(name: &str, date: NaiveDate, today: NaiveDate) -> Result<String, Vec<MealFault>> {
    let mut faults = Vec::new();
    let (written, name) = (name, text::line(name));
    if name.is_empty() {
        faults.push(MealFault::NameBlank);
    }
    if is_longer(&name, NAME_LENGTH) {
        faults.push(MealFault::NameTooLong);
    }
    faults.extend(find_identity_number(written, &name).map(MealFault::NameTellsIdentityNumber));
    let far = (today.checked_sub_days(FAR), today.checked_add_days(FAR));
    if far.0.is_some_and(|first| date < first) || far.1.is_some_and(|last| date > last) {
        faults.push(MealFault::DateTooFar);
    }
    if faults.is_empty() { Ok(name) } else { Err(faults) }
}

fn is_longer(text: &str, length: usize) -> bool {
    text.chars().count() > length
}

/// Whether a dish is left out that may have votes: it must not go, and the votes with it. From the meal's day on each may have:
/// whether it has is not told, for by its coming and going a single vote would be known (M6).
pub fn leaves_out_votes(
    wanted: &[WantedDish],
    stored: &[dish::Model],
    (served_on, today): (NaiveDate, NaiveDate),
) -> bool {
    served_on <= today && stored.iter().any(|dish| wanted.iter().all(|wanted| wanted.id != Some(dish.id)))
}

/// The dishes of the meal as staff want them.
///
/// # Errors
/// Each dish that the meal does not have.
pub fn corrected(
    stored: &[dish::Model],
    wanted: &[WantedDish],
    blank: impl Fn() -> dish::Model,
) -> Result<Vec<dish::Model>, Vec<Placed>> {
    let known = |id| stored.iter().find(|dish| dish.id == id);
    let foreign = wanted.iter().enumerate().filter(|(_, dish)| dish.id.is_some_and(|id| known(id).is_none()));
    let faults: Vec<_> = foreign.map(|(index, _)| MenuFault::DishNotOfMeal.of(("dishes", index))).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let dishes = wanted.iter().zip(1..).map(|(wanted, place)| {
        let dish = wanted.id.and_then(known).cloned().unwrap_or_else(&blank);
        dish::Model { sort_order: place, ..as_wanted(dish, wanted) }
    });
    Ok(dishes.collect())
}

/// What is not said stays, but for confirmations, and what a feed described, of a dish of another name.
fn as_wanted(mut dish: dish::Model, wanted: &WantedDish) -> dish::Model {
    let mut allergens = dish.allergens.clone();
    if dish.name.to_lowercase() != wanted.name.to_lowercase() {
        allergens.0.retain(|_, knowledge| *knowledge == AllergenKnowledge::Declared);
        dish = dish::Model { description: None, ingredients: None, nutrients: None, ..dish };
    }
    for (allergen, knowledge) in &wanted.allergens {
        allergens.set(*allergen, *knowledge);
    }
    let labels = wanted.diet_labels.as_ref().map(|labels| StringList::of_kinds(labels.iter().copied()));
    dish::Model {
        name: wanted.name.clone(),
        option_label: wanted.option_label.clone().or(dish.option_label),
        diet_labels: labels.unwrap_or(dish.diet_labels),
        allergens,
        co2e_grams: wanted.co2e_grams.clone().or(dish.co2e_grams),
        description: wanted.description.clone().or(dish.description),
        ingredients: list(wanted.ingredients.as_ref(), dish.ingredients, StringList),
        nutrients: list(wanted.nutrients.as_ref(), dish.nutrients, Nutrients),
        ..dish
    }
}

/// What is said of a list; an empty one takes it away.
fn list<T: Clone, L>(wanted: Option<&Vec<T>>, known: Option<L>, list: impl Fn(Vec<T>) -> L) -> Option<L> {
    match wanted {
        None => known,
        Some(wanted) => (!wanted.is_empty()).then(|| list(wanted.clone())),
    }
}

#[cfg(test)]
mod tests {
    use entity::AllergenStates;

    use super::*;

    fn wanted(name: &str) -> WantedDish {
        WantedDish {
            id: None,
            name: name.to_owned(),
            option_label: Said::Nothing,
            diet_labels: None,
            allergens: Vec::new(),
            co2e_grams: Said::Nothing,
            description: Said::Nothing,
            ingredients: None,
            nutrients: None,
        }
    }

    fn stored(id: u128, name: &str) -> dish::Model {
        dish::Model {
            municipality_id: 1,
            id: Uuid::from_u128(id),
            meal_id: Uuid::nil(),
            name: name.to_owned(),
            option_label: Some("Alt 1".to_owned()),
            sort_order: 0,
            diet_labels: StringList::default(),
            allergens: AllergenStates::of([
                (Allergen::Milk, AllergenKnowledge::Declared),
                (Allergen::Nuts, AllergenKnowledge::KitchenConfirmedNone),
            ]),
            co2e_grams: Some(400),
            description: Some("Med citron".to_owned()),
            ingredients: None,
            nutrients: None,
        }
    }

    fn known(dish: &dish::Model) -> Vec<&str> {
        dish.allergens.0.keys().map(String::as_str).collect()
    }

    #[test]
    fn what_is_left_out_stays_but_what_was_confirmed_of_other_food() {
        let fish = stored(1, "Fisk");
        let same = as_wanted(fish.clone(), &wanted("FISK"));
        assert_eq!((known(&same), same.co2e_grams), (vec!["MILK", "NUTS"], Some(400)));
        assert_eq!(same.option_label.as_deref(), Some("Alt 1"));
        assert_eq!(same.description.as_deref(), Some("Med citron"));
        let tofu = as_wanted(fish.clone(), &wanted("Tofu"));
        assert_eq!((known(&tofu), tofu.description.as_deref()), (vec!["MILK"], None));
        let said = WantedDish {
            allergens: vec![(Allergen::Milk, None), (Allergen::Fish, Some(AllergenKnowledge::Declared))],
            ..wanted("Fisk")
        };
        assert_eq!(known(&as_wanted(fish, &said)), ["FISH", "NUTS"]);
    }

    #[test]
    fn a_dish_that_may_have_votes_cannot_be_left_out_and_a_foreign_one_is_none() {
        let dishes = [stored(1, "Fisk"), stored(2, "Tofu")];
        let days = |served: &str| (served.parse().unwrap(), "2026-09-14".parse().unwrap());
        let foreign = WantedDish { id: Some(Uuid::from_u128(9)), ..wanted("Soppa") };
        assert!(leaves_out_votes(std::slice::from_ref(&foreign), &dishes, days("2026-09-14")));
        assert!(!leaves_out_votes(std::slice::from_ref(&foreign), &dishes, days("2026-09-15")));
        let faults = corrected(&dishes, &[wanted("Soppa"), foreign], || stored(7, "")).unwrap_err();
        assert_eq!(faults, [MenuFault::DishNotOfMeal.of(("dishes", 1))]);
        let kept = WantedDish { id: Some(dishes[1].id), ..wanted("Tofu med ris") };
        assert!(!leaves_out_votes(std::slice::from_ref(&kept), &dishes[1..], days("2026-09-14")));
        let after = corrected(&dishes, &[wanted("Soppa"), kept], || stored(7, "")).unwrap();
        let told: Vec<_> = after.iter().map(|dish| (dish.name.as_str(), dish.sort_order)).collect();
        assert_eq!(told, [("Soppa", 1), ("Tofu med ris", 2)]);
        assert_eq!(after[1].id, dishes[1].id);
    }

    #[test]
    fn all_faults_of_what_staff_write_are_told_together() {
        let strange = WantedDish {
            option_label: Said::Is("x".repeat(NAME_LENGTH + 1)),
            allergens: vec![(Allergen::Milk, None), (Allergen::Milk, None)],
            co2e_grams: Said::Is(-1),
            description: Said::Is("x".repeat(DESCRIPTION_LENGTH + 1)),
            ingredients: Some(vec![" ".to_owned()]),
            nutrients: Some(vec![Nutrient {
                name: "Fett".to_owned(),
                amount: f64::NAN,
                unit: None,
                code: None,
            }]),
            ..wanted("\u{200b} ")
        };
        assert_eq!(
            read_dishes(vec![strange, wanted("")]).unwrap_err(),
            [
                MenuFault::DishNameBlank.of(("dishes", 0)),
                MenuFault::OptionLabelTooLong.of(("dishes", 0)),
                MenuFault::AllergenRepeated.of(("dishes", 0)),
                MenuFault::FootprintOutOfRange.of(("dishes", 0)),
                MenuFault::DescriptionTooLong.of(("dishes", 0)),
                MenuFault::IngredientsInvalid.of(("dishes", 0)),
                MenuFault::NutrientsInvalid.of(("dishes", 0)),
                MenuFault::DishNameBlank.of(("dishes", 1)),
            ]
        );
        let notice = |kind, text: &str| Notice { kind, text: text.to_owned() };
        let notices = vec![notice(NoticeKind::Withdrawn, "Inställt"), notice(NoticeKind::Closed, " ")];
        assert_eq!(
            read_notices(notices).unwrap_err(),
            [MenuFault::NoticeWithdraws.of(("notices", 0)), MenuFault::NoticeBlank.of(("notices", 1))]
        );
        let many = vec![wanted(""); MOST_DISHES + 1];
        assert_eq!(read_dishes(many).unwrap_err(), [MenuFault::TooManyDishes.of_list()]);
    }

    #[test]
    fn a_meal_is_named_and_within_reach() {
        let today = "2026-09-14".parse().unwrap();
        assert_eq!(read_meal(" Lunch ", today, today), Ok("Lunch".to_owned()));
        let far = "2028-01-01".parse().unwrap();
        assert_eq!(read_meal("", far, today), Err(vec![MealFault::NameBlank, MealFault::DateTooFar]));
    }
}
