//! The statistics list of schools by municipality, which has names and activities but no codes of school units.

use super::super::codes;
use super::super::parsed::{Parsed, Unusable};
use super::super::reading::{Field, Reading, field};
use super::super::table;

/// A school as the statistics list has it: known by municipality and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolActivities {
    /// Kommunkod, four digits.
    pub municipality_code: String,
    /// The school unit's name.
    pub name: String,
    /// Codes of the types of schooling that it has: "GR", "FSK", "FTH".
    pub school_types: Vec<String>,
}

const CODE: Field = field("municipality_code", &["kod", "kommunkod", "municipalitycode"]);
const NAME: Field = field("name", &["skolenhetsnamn", "skolenhet", "skola", "skolnamn"]);
const COMPULSORY: Field = field("Grundskola", &["grundskola"]);
const PRESCHOOL_CLASS: Field = field("Förskoleklass", &["forskoleklass"]);
const LEISURE: Field = field("Fritidshem", &["fritidshem"]);
const UPPER: Field = field("Gymnasieskola", &["gymnasieskola", "gymnasium"]);

/// Reads the list.
///
/// # Errors
/// As for every table: no rows at all, or no columns for municipality and name.
pub fn parse(bytes: &[u8]) -> Result<Parsed<SchoolActivities>, Unusable> {
    table::read(bytes, &[CODE, NAME], |mut row| {
        let school = SchoolActivities {
            municipality_code: row.need_code(CODE, codes::municipality_code),
            name: row.need_name(NAME),
            school_types: types_of(&row),
        };
        row.end(school)
    })
}

fn types_of(row: &Reading<'_>) -> Vec<String> {
    [(PRESCHOOL_CLASS, "FSK"), (COMPULSORY, "GR"), (LEISURE, "FTH"), (UPPER, "GY")]
        .into_iter()
        .filter(|(column, _)| row.flag(*column) == Some(true))
        .map(|(_, code)| code.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn the_statistics_list_with_semicolons_and_hyphens_is_read() {
        let Some(bytes) = real_data::read("02-schools-preschools/skolverksamhet_2021_semicolon_bom.csv")
        else {
            return;
        };
        let parsed = parse(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (7594, 0));
        let count = |kind: &str| parsed.values().filter(|s| s.school_types.iter().any(|t| t == kind)).count();
        assert_eq!((count("GR"), count("FSK"), count("FTH")), (4766, 3626, 4019));
        assert_eq!(parsed.rows[0].value.name, "Bollstanäs skola");
    }
}
