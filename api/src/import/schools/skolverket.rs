//! Skolverket's register of school units (planned-educations, version 4), in both of its shapes: the compact one,
//! which has a point and no municipality, and the listed one, which has a municipality and no point.
//!
//! A file is one answer of the API, a list of units, or lines of captured answers
//! (`{"url": …, "fetchedAt": …, "body": …}`), one page a line.

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::codes;
use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::{self, Level, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, PointFields, Reading, Record, field};
use super::super::text::one_line;

/// A school unit as one answer tells of it. The two shapes complete each other by the code.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolUnit {
    /// Skolenhetskod, eight digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Kommunkod, where the answer has it. The compact shape does not: the municipality in the question's address
    /// proves nothing, the API is known to have ignored it.
    pub municipality_code: Option<String>,
    /// Post town.
    pub city: Option<String>,
    /// Codes of the types of schooling in capitals: "FSK", "GR", "GY".
    pub school_types: Vec<String>,
    /// The school years of all types, as written: "0" to "9".
    pub school_years: Vec<String>,
    /// "Kommunal", "Fristående", as written.
    pub organiser: Option<String>,
    /// Whether it is in use, where the answer says.
    pub status: Option<SchoolStatus>,
    /// A Swedish school in another country.
    pub abroad: Option<bool>,
    /// Where it is.
    pub point: Option<Point>,
}

/// Whether a school unit is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolStatus {
    /// AKTIV.
    Active,
    /// VILANDE.
    Dormant,
    /// UPPHORT.
    Ceased,
    /// PLANERAD.
    Planned,
}

const CODE: Field = field("code", &["schoolunitcode", "code", "skolenhetskod"]);
const NAME: Field = field("name", &["schoolunitname", "name", "skolenhetsnamn", "namn"]);
const MUNICIPALITY: Field =
    field("municipality_code", &["geographicalareacode", "municipalitycode", "kommunkod"]);
const CITY: Field = field("city", &["postcodedistrict", "postort", "city"]);
const ORGANISER: Field =
    field("organiser", &["principalorganizertype", "organizertype", "huvudmannatyp", "huvudman"]);
const STATUS: Field = field("status", &["status", "schoolunitstatus"]);
const ABROAD: Field = field("abroad", &["abroadschool"]);
const POINT: PointFields = PointFields {
    latitude: field("latitude", &["wgs84latitude", "latitude", "lat"]),
    longitude: field("longitude", &["wgs84longitude", "longitude", "lon", "lng"]),
    ewkb: None,
    sweref: Some((
        field("sweref_north", &["sweref99latitude"]),
        field("sweref_east", &["sweref99longitude"]),
    )),
};

/// The ways to the list of units in an answer and in what captures put around it.
const WAYS: [&[&str]; 9] = [
    &["body", "body", "_embedded", "compactSchoolUnits"],
    &["body", "body", "_embedded", "listedSchoolUnits"],
    &["body", "_embedded", "compactSchoolUnits"],
    &["body", "_embedded", "listedSchoolUnits"],
    &["_embedded", "compactSchoolUnits"],
    &["_embedded", "listedSchoolUnits"],
    &["compactSchoolUnits"],
    &["listedSchoolUnits"],
    &["schoolUnits"],
];

/// Reads school units in any of the shapes.
///
/// # Errors
/// [`Unusable::Json`] if a whole document is broken; a broken line among captured pages refuses that page only.
/// [`Unusable::NoRecords`] if nothing in the file is a list of school units.
pub fn parse(bytes: &[u8]) -> Result<Parsed<SchoolUnit>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    match json::document(&text) {
        Ok(document) => page(document, "$", &mut parsed)?,
        Err(whole) => {
            let lines = || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let readable =
                lines().filter(|(_, line)| matches!(json::open(line), Ok(Level::Object(_)))).count();
            if readable == 0 || lines().count() < 2 {
                return Err(whole);
            }
            for (index, line) in lines() {
                captured_line(index, line, &mut parsed);
            }
        }
    }
    if parsed.read() == 0 && parsed.notes.count(NoteCode::EmptyPage) == 0 {
        return Err(Unusable::NoRecords("school units"));
    }
    Ok(parsed)
}

fn captured_line(index: usize, line: &str, parsed: &mut Parsed<SchoolUnit>) {
    let at = format!("line {}: $", index + 1);
    let fault = match json::open(line).map(|document| page(document, &at, parsed)) {
        Ok(Ok(())) => return,
        Ok(Err(_)) => Fault { field: "page", code: FaultCode::WrongShape, found: None },
        Err(error) => Fault::of("page", FaultCode::Malformed, &error.to_string()),
    };
    parsed.push(Position::Line(index as u64 + 1), Err(vec![fault]), || line.to_owned());
}

