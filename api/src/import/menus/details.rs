//! What richer feeds tell of a dish beside its name, in the members that Open Meal 3.3 names.

use entity::Nutrient;
use serde_json::Value;

use super::super::faults::{NoteCode, Notes};
use super::super::json::Object;
use super::super::parsed::Position;
use super::super::reading::Record;
use super::super::text::one_line;
use super::vocabulary::{allergen, gs1_allergen};
use super::{said, words};

/// What a feed tells of a dish beside its name. What it does not tell is not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    /// A sentence or two.
    pub description: Option<String>,
    /// What it is made of; one text for all where the feed has them as one.
    pub ingredients: Vec<String>,
    /// What a portion gives.
    pub nutrients: Vec<Nutrient>,
    /// Grams of CO2 equivalents a portion.
    pub co2e_grams: Option<i32>,
}

/// Reads the details of a course. What cannot be understood is noted.
pub(super) fn read(course: &Object, at: &Position, notes: &mut Notes) -> Details {
    let mut ingredients = words(course.list("ingredients"));
    if ingredients.is_empty() {
        ingredients.extend(said(course, "labelofcontents").map(|text| one_line(&text)));
    }
    let mut nutrients = Vec::new();
    for value in course.list("nutrients") {
        match nutrient(value) {
            Some(nutrient) => nutrients.push(nutrient),
            None => notes.take(NoteCode::ValueLeftOut, "nutrients", at),
        }
    }
    let co2e = course.get("co2equivalents").filter(|text| !text.trim().is_empty());
    let co2e_grams = co2e.as_deref().and_then(grams);
    if co2e.is_some() && co2e_grams.is_none() {
        notes.take(NoteCode::ValueLeftOut, "co2Equivalents", at);
    }
    Details { description: said(course, "description"), ingredients, nutrients, co2e_grams }
}

/// Allergens by the words of a course, or by their codes where the words are not known.
pub(super) fn allergens(course: &Object) -> Vec<String> {
    let list = course.list("knownallergens").iter();
    list.flat_map(|value| {
        let named = words(std::slice::from_ref(value));
        let by_code = codes(value).iter().find_map(|code| gs1_allergen(code));
        let is_known = named.iter().any(|name| allergen(name) == by_code);
        let by_code = by_code.filter(|_| !is_known).map(str::to_owned);
        let unknown = by_code.is_some();
        named.into_iter().filter(move |name| !unknown || allergen(name).is_some()).chain(by_code)
    })
    .collect()
}

/// Tags by their words, or by their codes where they have no words.
pub(super) fn tags(course: &Object) -> Vec<String> {
    let list = course.list("tags").iter();
    list.flat_map(|value| {
        let named = words(std::slice::from_ref(value));
        if named.is_empty() { codes(value) } else { named }
    })
    .collect()
}

fn codes(value: &Value) -> Vec<String> {
    let list = value.get("codes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let code = |value: &Value| value.get("code").and_then(Value::as_str).map(one_line);
    list.iter().filter_map(code).filter(|code| !code.is_empty()).collect()
}

fn nutrient(value: &Value) -> Option<Nutrient> {
    let code = codes(value).into_iter().next();
    let object = Object::of_value(value.clone())?;
    let name = said(&object, "name").map(|name| one_line(&name)).or_else(|| code.clone())?;
    let amount = number(&object.get("amount")?).filter(|amount| *amount >= 0.0)?;
    let unit = said(&object, "unit").map(|unit| one_line(&unit));
    Some(Nutrient { name, amount, unit, code })
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// Open Meal gives kilograms with two decimals. No portion costs fifty of them: a greater number is grams already.
fn grams(text: &str) -> Option<i32> {
    let number = number(text).filter(|number| (0.0..=50_000.0).contains(number))?;
    let grams = if number <= 50.0 { number * 1000.0 } else { number };
    #[expect(clippy::cast_possible_truncation, reason = "between nothing and fifty thousand")]
    Some(grams.round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footprints_are_grams_whatever_they_were_written_in() {
        assert_eq!(grams("0.58"), Some(580));
        assert_eq!(grams("410"), Some(410));
        assert_eq!(grams("0,5"), Some(500));
        for text in ["-1", "NaN", "inf", "mycket", "1e9"] {
            assert_eq!(grams(text), None, "{text}");
        }
    }

    #[test]
    fn an_allergen_is_known_by_its_word_or_by_its_code() {
        let course = Object::of_value(serde_json::json!({"knownAllergens": [
            {"name": "Selleri", "codes": [{"code": "BC", "type": "GS1"}]},
            {"name": "Milk and milk products", "codes": [{"code": "AM", "type": "GS1"}]},
            {"name": null, "codes": [{"code": "AE"}]},
            {"name": "Vete", "codes": [{"code": "AY"}]},
            {"name": "Banan", "codes": []},
            "Fisk"
        ]}))
        .expect("an object");
        assert_eq!(allergens(&course), ["Selleri", "MILK", "EGGS", "Vete", "SOYBEANS", "Banan", "Fisk"]);
    }
}
