//! Lists of municipalities: SCB's code lists, with or without the county's name, svensktext's table with
//! population and area, and the plain list of codes and names that statistics come with.

use super::super::codes;
use super::super::parsed::{Parsed, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, PointFields, field};
use super::super::table;

/// A municipality as a list tells of it. What a list does not have is none and leaves what is known untouched.
#[derive(Debug, Clone, PartialEq)]
pub struct Municipality {
    /// Kommunkod, four digits.
    pub code: String,
    /// "Upplands Väsby", without "kommun".
    pub name: String,
    /// Whether the list has that name itself; else it was derived from the official one, by a rule that no register
    /// vouches for.
    pub name_is_stated: bool,
    /// "Upplands Väsby kommun", where the list has it.
    pub official_name: Option<String>,
    /// Länskod, two digits. It is what the municipality's own code begins with.
    pub county_code: String,
    /// Name of the county, where the list has it.
    pub county_name: Option<String>,
    /// Inhabitants.
    pub population: Option<i32>,
    /// Land and water together, square kilometres.
    pub area_km2: Option<f64>,
    /// Land alone, square kilometres.
    pub land_km2: Option<f64>,
    /// A point to centre a map on.
    pub centre: Option<Point>,
}

const CODE: Field = field("municipality_code", &["municipalitycode", "code", "kommunkod", "kod", "kommunid"]);
const NAME: Field = field("municipality_name", &["municipalityname", "name", "kommun", "kommunnamn", "namn"]);
const SHORT: Field = field("municipality_name_short", &["municipalitynameshort", "nameshort", "kortnamn"]);
const COUNTY_CODE: Field = field("county_code", &["countycode", "lanskod", "lankod", "regionkod"]);
const COUNTY_NAME: Field = field("county_name", &["countyname", "region", "lan", "lansnamn"]);
const POPULATION: Field = field("population", &["population", "folkmangd", "invanare", "befolkning"]);
const AREA: Field = field("area", &["area", "areakm2", "areal", "totalareal"]);
const LAND: Field = field("land", &["land", "landareal", "landkm2"]);
const CENTRE: PointFields = PointFields {
    latitude: field("latitude", &["locationlatgoogle20150528", "latitude", "latitud", "lat"]),
    longitude: field(
        "longitude",
        &["locationlnggoogle20150528", "longitude", "longitud", "lon", "lng", "long"],
    ),
    ewkb: None,
    sweref: None,
};

/// Reads a list of municipalities.
///
/// # Errors
/// As for every table: no rows at all, or no columns for code and name.
pub fn parse(bytes: &[u8]) -> Result<Parsed<Municipality>, Unusable> {
    table::read(bytes, &[CODE, NAME], |mut row| {
        let code = row.need_code(CODE, codes::municipality_code);
        let official = row.need_name(NAME);
        let short = row.name(SHORT);
        let own_county = code.get(..2).unwrap_or_default().to_owned();
        let county_code = row.code(COUNTY_CODE, codes::county_code).unwrap_or(own_county);
        let has_point = row.text(CENTRE.latitude).is_some();
        let municipality = Municipality {
            name_is_stated: short.is_some() || !is_official(&official),
            name: short.unwrap_or_else(|| short_name(&official)),
            official_name: is_official(&official).then_some(official),
            county_code,
            county_name: row.name(COUNTY_NAME),
            population: row.count(POPULATION),
            area_km2: row.number(AREA),
            land_km2: row.number(LAND),
            centre: if has_point { row.point(CENTRE, true) } else { None },
            code,
        };
        row.end(municipality)
    })
}

fn is_official(name: &str) -> bool {
    name.ends_with(" kommun") || name.ends_with(" stad") || name.starts_with("Region ")
}

/// "Upplands Väsby" of "Upplands Väsby kommun". The genitive's s is taken away, except from the names that end in
/// an s of their own: all of those end in -fors, -ås or -näs, and there is Grums.
#[must_use]
pub fn short_name(official: &str) -> String {
    let Some(name) = official.strip_suffix(" kommun").or_else(|| official.strip_suffix(" stad")) else {
        return official.to_owned();
    };
    let own_s = name == "Grums" || ["fors", "ås", "näs"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('s') {
        Some(bare) if !own_s => bare.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::faults::{FaultCode, NoteCode};
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn both_lists_of_statistics_sweden_hold_all_municipalities() {
        for file in
            ["01-municipalities/scb_municipalities.csv", "01-municipalities/scb_municipality_county.csv"]
        {
            let Some(bytes) = real_data::read(file) else { return };
            let parsed = parse(&bytes).expect("a list");
            assert_eq!((parsed.rows.len(), parsed.refused.len()), (290, 0), "{file}");
            let first = &parsed.rows[0].value;
            assert_eq!(
                (first.code.as_str(), first.name.as_str(), first.county_code.as_str()),
                ("0114", "Upplands Väsby", "01")
            );
            assert!(
                parsed.values().all(|m| short_name(m.official_name.as_deref().unwrap_or_default()) == m.name)
            );
        }
    }

    #[test]
    fn the_statistics_list_with_semicolons_has_289_municipalities() {
        let Some(bytes) = real_data::read("02-schools-preschools/kommuner_2021_semicolon_bom.csv") else {
            return;
        };
        let parsed = parse(&bytes).expect("a list");
        let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count();
        assert_eq!((parsed.read(), parsed.refused.len()), (lines - 1, 0));
        assert!(parsed.values().any(|m| m.code == "0120" && m.name == "Värmdö"));
    }

    #[test]
    fn population_area_and_a_centre_come_with_svensktexts_table() {
        let Some(bytes) = real_data::read("01-municipalities/svensktext_kommuner_population_area.csv") else {
            return;
        };
        let parsed = parse(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (290, 0));
        let first = &parsed.rows[0].value;
        assert_eq!(
            (first.population, first.area_km2, first.land_km2),
            (Some(43_891), Some(83.82), Some(75.01))
        );
        assert_eq!(
            (first.name.as_str(), first.county_name.as_deref()),
            ("Upplands Väsby", Some("Stockholms län"))
        );
        assert!(parsed.values().all(|m| m.centre.is_some_and(Point::in_sweden)));
    }

    #[test]
    fn codes_without_their_zero_are_restored_and_nonsense_is_refused_with_its_reason() {
        let parsed = parse("Kommunkod;Kommun\n180;Stockholm\nabc;X\n0181;\n".as_bytes()).expect("a list");
        assert_eq!(parsed.rows[0].value.code, "0180");
        assert_eq!(parsed.notes.count(NoteCode::LeadingZeroRestored), 1);
        let faults: Vec<_> =
            parsed.refused.iter().flat_map(|r| &r.faults).map(|f| (f.field, f.code)).collect();
        assert_eq!(
            faults,
            [
                ("municipality_code", FaultCode::NotAMunicipalityCode),
                ("municipality_name", FaultCode::Missing)
            ]
        );
        assert_eq!(
            parsed.refused[0].faults[0].swedish(),
            "municipality_code ”abc” är ingen kommunkod med fyra siffror"
        );
    }
}
