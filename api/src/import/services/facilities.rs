//! Buildings that a municipality owns and people visit: tables such as Falkenberg's, and the JSON behind maps such
//! as that of Stockholm's school buildings.

use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::points::{Point, number};
use super::super::reading::{Field, PointFields, Reading, field};
use super::super::table::{self, Line};
use super::super::text::one_line;

/// A facility (anläggning).
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    /// The owner's number for it.
    pub external_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// What the owner calls it, where that is something else.
    pub official_name: Option<String>,
    /// What it is, as written: "Förskola".
    pub kind: Option<String>,
    /// Street and number.
    pub street_address: Option<String>,
    /// Five digits.
    pub postal_code: Option<String>,
    /// Post town.
    pub city: Option<String>,
    /// Where it is.
    pub point: Option<Point>,
}

const ID: Field = field("id", &["markerid", "objektid", "fastighetsnummer", "id", "nummer"]);
const NAME: Field = field("name", &["popularnamn", "title", "name", "namn", "benamning"]);
const PROPERTY: Field = field("property", &["fastighet", "objekt", "byggnad"]);
const KIND: Field = field("kind", &["type", "typ", "kategori", "kind"]);
const STREET: Field = field("address", &["address", "adress", "gatuadress", "besoksadress"]);
const FORMATTED: Field = field("formatted_address", &["formattedaddress"]);
const POSTAL_CODE: Field = field("postal_code", &["postalnumber", "postalcode", "postnummer", "postnr"]);
const CITY: Field = field("city", &["postaltown", "postort", "ort", "city"]);
const POINT: PointFields = PointFields {
    latitude: field("latitude", &["latitude", "latitud", "lat"]),
    longitude: field("longitude", &["longitude", "longitud", "lng", "lon", "long"]),
    ewkb: None,
    sweref: None,
};

/// Reads facilities in whichever notation they come.
///
/// # Errors
/// As [`parse_json`] and [`parse_table`].
pub fn parse(bytes: &[u8]) -> Result<Parsed<Facility>, Unusable> {
    let mut notes = Notes::default();
    let text = json::text_of(bytes, &mut notes)?;
    if text.trim_start().starts_with(['[', '{']) { parse_json(bytes) } else { parse_table(bytes) }
}

/// Reads facilities from JSON: a list, or one under `facilities`, `markers` or `features`' like.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse_json(bytes: &[u8]) -> Result<Parsed<Facility>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    let ways: [&[&str]; 4] = [&["facilities"], &["markers"], &["data"], &["items"]];
    let facilities = json::document(&text)?.array_at(&ways).ok_or(Unusable::NoRecords("facilities"))?;
    for (index, raw) in facilities.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        let outcome = Object::of(raw).and_then(|facility| {
            let reading = Reading::new(&facility, &at, &mut parsed.notes);
            understand(reading)
        });
        parsed.push(at, outcome, || raw.get().to_owned());
    }
    Ok(parsed)
}

/// Reads facilities from a table. Rows with shifted cells are put right where their coordinates show how.
///
/// # Errors
/// As for every table: no rows at all, or no column for the name.
pub fn parse_table(bytes: &[u8]) -> Result<Parsed<Facility>, Unusable> {
    table::read_ragged(bytes, &[NAME], |line, at, notes| {
        if line.is_ragged() {
            return realign(line).map_or_else(
                || {
                    let cells = format!("{} cells, {} columns", line.cells().count(), line.width());
                    Err(vec![Fault::of("row", FaultCode::WrongColumnCount, &cells)])
                },
                |facility| {
                    notes.take(NoteCode::RowRealigned, "row", at);
                    Ok(facility)
                },
            );
        }
        understand(Reading::new(line, at, notes))
    })
}

