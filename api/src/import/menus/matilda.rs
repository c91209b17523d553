//! Matilda and Open Meal: meals with courses, dates in local time without zone.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::faults::Fault;
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::text::{decode, one_line};
use super::{Menu, MenuEntry, Notes, Vendor, captured_from, day_of, dish_name, said, take_dishes, words};

/// Reads a list of meals.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = json::text_of(bytes, &mut entries.notes)?;
    let ways: [&[&str]; 4] =
        [&["meals"], &["data"], &["pageProps", "meals"], &["props", "pageProps", "meals"]];
    let meals = json::document(&text)?.array_at(&ways).ok_or(Unusable::NoRecords("meals"))?;
    let mut nameless: HashMap<(NaiveDate, Option<String>), usize> = HashMap::new();
    let mut place = None;
    for (index, raw) in meals.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        let taken = Object::of(raw).and_then(|meal| {
            let date = day_of(&meal, &["date"])?;
            let served_at =
                meal.object("distributor").and_then(|d| said(&d, "name")).map(|name| one_line(&name));
            // A meal without name gets a number within its day, as the vendor's own page shows it.
            let number = nameless.entry((date, served_at.clone())).or_insert(0);
            *number += 1;
            let name = said(&meal, "name").unwrap_or_else(|| format!("Måltid {number}"));
            place = place.take().or_else(|| served_at.clone());
            take_meal(&meal, date, &name, served_at.as_deref(), &at, &mut entries);
            Ok(())
        });
        if let Err(faults) = taken {
            entries.push(at, Err(faults), || raw.get().to_owned());
        }
    }
    let address = captured_from(&decode(bytes, &mut Notes::default()));
    Ok(Menu { vendor: Vendor::Matilda, place, address, entries })
}

fn take_meal(
    meal: &Object,
    date: NaiveDate,
    name: &str,
    place: Option<&str>,
    at: &Position,
    entries: &mut Parsed<MenuEntry>,
) {
    let mut lines: Vec<_> = ["holidayname", "datedescription", "description"]
        .iter()
        .filter_map(|field| said(meal, field))
        .map(|text| MenuEntry { place: place.map(str::to_owned), ..MenuEntry::note(date, &text) })
        .collect();
    for (index, course) in meal.list("courses").iter().enumerate() {
        let found = Object::of_value(course.clone())
            .ok_or_else(|| vec![Fault::missing("name")])
            .and_then(|object| dish_name(&object, &["name"]).map(|dish| (object, dish)));
        match found {
            Ok((object, dish)) => lines.push(MenuEntry {
                tags: words(object.list("tags")),
                allergens: words(object.list("knownallergens")),
                place: place.map(str::to_owned),
                ..MenuEntry::dish(date, name, &dish, said(&object, "optionname"), index + 1)
            }),
            Err(faults) => {
                entries.push(Position::Path(format!("{at}.courses[{index}]")), Err(faults), || {
                    course.to_string()
                });
            }
        }
    }
    take_dishes(entries, at, lines);
}
