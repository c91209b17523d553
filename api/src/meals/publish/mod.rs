//! Menus as others than this API's clients read them (M4): Open Meal for systems, a calendar for people. Public and without
//! login, like the menus themselves; only what a kitchen declares is told of allergens, since neither form can say that
//! nothing is known.

pub(crate) mod calendar;
pub(crate) mod open_meal;
mod words;

use uuid::Uuid;

/// Where a municipality's Open Meal begins.
pub fn open_meal_path(code: &str) -> String {
    format!("/{code}/openmeal")
}

/// Where the calendar of a school's menu is.
pub fn calendar_path(code: &str, school: Uuid) -> String {
    format!("/{code}/schools/{school}/menu.ics")
}