/// A row in which a cell is missing or too many: the first pair of Swedish coordinates parts the names before it
/// from the address behind it.
fn realign(line: &Line<'_>) -> Option<Facility> {
    let cells: Vec<&str> = line.cells().collect();
    let at = cells.windows(2).position(|pair| point_of(pair).is_some())?;
    let point = cells.get(at..at + 2).and_then(point_of)?;
    let names: Vec<String> = cells.get(..at)?.iter().map(|c| one_line(c)).filter(|c| !c.is_empty()).collect();
    let address = cells
        .get(at + 2..)?
        .iter()
        .map(|c| one_line(c))
        .filter(|c| !c.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let (property, name) = match names.as_slice() {
        [only] => (Some(only.clone()), None),
        [property, name] => (Some(property.clone()), Some(name.clone())),
        _ => return None,
    };
    let (number, official) = property.as_deref().map_or((None, None), numbered);
    let name = name.or_else(|| official.clone())?;
    let (street_address, postal_code, city) = in_parts(&address);
    Some(Facility {
        external_id: number,
        official_name: official.filter(|official| *official != name),
        name,
        kind: None,
        street_address,
        postal_code,
        city,
        point: Some(point),
    })
}

fn point_of(pair: &[&str]) -> Option<Point> {
    match pair {
        [latitude, longitude] => {
            Point::new(number(latitude)?, number(longitude)?).filter(|point| point.in_sweden())
        }
        _ => None,
    }
}

fn understand(mut reading: Reading<'_>) -> Result<Facility, Vec<Fault>> {
    let property = reading.name(PROPERTY);
    let (number, official) = property.as_deref().map_or((None, None), numbered);
    let popular = reading.name(NAME).filter(|name| name.chars().any(char::is_alphanumeric));
    let name = popular.or_else(|| official.clone());
    if name.is_none() {
        reading.missing(NAME);
    }
    let name = name.unwrap_or_default();
    let formatted = reading.name(FORMATTED).map(|address| in_parts(&address));
    let (street, postal_code, city) = formatted.unwrap_or_default();
    let has_point = reading.text(POINT.latitude).is_some();
    let facility = Facility {
        external_id: reading.name(ID).or(number),
        official_name: official.filter(|official| *official != name),
        kind: reading.name(KIND),
        street_address: reading.name(STREET).or(street),
        postal_code: reading.postal_code(POSTAL_CODE).or(postal_code),
        city: reading.name(CITY).or(city),
        point: if has_point { reading.point(POINT, true) } else { None },
        name,
    };
    reading.end(facility)
}

/// The number and the name of "10104 Rådhuset". A name that is only a digit ("10113 0") is none.
fn numbered(property: &str) -> (Option<String>, Option<String>) {
    let (number, name) = match property.split_once(' ') {
        Some((number, name)) if number.len() >= 3 && number.bytes().all(|b| b.is_ascii_digit()) => {
            (Some(number), name)
        }
        None if property.len() >= 3 && property.bytes().all(|b| b.is_ascii_digit()) => (Some(property), ""),
        _ => (None, property),
    };
    let name = one_line(name);
    let is_name = name.chars().any(char::is_alphabetic);
    (number.map(str::to_owned), is_name.then_some(name))
}

/// Street, postal code and town of "Rådhustorget 3c, 311 31 Falkenberg, Sweden".
fn in_parts(address: &str) -> (Option<String>, Option<String>, Option<String>) {
    let mut parts: Vec<&str> = address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.last().is_some_and(|last| ["Sweden", "Sverige"].contains(last)) {
        parts.pop();
    }
    let Some(last) = parts.pop() else { return (None, None, None) };
    let digits: String = last.chars().take(6).collect();
    let postal_code = super::super::codes::postal_code(&digits).ok().map(|repaired| repaired.code);
    let town = if postal_code.is_some() { last.chars().skip(6).collect::<String>() } else { last.to_owned() };
    let street = parts.join(", ");
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    (some(&street), postal_code, some(&town))
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn stockholms_school_buildings_are_read() {
        let Some(bytes) = real_data::read("04-services-directory/stockholm_sisab_facilities.json") else {
            return;
        };
        let parsed = parse_json(&bytes).expect("facilities");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (601, 0));
        let first = &parsed.rows[0].value;
        assert_eq!(
            (first.external_id.as_deref(), first.postal_code.as_deref()),
            (Some("FS0010"), Some("16370"))
        );
        assert!(parsed.values().all(|f| f.point.is_some()));
    }

    #[test]
    fn falkenbergs_ragged_table_loses_no_row() {
        let Some(bytes) = real_data::read("04-services-directory/falkenberg_fastigheter_geocoded.csv") else {
            return;
        };
        let parsed = parse_table(&bytes).expect("a table");
        assert_eq!(parsed.read(), 182);
        assert_eq!(parsed.notes.count(NoteCode::RowRealigned), 7);
        let fajans = parsed.values().find(|f| f.external_id.as_deref() == Some("10304")).expect("the school");
        assert_eq!(
            (fajans.city.as_deref(), fajans.name.starts_with("Fajansskolan")),
            (Some("Falkenberg"), true)
        );
        let hall =
            parsed.values().find(|f| f.external_id.as_deref() == Some("10101")).expect("the town hall");
        assert_eq!(
            (hall.street_address.as_deref(), hall.postal_code.as_deref()),
            (Some("Rådhustorget 3c"), Some("31131"))
        );
        assert!(parsed.refused.iter().all(|r| !r.raw.is_empty() && !r.faults.is_empty()));
        // The row with the unbalanced quotation mark, and those that have a number and no name.
        assert!(parsed.refused.iter().any(|r| r.raw.starts_with("10408")));
    }

    #[test]
    fn falkenbergs_plain_table_is_read() {
        let Some(bytes) = real_data::read("04-services-directory/falkenberg_fastigheter.csv") else { return };
        let parsed = parse_table(&bytes).expect("a table");
        assert_eq!(parsed.read(), 182);
        assert!(parsed.values().any(|f| f.name == "Strandfloen Stena Recycling" && f.external_id.is_none()));
        assert!(parsed.refused.iter().all(|r| r.faults[0].field == "name"));
    }

    #[test]
    fn an_address_on_one_line_is_taken_apart() {
        assert_eq!(
            in_parts("Rådhustorget 3c, 311 31 Falkenberg, Sweden"),
            (Some("Rådhustorget 3c".into()), Some("31131".into()), Some("Falkenberg".into()))
        );
        assert_eq!(in_parts("Falkenberg, Sweden"), (None, None, Some("Falkenberg".into())));
        assert_eq!(in_parts(""), (None, None, None));
    }
}
