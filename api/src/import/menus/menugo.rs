//! `MenuGo`: days with dishes, each with the groups of food that it belongs to, all in Swedish.

use chrono::{Datelike, NaiveDate, Weekday};

use super::super::faults::{Fault, NoteCode};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::text::{decode, one_line};
use super::notices::notice_kind;
use super::prefixes::parted;
use super::{
    Menu, MenuEntry, Notes, NoticeKind, Vendor, captured_from, day_of, dish_name, take_dishes, words,
};

/// Reads what `MenuGo` answers: days, under `CacheObjekt.DatumObjekt` or alone.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = json::text_of(bytes, &mut entries.notes)?;
    let ways: [&[&str]; 2] = [&["CacheObjekt", "DatumObjekt"], &["DatumObjekt"]];
    let days = json::document(&text)?.array_at(&ways).ok_or(Unusable::NoRecords("days"))?;
    for (index, raw) in days.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        if let Err(faults) = Object::of(raw).and_then(|day| take_day(&day, &at, &mut entries)) {
            entries.push(at, Err(faults), || raw.get().to_owned());
        }
    }
    let address = captured_from(&decode(bytes, &mut Notes::default()));
    let place = address.as_deref().and_then(place_in);
    Ok(Menu { vendor: Vendor::MenuGo, place, address, entries })
}

/// The answer does not name the place. Its address does, in the vendor's own spelling: `"LänkNamn": "Gansta_forskola"`,
/// percent-encoded, or `/m/0381/Gansta_forskola`.
fn place_in(address: &str) -> Option<String> {
    let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned();
    let name = if let Some((_, after)) = address.split_once("nkNamn\"") {
        after.split('"').nth(1)?.to_owned()
    } else {
        address.split_once("/m/")?.1.split(['?', '#']).next()?.split('/').nth(1)?.to_owned()
    };
    Some(one_line(&name.replace('_', " "))).filter(|name| !name.is_empty())
}

fn take_day(day: &Object, at: &Position, entries: &mut Parsed<MenuEntry>) -> Result<(), Vec<Fault>> {
    let date = day_of(day, &["datum"])?;
    let mut lines = Vec::new();
    for (index, value) in day.records("matratt")?.iter().enumerate() {
        let found = Object::of_value(value.clone())
            .ok_or_else(|| vec![Fault::missing("Namn")])
            .and_then(|object| dish_name(&object, &["namn"]).map(|dish| (object, dish)));
        match found {
            // Every Saturday and Sunday says that its menu is missing. That is no news.
            Ok((_, dish))
                if is_weekend(date) && notice_kind(&one_line(&dish)) == Some(NoticeKind::Missing) =>
            {
                entries.notes.take(NoteCode::EmptyDish, "dish", at);
            }
            Ok((object, dish)) => {
                let groups = words(object.list("matgrupp"));
                let told = parted(&dish);
                let meal = told.meal.as_deref().unwrap_or("Lunch");
                let label = (!groups.is_empty()).then(|| groups.join(", "));
                lines.push(MenuEntry {
                    tags: groups,
                    ..MenuEntry::dish(date, meal, told.dish, label, index + 1)
                });
            }
            Err(faults) => {
                entries.push(Position::Path(format!("{at}.Maträtt[{index}]")), Err(faults), || {
                    value.to_string()
                });
            }
        }
    }
    take_dishes(entries, at, lines);
    Ok(())
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_with_their_groups_and_missing_menus_are_told_of_on_school_days_only() {
        let text = r#"// provider: menugo.se, URL: https://menugo.se/FetchTheMenu/%7B%22Kommunkod%22%3A%220381%22%2C%22L%C3%A4nkNamn%22%3A%22Ask_skola%22%7D

            {"CacheObjekt":{"DatumObjekt":[
            {"Datum":"2026-02-01","Maträtt":[{"Namn":"Meny saknad för denna dag.","Matgrupp":[]}]},
            {"Datum":"2026-02-02","HighlightedDay":false,"Maträtt":[{"Namn":"Meny saknad för denna dag.","Matgrupp":[]}]},
            {"Datum":"2026-02-03","Maträtt":[{"Namn":"Lunch: Korv ","Matgrupp":["Fläsk","Nötkött"]},{"Namn":"MIDDAG:  Soppa","Matgrupp":null},{"Matgrupp":[]}]},
            {"Datum":"2026-02-04","Maträtt":"Fisk"},{"Datum":"snart","Maträtt":[]}]}}"#;
        let menu = parse(text.as_bytes()).expect("a menu");
        assert_eq!(menu.place.as_deref(), Some("Ask skola"));
        let lines: Vec<_> = menu
            .entries
            .values()
            .map(|e| {
                (e.date.to_string(), e.meal.clone().unwrap_or_default(), e.dish.clone(), e.label.clone())
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("2026-02-02".to_owned(), "Lunch".to_owned(), "Meny saknad för denna dag.".to_owned(), None),
                (
                    "2026-02-03".to_owned(),
                    "Lunch".to_owned(),
                    "Korv".to_owned(),
                    Some("Fläsk, Nötkött".to_owned())
                ),
                ("2026-02-03".to_owned(), "Middag".to_owned(), "Soppa".to_owned(), None),
            ]
        );
        assert_eq!((menu.entries.refused.len(), menu.entries.notes.count(NoteCode::EmptyDish)), (3, 1));
    }

    #[test]
    fn the_place_stands_in_the_address_of_the_page_too() {
        assert_eq!(place_in("https://menugo.se/m/0127/Kassmyraskolan").as_deref(), Some("Kassmyraskolan"));
        assert_eq!(place_in("https://menugo.se/"), None);
    }
}