fn page(document: Level<'_>, at: &str, parsed: &mut Parsed<SchoolUnit>) -> Result<(), Unusable> {
    let is_answer = matches!(&document, Level::Object(members) if members.contains_key("body") || members.contains_key("page"));
    let captures = matches!(&document, Level::Array(pages) if pages.first().is_some_and(|p| is_capture(p)));
    if captures && let Level::Array(pages) = document {
        for (index, raw) in pages.into_iter().enumerate() {
            let at = format!("{at}[{index}]");
            let read = json::document(raw.get()).and_then(|inner| page(inner, &at, parsed));
            if read.is_err() {
                let fault = Fault { field: "page", code: FaultCode::WrongShape, found: None };
                parsed.push(Position::Path(at), Err(vec![fault]), || raw.get().to_owned());
            }
        }
        return Ok(());
    }
    let Some(units) = document.array_at(&WAYS) else {
        // A question with no hits is answered without the list.
        if is_answer {
            parsed.notes.take(NoteCode::EmptyPage, "page", &Position::Path(at.to_owned()));
            return Ok(());
        }
        return Err(Unusable::NoRecords("school units"));
    };
    if units.is_empty() {
        parsed.notes.take(NoteCode::EmptyPage, "page", &Position::Path(at.to_owned()));
    }
    for (index, raw) in units.into_iter().enumerate() {
        let at = Position::Path(format!("{at}[{index}]"));
        let outcome = Object::of(raw).and_then(|unit| understand(&unit, &at, &mut parsed.notes));
        parsed.push(at, outcome, || raw.get().to_owned());
    }
    Ok(())
}

fn is_capture(raw: &RawValue) -> bool {
    matches!(json::open(raw.get()), Ok(Level::Object(members)) if members.contains_key("body"))
}

fn understand(unit: &Object, at: &Position, notes: &mut Notes) -> Result<SchoolUnit, Vec<Fault>> {
    // Only the compact shape promises a point; its absence in the other is nothing to note.
    let promises_point = unit.value("wgs84latitude").is_some() || unit.value("latitude").is_some();
    let mut reading = Reading::new(unit, at, notes);
    let types = types_of(unit);
    let school_unit = SchoolUnit {
        code: reading.need_code(CODE, codes::school_unit_code),
        name: reading.need_name(NAME),
        municipality_code: reading.code(MUNICIPALITY, codes::municipality_code),
        city: reading.name(CITY),
        school_types: types.iter().map(|(code, _)| code.clone()).collect(),
        school_years: years_of(&types),
        organiser: reading.name(ORGANISER),
        status: status_of(&mut reading),
        abroad: reading.flag(ABROAD),
        point: if promises_point {
            let abroad = reading.flag(ABROAD) == Some(true);
            reading.point(POINT, !abroad)
        } else {
            None
        },
    };
    reading.end(school_unit)
}

fn status_of(reading: &mut Reading<'_>) -> Option<SchoolStatus> {
    match super::super::text::key(&reading.text(STATUS)?).as_str() {
        "aktiv" | "active" => Some(SchoolStatus::Active),
        "vilande" | "dormant" => Some(SchoolStatus::Dormant),
        "upphort" | "upphord" | "ceased" => Some(SchoolStatus::Ceased),
        "planerad" | "planned" => Some(SchoolStatus::Planned),
        _ => {
            reading.note(NoteCode::ValueLeftOut, STATUS);
            None
        }
    }
}

/// The types of schooling with their years: a list of objects, of codes, or of both.
fn types_of(unit: &Object) -> Vec<(String, Vec<String>)> {
    let listed = ["typeofschooling", "schooltypes", "typesofschooling"].iter().map(|name| unit.list(name));
    let Some(types) = listed.into_iter().find(|types| !types.is_empty()) else { return Vec::new() };
    types
        .iter()
        .filter_map(|kind| match kind {
            Value::String(code) => Some((code.trim().to_uppercase(), Vec::new())),
            Value::Object(_) => {
                let kind = Object::of_value(kind.clone())?;
                let code = kind.get("code").or_else(|| kind.get("type"))?.trim().to_uppercase();
                let years = kind.list("schoolyears").iter().filter_map(year).collect();
                Some((code, years))
            }
            _ => None,
        })
        .filter(|(code, _)| !code.is_empty())
        .collect()
}

