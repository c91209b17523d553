//! Which postal code belongs to which municipality, and the names of places.

use super::super::codes;
use super::super::parsed::{Parsed, Unusable};
use super::super::reading::{Field, field};
use super::super::table;

/// A postal code and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalArea {
    /// Five digits.
    pub postal_code: String,
    /// Post town, as the list writes it.
    pub locality: Option<String>,
    /// Kommunkod, four digits.
    pub municipality_code: String,
}

/// The name of a place that people use in addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceName {
    /// The name.
    pub name: String,
    /// Kommunkod, where the list has it.
    pub municipality_code: Option<String>,
}

const POSTAL_CODE: Field = field("postal_code", &["postalcode", "postnummer", "postnr", "zip", "zipcode"]);
const LOCALITY: Field = field("locality", &["locality", "postort", "ort", "city"]);
const MUNICIPALITY: Field = field("municipality_code", &["municipalitycode", "kommunkod", "kod"]);
const PLACE: Field = field("name", &["city", "ortsnamn", "ort", "tatort", "place", "name", "namn"]);

/// Reads a list of postal codes with their municipalities.
///
/// # Errors
/// As for every table: no rows at all, or no columns for postal code and municipality.
pub fn parse_postal_areas(bytes: &[u8]) -> Result<Parsed<PostalArea>, Unusable> {
    table::read(bytes, &[POSTAL_CODE, MUNICIPALITY], |mut row| {
        let area = PostalArea {
            postal_code: row.need_code(POSTAL_CODE, codes::postal_code),
            locality: row.name(LOCALITY),
            municipality_code: row.need_code(MUNICIPALITY, codes::municipality_code),
        };
        row.end(area)
    })
}

/// Reads a list of names of places.
///
/// # Errors
/// As for every table: no rows at all, or no column for the name.
pub fn parse_place_names(bytes: &[u8]) -> Result<Parsed<PlaceName>, Unusable> {
    table::read(bytes, &[PLACE], |mut row| {
        let place = PlaceName {
            name: row.need_name(PLACE),
            municipality_code: row.code(MUNICIPALITY, codes::municipality_code),
        };
        row.end(place)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn every_postal_code_finds_its_municipality() {
        let Some(bytes) = real_data::read("01-municipalities/scb_postal_to_municipality.csv") else { return };
        let parsed = parse_postal_areas(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (15_463, 0));
        assert!(parsed.values().any(|a| a.postal_code == "98692" && a.municipality_code == "2584"));
    }

    #[test]
    fn all_place_names_are_read() {
        let Some(bytes) = real_data::read("01-municipalities/svensktext_ortsnamn.csv") else { return };
        let parsed = parse_place_names(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (2006, 0));
        assert_eq!(parsed.rows[0].value.name, "Abbekås");
    }
}
