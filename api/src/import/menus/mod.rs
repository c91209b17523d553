//! School menus from the vendors that municipalities use, brought to one neutral form.
//!
//! Two stages, kept apart on purpose. The first, one file per vendor, says what the feed says, in order and
//! unjudged: a [`MenuEntry`] for each dish line, "Jullov" and "Kökets val" included. The second, [`served`],
//! judges: what is a dish that can be rated, and what is a notice why there is none.

pub mod calendar;
pub mod courses;
mod details;
#[cfg(test)]
mod expected_tests;
pub mod feed;
pub mod foodit;
#[cfg(test)]
mod fuzz_tests;
mod ics;
pub mod mashie;
pub mod mateo;
pub mod menugo;
mod names;
mod notices;
mod page;
mod prefixes;
pub mod served;
pub mod skolmaten;
pub mod vocabulary;

use chrono::NaiveDate;
use serde_json::Value;

use super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::html::without_markup;
use super::json::Object;
use super::parsed::{Parsed, Position, Unusable};
use super::reading::{Record, field};
use super::text::{one_line, tidy};
use super::times;

pub use details::Details;
pub use names::dish_text;
pub use served::{Dish, Notice, NoticeKind, Served, served};

/// Who made the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// foodit.se
    FoodIt,
    /// skolmaten.se
    Skolmaten,
    /// mateo.se
    Mateo,
    /// matildaplatform.com; its meals are nearly those of Open Meal.
    Matilda,
    /// mashie.com
    Mashie,
    /// menugo.se
    MenuGo,
    /// Anybody who answers as Open Meal 3.3 says.
    OpenMeal,
    /// Anybody who keeps the menu as a calendar (RFC 5545).
    Calendar,
}

impl Vendor {
    /// Those who are known by their host.
    pub const WITH_A_HOST: [Self; 6] =
        [Self::FoodIt, Self::Skolmaten, Self::Mateo, Self::Matilda, Self::Mashie, Self::MenuGo];

    /// The vendor's host, as it stands in the captures' first line, or the standard's name.
    #[must_use]
    pub fn host(self) -> &'static str {
        match self {
            Self::FoodIt => "foodit.se",
            Self::Skolmaten => "skolmaten.se",
            Self::Mateo => "mateo.se",
            Self::Matilda => "matildaplatform.com",
            Self::Mashie => "mashie.com",
            Self::MenuGo => "menugo.se",
            Self::OpenMeal => "Open Meal",
            Self::Calendar => "iCalendar",
        }
    }
}

/// One file of a vendor.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// Who made it.
    pub vendor: Vendor,
    /// What the feed calls the place that serves, if it does.
    pub place: Option<String>,
    /// Where it was fetched, if the file says.
    pub address: Option<String>,
    /// The lines of the menu, in order.
    pub entries: Parsed<MenuEntry>,
}

impl Menu {
    /// What tells this feed from others: a school can have one for its lunches and another for its evenings, from the
    /// same vendor, and neither may take the other's meals for its own.
    #[must_use]
    pub fn source(&self) -> String {
        let host = self.vendor.host();
        self.place.as_ref().map_or_else(|| host.to_owned(), |place| format!("{host}: {place}"))
    }
}

/// What a line of a menu is in the feed's own structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It stands where dishes stand.
    Dish,
    /// It stands beside the dishes, in a field for holidays, deviations or information.
    DayNote,
}

/// Reads a menu of a vendor. `reference` is the day around which weeks without a year are looked for.
///
/// # Errors
/// That it cannot be read as that vendor's at all.
pub fn read(vendor: Vendor, bytes: &[u8], reference: NaiveDate) -> Result<Menu, Unusable> {
    let mut menu = match vendor {
        Vendor::FoodIt => foodit::parse(bytes, reference),
        Vendor::Skolmaten => skolmaten::parse(bytes, reference),
        Vendor::Mateo => mateo::parse(bytes),
        Vendor::Matilda | Vendor::OpenMeal => courses::parse(bytes, vendor),
        Vendor::Mashie => mashie::parse(bytes),
        Vendor::MenuGo => menugo::parse(bytes),
        Vendor::Calendar => calendar::parse(bytes),
    }?;
    // Words that have no code are not kept; that they were there is.
    for row in &menu.entries.rows {
        let Served::Dish(dish) = served(&row.value) else { continue };
        dish.words.iter().for_each(|_| menu.entries.notes.take(NoteCode::ValueLeftOut, "tags", &row.at));
        let without_code = dish.other_allergens.iter();
        without_code.for_each(|_| menu.entries.notes.take(NoteCode::ValueLeftOut, "allergens", &row.at));
    }
    Ok(menu)
}

