//! Meals with courses: what Open Meal 3.3 answers to `GET /meals`, and Matilda's pages and their data, which came before
//! the standard and are nearly it. Dates are with an offset in the one and Swedish wall clocks in the other.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::super::faults::{Fault, NoteCode};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::reading::Record;
use super::super::text::{decode, one_line, tidy};
use super::{
    Menu, MenuEntry, Notes, Vendor, captured_from, day_of, details, dish_name, page, said, take_dishes,
};

/// Reads a list of meals.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8], vendor: Vendor) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = page::json_of(bytes, &mut entries.notes)?;
    let ways: [&[&str]; 5] = [
        &["meals"],
        &["data"],
        &["data", "meals"],
        &["pageProps", "meals"],
        &["props", "pageProps", "meals"],
    ];
    let meals = json::document(&text)?.array_at(&ways).ok_or(Unusable::NoRecords("meals"))?;
    let mut nameless: HashMap<(NaiveDate, Option<String>), usize> = HashMap::new();
    let mut place = None;
    for (index, raw) in meals.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        let taken = Object::of(raw).and_then(|meal| {
            let date = day_of(&meal, &["date"])?;
            let courses = meal.records("courses")?;
            let served_at =
                meal.object("distributor").and_then(|d| said(&d, "name")).map(|name| one_line(&name));
            // A meal without name gets a number within its day, as the vendor's own page shows it.
            let number = nameless.entry((date, served_at.clone())).or_insert(0);
            *number += 1;
            let named = meal.get("name").filter(|name| !tidy(name).is_empty());
            let name = named.unwrap_or_else(|| format!("Måltid {number}"));
            place = place.take().or_else(|| served_at.clone());
            let mut courses: Vec<_> = courses.iter().enumerate().collect();
            if vendor == Vendor::OpenMeal {
                courses.sort_by_key(|(_, course)| {
                    course.get("order").and_then(Value::as_i64).unwrap_or(i64::MAX)
                });
            }
            take_meal(&Told { meal: &meal, courses, date, name: &name, place: served_at }, &at, &mut entries);
            Ok(())
        });
        if let Err(faults) = taken {
            entries.push(at, Err(faults), || raw.get().to_owned());
        }
    }
    let address = captured_from(&decode(bytes, &mut Notes::default()));
    Ok(Menu { vendor, place, address, entries })
}

/// A meal under examination.
struct Told<'a> {
    meal: &'a Object,
    /// The courses in their order, each with its place in the document.
    courses: Vec<(usize, &'a Value)>,
    date: NaiveDate,
    name: &'a str,
    place: Option<String>,
}

fn take_meal(told: &Told<'_>, at: &Position, entries: &mut Parsed<MenuEntry>) {
    let mut lines: Vec<_> = ["holidayname", "datedescription", "description"]
        .iter()
        .filter_map(|field| said(told.meal, field))
        .map(|text| MenuEntry { place: told.place.clone(), ..MenuEntry::note(told.date, &text) })
        .collect();
    for (order, (index, course)) in told.courses.iter().enumerate() {
        let course_at = Position::Path(format!("{at}.courses[{index}]"));
        let found = Object::of_value((*course).clone())
            .ok_or_else(|| vec![Fault::missing("name")])
            .and_then(|object| dish_name(&object, &["name"]).map(|dish| (object, dish)));
        match found {
            Ok((object, dish)) => {
                for list in ["tags", "knownallergens", "ingredients", "nutrients"] {
                    if object.records(list).is_err() {
                        entries.notes.take(NoteCode::ValueLeftOut, list, &course_at);
                    }
                }
                lines.push(MenuEntry {
                    tags: details::tags(&object),
                    allergens: details::allergens(&object),
                    place: told.place.clone(),
                    details: details::read(&object, &course_at, &mut entries.notes),
                    ..MenuEntry::dish(told.date, told.name, &dish, said(&object, "optionname"), order + 1)
                });
            }
            Err(faults) => entries.push(course_at, Err(faults), || course.to_string()),
        }
    }
    take_dishes(entries, at, lines);
}

/// A place that serves meals, by Open Meal's `GET /distributors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distributor {
    /// Its id at its provider, with which its meals are asked for.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organisation that serves.
    pub organization: Option<String>,
    /// Whether it is a school (type 0), as those without a type are taken to be.
    pub is_school: bool,
    /// Where its menu is kept as a calendar.
    pub calendar: Option<String>,
}

