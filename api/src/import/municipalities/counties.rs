//! Lists of counties: SCB's and svensktext's, whose codes are plain numbers.

use super::super::codes;
use super::super::parsed::{Parsed, Unusable};
use super::super::reading::{Field, field};
use super::super::table;

/// A county (län).
#[derive(Debug, Clone, PartialEq)]
pub struct County {
    /// Länskod, two digits.
    pub code: String,
    /// "Stockholms län".
    pub name: String,
    /// "Stockholm", where the list has it.
    pub short_name: Option<String>,
    /// The letter that licence plates once began with.
    pub letter: Option<String>,
    /// Inhabitants.
    pub population: Option<i32>,
    /// Square kilometres.
    pub area_km2: Option<f64>,
    /// The town of the county administrative board.
    pub residence: Option<String>,
}

const CODE: Field = field("county_code", &["countycode", "lanskod", "lankod", "code", "kod"]);
const NAME: Field = field("county_name", &["countyname", "name", "lan", "lansnamn", "namn"]);
const SHORT: Field = field("county_name_short", &["countynameshort", "nameshort"]);
const LETTER: Field = field("letter", &["letter", "lansbokstav", "bokstav"]);
const POPULATION: Field = field("population", &["population", "folkmangd", "invanare"]);
const AREA: Field = field("area", &["area", "areal"]);
const RESIDENCE: Field = field("residence", &["residencetown", "residensstad"]);

/// Reads a list of counties.
///
/// # Errors
/// As for every table: no rows at all, or no columns for code and name.
pub fn parse(bytes: &[u8]) -> Result<Parsed<County>, Unusable> {
    table::read(bytes, &[CODE, NAME], |mut row| {
        let county = County {
            code: row.need_code(CODE, codes::county_code),
            name: row.need_name(NAME),
            short_name: row.name(SHORT),
            letter: row.name(LETTER),
            population: row.count(POPULATION),
            area_km2: row.number(AREA),
            residence: row.name(RESIDENCE),
        };
        row.end(county)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn both_lists_agree_on_the_counties() {
        let Some(scb) = real_data::read("01-municipalities/scb_counties.csv") else { return };
        let Some(svensktext) = real_data::read("01-municipalities/svensktext_lan.csv") else { return };
        let (scb, svensktext) = (parse(&scb).expect("a list"), parse(&svensktext).expect("a list"));
        assert_eq!(
            (scb.rows.len(), scb.refused.len(), svensktext.rows.len(), svensktext.refused.len()),
            (21, 0, 21, 0)
        );
        let pairs = |list: &Parsed<County>| {
            let mut pairs: Vec<_> = list.values().map(|c| (c.code.clone(), c.name.clone())).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(pairs(&scb), pairs(&svensktext));
        assert!(svensktext.values().any(|c| c.code == "05" && c.residence.as_deref() == Some("Linköping")));
    }
}