fn year(value: &Value) -> Option<String> {
    match value {
        Value::String(year) => Some(one_line(year)),
        Value::Number(year) => Some(year.to_string()),
        _ => None,
    }
}

fn years_of(types: &[(String, Vec<String>)]) -> Vec<String> {
    let mut years: Vec<String> = types.iter().flat_map(|(_, years)| years.clone()).collect();
    years.sort_by_key(|year| (year.len(), year.clone()));
    years.dedup();
    years
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn all_units_of_the_compact_pages_are_read() {
        let Some(bytes) =
            real_data::read("02-schools-preschools/skolverket_v4_compact_school_units_pages.jsonl")
        else {
            return;
        };
        let parsed = parse(&bytes).expect("pages");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (2000, 0));
        assert_eq!(parsed.values().filter(|unit| unit.point.is_none()).count(), 9);
        assert_eq!(parsed.notes.count(NoteCode::NoPoint), 9);
        let first = &parsed.rows[0];
        assert_eq!(
            (first.value.code.as_str(), first.value.name.as_str()),
            ("36263479", "Bäckängsgymnasiet B")
        );
        assert_eq!(first.at, Position::Path("line 1: $[0]".into()));
        assert!(
            parsed.values().all(|unit| unit.municipality_code.is_none()),
            "the filter in the address proves nothing"
        );
    }

    #[test]
    fn all_units_of_the_listed_pages_are_read() {
        let Some(bytes) =
            real_data::read("02-schools-preschools/skolverket_v4_school_units_list_pages.jsonl")
        else {
            return;
        };
        let parsed = parse(&bytes).expect("pages");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (432, 0));
        let first = &parsed.rows[0].value;
        assert_eq!(
            (first.municipality_code.as_deref(), first.city.as_deref()),
            (Some("0114"), Some("Upplands Väsby"))
        );
        assert_eq!(
            (first.school_types.as_slice(), first.organiser.as_deref()),
            (&["FSK".to_owned(), "GR".to_owned()][..], Some("Fristående"))
        );
        assert_eq!(first.school_years.first().map(String::as_str), Some("0"));
    }

    const UNIT: &str = r#"{"schoolUnitCode":"12345678","schoolUnitName":"Ask","wgs84Latitude":"59.3","wgs84Longitude":"18.0"}"#;

    #[test]
    fn a_single_answer_a_bare_list_and_captured_lines_say_the_same() {
        let shapes = [
            format!("[{UNIT}]"),
            format!(
                r#"{{"status":"OK","body":{{"_embedded":{{"compactSchoolUnits":[{UNIT}]}},"page":{{}}}}}}"#
            ),
            format!("{{\"_embedded\":{{\n\"listedSchoolUnits\":[{UNIT}]}}}}"),
            format!(
                "{{\"body\":{{\"_embedded\":{{\"compactSchoolUnits\":[{UNIT}]}}}}}}\r\n\r\n{{\"body\":{{\"status\":\"OK\",\"body\":{{\"page\":{{}}}}}}}}\r\n"
            ),
            format!(r#"[{{"url":"x","body":{{"body":{{"_embedded":{{"compactSchoolUnits":[{UNIT}]}}}}}}}}]"#),
        ];
        for shape in shapes {
            let parsed = parse(shape.as_bytes()).expect("a shape");
            let codes: Vec<_> = parsed.values().map(|unit| unit.code.as_str()).collect();
            assert_eq!(codes, ["12345678"], "{shape}");
        }
    }

    #[test]
    fn a_broken_page_is_refused_and_the_others_are_read() {
        let text = format!(
            "{{\"body\":{{\"_embedded\":{{\"compactSchoolUnits\":[{UNIT},{{\"schoolUnitCode\":\"1\"}}]}}}}}}\n{{\"body\":{{\n{{\"x\":1}}\n"
        );
        let parsed = parse(text.as_bytes()).expect("lines");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (1, 3));
        let faults: Vec<_> = parsed.refused[0].faults.iter().map(|f| (f.field, f.code)).collect();
        assert_eq!(faults, [("code", FaultCode::NotASchoolUnitCode), ("name", FaultCode::Missing)]);
    }

    #[test]
    fn a_document_that_is_no_list_of_units_is_unusable() {
        assert_eq!(parse(b"{\"a\":1}").err(), Some(Unusable::NoRecords("school units")));
        assert!(matches!(parse(b"{\"a\":").err(), Some(Unusable::Json(_))));
    }
}
