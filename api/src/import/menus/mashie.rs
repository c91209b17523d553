//! Mashie: weeks of days, each day given as the milliseconds of its midnight in Stockholm.

use super::super::faults::{Fault, FaultCode, NoteCode};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::reading::Record;
use super::super::text::{decode, one_line, tidy};
use super::{Menu, MenuEntry, Notes, Vendor, captured_from, day_of, dish_name, page, said, take_dishes};

/// Reads what stands behind a page of Mashie.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    if page::says_nothing(bytes) {
        entries.notes.take(NoteCode::EmptyPage, "page", &Position::Line(1));
        return Ok(Menu { vendor: Vendor::Mashie, place: None, address: None, entries });
    }
    let text = page::json_of(bytes, &mut entries.notes)?;
    let weeks = json::document(&text)?.array_at(&[&["Weeks"]]).ok_or(Unusable::NoRecords("weeks"))?;
    let mut place = None;
    for (index, raw) in weeks.into_iter().enumerate() {
        let at = Position::Path(format!("$.Weeks[{index}]"));
        let taken = Object::of(raw).and_then(|week| {
            place = place.take().or_else(|| said(&week, "menuname").map(|name| one_line(&name)));
            take_week(&week, &at, &mut entries)
        });
        if let Err(faults) = taken {
            entries.push(at, Err(faults), || raw.get().to_owned());
        }
    }
    let address = captured_from(&decode(bytes, &mut Notes::default()));
    Ok(Menu { vendor: Vendor::Mashie, place, address, entries })
}

fn take_week(week: &Object, at: &Position, entries: &mut Parsed<MenuEntry>) -> Result<(), Vec<Fault>> {
    for (index, value) in week.records("days")?.iter().enumerate() {
        let at = Position::Path(format!("{at}.Days[{index}]"));
        let taken = Object::of_value(value.clone())
            .ok_or_else(|| vec![Fault::of("day", FaultCode::WrongShape, &value.to_string())])
            .and_then(|day| take_day(&day, &at, entries));
        if let Err(faults) = taken {
            entries.push(at, Err(faults), || value.to_string());
        }
    }
    Ok(())
}

fn take_day(day: &Object, at: &Position, entries: &mut Parsed<MenuEntry>) -> Result<(), Vec<Fault>> {
    let date = day_of(day, &["daymenudate"])?;
    let mut notes: Vec<String> =
        ["holidayname", "infotext"].iter().filter_map(|field| said(day, field)).collect();
    let mut lines = Vec::new();
    for (index, value) in day.records("daymenus")?.iter().enumerate() {
        let found = Object::of_value(value.clone())
            .ok_or_else(|| vec![Fault::missing("DayMenuName")])
            .and_then(|object| dish_name(&object, &["daymenuname"]).map(|dish| (object, dish)));
        match found {
            Ok((object, dish)) => {
                // The day's note is repeated in every alternative.
                if let Some(note) = said(&object, "daymenuinfo").filter(|note| !notes.contains(note)) {
                    notes.push(note);
                }
                let named = object.get("menualternativename").filter(|name| !tidy(name).is_empty());
                let meal = named.unwrap_or_else(|| "Lunch".to_owned());
                lines.push(MenuEntry::dish(date, &meal, &dish, None, index + 1));
            }
            Err(faults) => {
                entries.push(Position::Path(format!("{at}.DayMenus[{index}]")), Err(faults), || {
                    value.to_string()
                });
            }
        }
    }
    let notes = notes.into_iter().map(|text| MenuEntry::note(date, &text));
    take_dishes(entries, at, notes.chain(lines));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::super::Role;
    use super::*;

    #[test]
    fn the_day_is_stockholms_and_not_the_one_before() {
        let Some(bytes) = real_data::read("03-school-menus/vendor-captures-2026-01/mashie_debug.json") else {
            return;
        };
        let menu = parse(&bytes).expect("a menu");
        assert!(menu.entries.refused.is_empty());
        let dishes: Vec<_> = menu.entries.values().filter(|e| e.role == Role::Dish).collect();
        assert_eq!(dishes.len(), 42);
        let monday = dishes.iter().find(|e| e.dish == "Biff stroganoff m. kokt potatis").expect("the dish");
        assert_eq!((monday.date.to_string().as_str(), monday.meal.as_deref()), ("2026-01-05", Some("Alt 1")));
        let notes: Vec<_> =
            menu.entries.values().filter(|e| e.role == Role::DayNote).map(|e| e.dish.as_str()).collect();
        assert_eq!(notes, ["Nyårsafton", "Nyårsdagen"]);
    }
}
