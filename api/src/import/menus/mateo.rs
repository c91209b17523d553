//! Mateo: days with meals, one dish a meal.

use super::super::faults::Fault;
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::text::decode;
use super::{Menu, MenuEntry, Notes, Vendor, captured_from, day_of, dish_name, said, take_dishes, words};

/// Reads what Mateo answers: a list of days.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = json::text_of(bytes, &mut entries.notes)?;
    let days = json::document(&text)?.array_at(&[&["days"], &["data"]]).ok_or(Unusable::NoRecords("days"))?;
    for (index, raw) in days.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        if let Err(faults) = Object::of(raw).and_then(|day| take_day(&day, &at, &mut entries)) {
            entries.push(at, Err(faults), || raw.get().to_owned());
        }
    }
    let address = captured_from(&decode(bytes, &mut Notes::default()));
    let place = address.as_deref().and_then(place_in);
    Ok(Menu { vendor: Vendor::Mateo, place, address, entries })
}

/// The answer does not name the place. Its address does, by the vendor's own words: "molndal/29".
fn place_in(address: &str) -> Option<String> {
    let (_, path) = address.split_once("mateo.se/")?;
    let path = path.split(['?', '#']).next()?.trim_matches('/');
    let path = path.strip_prefix("api/v1/days/").unwrap_or(path);
    (!path.is_empty()).then(|| format!("Mateo {path}"))
}

fn take_day(day: &Object, at: &Position, entries: &mut Parsed<MenuEntry>) -> Result<(), Vec<Fault>> {
    let date = day_of(day, &["date"])?;
    let mut lines: Vec<_> = said(day, "deviation").iter().map(|text| MenuEntry::note(date, text)).collect();
    for (index, meal) in day.records("meals")?.iter().enumerate() {
        let object = Object::of_value(meal.clone());
        let name =
            object.as_ref().ok_or_else(|| vec![Fault::missing("name")]).and_then(|o| dish_name(o, &["name"]));
        match (object, name) {
            (Some(object), Ok(name)) => lines.push(MenuEntry {
                kind: said(&object, "type"),
                tags: ["categories", "labels"].iter().flat_map(|name| words(object.list(name))).collect(),
                allergens: words(object.list("allergens")),
                ..MenuEntry::dish(date, "Lunch", &name, None, index + 1)
            }),
            (_, name) => {
                let at = Position::Path(format!("{at}.meals[{index}]"));
                let faults = name.err().unwrap_or_default();
                entries.push(at, Err(faults), || meal.to_string());
            }
        }
    }
    take_dishes(entries, at, lines);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_is_a_note_and_a_nameless_meal_is_refused() {
        let text = r#"// provider: mateo.se, URL: https://meny.mateo.se/molndal/29

[{"date":"2026-01-05T00:00:00.000Z","deviation":"Studiedag","meals":[{"name":"Fisk ","type":"Lunch 1","categories":[{"name":"Fisk"}],"allergens":["Mjölk"]},{"type":"x"},3]},
 {"date":null,"meals":[]}]"#;
        let menu = parse(text.as_bytes()).expect("a menu");
        assert_eq!((menu.entries.rows.len(), menu.entries.refused.len()), (2, 3));
        assert_eq!(menu.place.as_deref(), Some("Mateo molndal/29"));
        let fish = &menu.entries.rows[1].value;
        assert_eq!(
            (fish.dish.as_str(), fish.kind.as_deref(), fish.allergens.as_slice()),
            ("Fisk", Some("Lunch 1"), &["Mjölk".to_owned()][..])
        );
    }
}