/// One line of a menu, as the feed has it.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuEntry {
    /// The day in Sweden.
    pub date: NaiveDate,
    /// What the feed calls the meal, or what its vendor serves when it calls it nothing.
    pub meal_raw: Option<String>,
    /// The meal, tidied.
    pub meal: Option<String>,
    /// The line exactly as the feed has it.
    pub dish_raw: String,
    /// Its name, tidied: [`dish_text`].
    pub dish: String,
    /// Which alternative: "Alt 1".
    pub label: Option<String>,
    /// Place in its meal, from 1. Empty lines take a place too, so that "Alt 2" stays the second.
    pub order: u32,
    /// Dish or note.
    pub role: Role,
    /// The vendor's own word for the kind of meal, where it has one beside the name: "Lunch 1".
    pub kind: Option<String>,
    /// Words attached to the dish: "Vegetariskt", "Fågel".
    pub tags: Vec<String>,
    /// Allergens that the vendor declares. None declared says nothing about the others (M2).
    pub allergens: Vec<String>,
    /// The distributor's name, where one feed serves several.
    pub place: Option<String>,
    /// What the feed tells of the dish beside its name.
    pub details: Details,
}

impl MenuEntry {
    /// A dish line of a feed.
    pub(super) fn dish(
        date: NaiveDate,
        meal: &str,
        dish_raw: &str,
        label: Option<String>,
        order: usize,
    ) -> Self {
        Self {
            date,
            meal_raw: Some(meal.to_owned()),
            meal: Some(dish_text(meal)),
            dish_raw: dish_raw.to_owned(),
            dish: dish_text(dish_raw),
            label,
            order: u32::try_from(order).unwrap_or(u32::MAX),
            role: Role::Dish,
            kind: None,
            tags: Vec::new(),
            allergens: Vec::new(),
            place: None,
            details: Details::default(),
        }
    }

    /// A note about a day.
    pub(super) fn note(date: NaiveDate, text: &str) -> Self {
        Self { meal_raw: None, meal: None, role: Role::DayNote, ..Self::dish(date, "", text, None, 0) }
    }
}

/// The address in a capture's first line: `// provider: mateo.se, URL: https://…`.
#[must_use]
pub fn captured_from(text: &str) -> Option<String> {
    text.lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with("//"))
        .find_map(|line| line.split_once("URL:").map(|(_, address)| address.trim().to_owned()))
        .filter(|address| !address.is_empty())
}

/// Puts the lines of one day in, passing over the empty ones.
pub(super) fn take_dishes(
    parsed: &mut Parsed<MenuEntry>,
    at: &Position,
    dishes: impl IntoIterator<Item = MenuEntry>,
) {
    let mut any = false;
    for entry in dishes {
        if entry.dish.is_empty() || without_markup(&entry.dish).is_empty() {
            let field = if entry.role == Role::Dish { "dish" } else { "note" };
            parsed.notes.take(NoteCode::EmptyDish, field, at);
            continue;
        }
        any = true;
        parsed.push(at.clone(), Ok(entry), String::new);
    }
    if !any {
        parsed.notes.take(NoteCode::EmptyDay, "day", at);
    }
}

/// The day that one of these members gives: an ISO date or time, or a Unix time.
pub(super) fn day_of(object: &Object, names: &[&str]) -> Result<NaiveDate, Vec<Fault>> {
    let Some((name, found)) = names.iter().find_map(|name| object.get(name).map(|found| (*name, found)))
    else {
        return Err(vec![Fault::missing("date")]);
    };
    let number = object.value(name).and_then(Value::as_i64);
    let day = number.map_or_else(|| times::day(&found), times::swedish_day_of_epoch);
    day.ok_or_else(|| vec![Fault::of("date", FaultCode::NotADate, &found)])
}

/// The words in a list of strings or of objects that have a name.
#[must_use]
pub fn words(list: &[Value]) -> Vec<String> {
    let word = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Object(members) => ["name", "sv", "label", "title", "value"]
            .iter()
            .find_map(|name| members.get(*name).and_then(Value::as_str))
            .map(str::to_owned),
        _ => None,
    };
    list.iter().filter_map(word).map(|word| one_line(&word)).filter(|word| !word.is_empty()).collect()
}

/// A text member, tidied; none if it is blank.
pub(super) fn said(object: &Object, name: &str) -> Option<String> {
    object.get(name).map(|text| tidy(&text)).filter(|text| !text.is_empty())
}

/// The text of a dish exactly as it stands, or the fault that there is none.
pub(super) fn dish_name(object: &Object, names: &[&str]) -> Result<String, Vec<Fault>> {
    names.iter().find_map(|name| object.get(name)).ok_or_else(|| vec![Fault::missing("name")])
}

/// Notes that a day was taken though its weekday is not the one that its title names.
pub(super) fn note_weekday(notes: &mut Notes, title: &str, date: NaiveDate, at: &Position) {
    use chrono::Datelike;
    let named = title.split(|c: char| !c.is_alphabetic()).find_map(times::weekday);
    if named.is_some_and(|named| named != date.weekday()) {
        notes.take(NoteCode::WeekdayDiffers, field("title", &[]).name, at);
    }
}