/// Reads a list of distributors, or one.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse_distributors(bytes: &[u8]) -> Result<Parsed<Distributor>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    let list = json::document(&text)?.array_at(&[&["distributors"], &["data"]]);
    let one: Box<serde_json::value::RawValue>;
    let list = if let Some(list) = list {
        list
    } else {
        one = serde_json::from_str(&text).map_err(|error| Unusable::Json(error.to_string()))?;
        vec![&*one]
    };
    for (index, raw) in list.into_iter().enumerate() {
        let distributor = Object::of(raw).and_then(|object| {
            let text =
                |names: &[&str]| names.iter().find_map(|name| said(&object, name)).map(|t| one_line(&t));
            let (id, name) = (text(&["id", "distributorid"]), text(&["name"]));
            let mut faults = Vec::new();
            if id.is_none() {
                faults.push(Fault::missing("id"));
            }
            if name.is_none() {
                faults.push(Fault::missing("name"));
            }
            let (Some(id), Some(name)) = (id, name) else { return Err(faults) };
            let kind = object.get("type");
            let is_school =
                kind.is_none_or(|kind| matches!(one_line(&kind).to_lowercase().as_str(), "" | "0" | "skola"));
            let (organization, calendar) = (text(&["organization"]), text(&["icalendar"]));
            Ok(Distributor { id, name, organization, is_school, calendar })
        });
        parsed.push(Position::Path(format!("$.distributors[{index}]")), distributor, || raw.get().to_owned());
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use entity::Nutrient;

    use super::*;

    /// The example of the standard, with a course more, a distributor more and faults.
    const MEALS: &str = r#"{"meals":[
        {"name":"Lunch","date":"2022-06-16T00:00:00+02:00","lang":null,"description":null,"order":0,
         "distributor":{"id":"9236","name":"Matkund 1","organization":"Matköping"},"courses":[
          {"id":"2","name":"Ärtsoppa","order":1,"knownAllergens":[],"tags":[{"name":"Vegansk","codes":[]}],"ingredients":[],
           "labelOfContents":"Ärtor, vatten, salt","nutrients":[{"amount":"x"}],"prices":[],"media":[],"co2Equivalents":null},
          {"id":"1","name":"Fransk pastagratäng","description":"Krämig","optionName":"Lunch 1","order":0,
           "ingredients":[{"name":"Kycklingfond ","codes":[]},{"name":"GratängOST 28%","codes":[]}],"media":[],
           "knownAllergens":[{"name":"Selleri","codes":[{"code":"BC","type":"GS1"}]},{"name":"Dairy","codes":[{"code":"AM","type":"GS1"}]}],
           "tags":[],"nutrients":[{"name":"Energi (kJ)","amount":1958.69,"unit":"kJ","codes":[{"code":"ENKJ","type":"GS1"}]}],
           "prices":[],"co2Equivalents":0.58},
          {"id":"3","order":2}, 7]},
        {"name":"Lunch","date":"2022-06-15T22:00:00+00:00","distributor":{"name":"Matkund 2"},"courses":[{"name":"Fisk"}]},
        {"name":"Lunch","date":"2022-06-17","distributor":{"name":"Matkund 2"},"courses":{"name":"Fisk"}},
        {"name":"Lunch","date":null,"courses":[]}]}"#;

    #[test]
    fn open_meal_is_read_with_all_that_it_tells_of_a_dish() {
        let menu = parse(MEALS.as_bytes(), Vendor::OpenMeal).expect("a menu");
        let entries: Vec<_> = menu.entries.values().collect();
        assert_eq!((entries.len(), menu.entries.refused.len()), (3, 4));
        let gratin = entries[0];
        assert_eq!(
            (gratin.dish.as_str(), gratin.label.as_deref(), gratin.order),
            ("Fransk pastagratäng", Some("Lunch 1"), 1)
        );
        assert_eq!(gratin.date.to_string(), "2022-06-16");
        assert_eq!(gratin.allergens, ["Selleri", "MILK"]);
        assert_eq!(gratin.details.ingredients, ["Kycklingfond", "GratängOST 28%"]);
        let energy = Nutrient {
            name: "Energi (kJ)".into(),
            amount: 1958.69,
            unit: Some("kJ".into()),
            code: Some("ENKJ".into()),
        };
        assert_eq!(gratin.details.nutrients, [energy]);
        assert_eq!(
            (gratin.details.co2e_grams, gratin.details.description.as_deref()),
            (Some(580), Some("Krämig"))
        );
        let soup = entries[1];
        assert!(soup.allergens.is_empty(), "an empty list is not known");
        assert_eq!(
            (soup.tags.as_slice(), soup.details.ingredients.as_slice()),
            (&["Vegansk".to_owned()][..], &["Ärtor, vatten, salt".to_owned()][..])
        );
        assert_eq!(menu.entries.notes.count(NoteCode::ValueLeftOut), 1);
        // Midnight in Sweden, written in UTC.
        assert_eq!(
            (entries[2].date.to_string().as_str(), entries[2].place.as_deref()),
            ("2022-06-16", Some("Matkund 2"))
        );
    }

    #[test]
    fn matildas_page_is_read_as_its_data() {
        let data = r#"{"props":{"pageProps":{"meals":[{"name":null,"date":"2026-01-05T00:00:00","distributor":{"name":"Ask"},"courses":[{"name":"Fisk"}]}],"nextURL":"/x"}}}"#;
        let html = format!(
            "<!DOCTYPE html><html><body><script id=\"__NEXT_DATA__\" type=\"application/json\">{data}</script></body></html>"
        );
        let menu = parse(html.as_bytes(), Vendor::Matilda).expect("a menu");
        assert_eq!(
            menu.entries.values().map(|e| e.meal.clone()).collect::<Vec<_>>(),
            [Some("Måltid 1".to_owned())]
        );
        assert_eq!(parse(b"<html></html>", Vendor::Matilda), Err(Unusable::NoRecords("data")));
    }

    #[test]
    fn distributors_are_read_and_told_apart() {
        let text = r#"{"distributors":[{"id":"1","name":"Ask skola","organization":"Ask","type":"0","iCalendar":"https://x.se/1.ics","address":{},"locations":[]},
            {"id":"2","name":"Solgården","type":"1"},{"id":null,"name":""},3]}"#;
        let parsed = parse_distributors(text.as_bytes()).expect("a list");
        let told: Vec<_> =
            parsed.values().map(|d| (d.id.as_str(), d.is_school, d.calendar.as_deref())).collect();
        assert_eq!(told, [("1", true, Some("https://x.se/1.ics")), ("2", false, None)]);
        assert_eq!(parsed.refused.iter().map(|r| r.faults.len()).collect::<Vec<_>>(), [2, 1]);
        let one = r#"{"name":"The Local School","lang":"en","distributorID":"123456789"}"#;
        assert_eq!(parse_distributors(one.as_bytes()).expect("one").rows.len(), 1);
    }
}
