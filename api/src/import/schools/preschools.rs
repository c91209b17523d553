//! The list of all preschools that Skolverket's statistics give, with the damage that spreadsheets did to it.

use super::super::codes;
use super::super::parsed::{Parsed, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, PointFields, field};
use super::super::table;

/// A preschool.
#[derive(Debug, Clone, PartialEq)]
pub struct Preschool {
    /// Its id in the list, preferably Skolverket's: that one stays when a list is made anew.
    pub external_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Kommunkod, four digits; none where the list leaves it to the reader.
    pub municipality_code: Option<String>,
    /// Municipality's name, as written.
    pub municipality_name: Option<String>,
    /// "Kommunal", "Enskild", as written.
    pub organiser: Option<String>,
    /// Registration number of the organiser, ten digits.
    pub organisation_number: Option<String>,
    /// Street and number.
    pub street_address: Option<String>,
    /// Five digits.
    pub postal_code: Option<String>,
    /// Post town.
    pub city: Option<String>,
    /// How many children.
    pub children: Option<i32>,
    /// In how many groups.
    pub groups: Option<i32>,
    /// Where it is.
    pub point: Option<Point>,
}

const EXTERNAL_ID: Field = field("id", &["skolverketsid", "schoolid", "id", "forskoleid", "enhetskod"]);
const NAME: Field = field("name", &["namn", "forskola", "forskolansnamn", "name", "schoolname"]);
const MUNICIPALITY_CODE: Field = field("municipality_code", &["kommunkod", "municipalitycode"]);
const MUNICIPALITY: Field =
    field("municipality", &["kommun", "kommunnamn", "municipality", "municipalityname"]);
const ORGANISER: Field = field("organiser", &["huvudman", "huvudmannatyp", "organiser", "driftform"]);
const ORGANISATION: Field =
    field("organisation_number", &["organisationsnummer", "orgnr", "organisationnumber"]);
const STREET: Field =
    field("street_address", &["adress", "gatuadress", "besoksadress", "address", "streetaddress"]);
const POSTAL_CODE: Field = field("postal_code", &["postnummer", "postnr", "postalcode"]);
const CITY: Field = field("city", &["postort", "ort", "city"]);
const CHILDREN: Field = field("children", &["antalbarn", "barn", "children"]);
const GROUPS: Field = field("groups", &["antalbarngrupper", "antalavdelningar", "groups"]);
const POINT: PointFields = PointFields {
    latitude: field("latitude", &["latitud", "latitude", "lat"]),
    longitude: field("longitude", &["longitud", "longitude", "lon", "lng", "long"]),
    ewkb: Some(field("geo_point", &["geopoint", "geom", "thegeom"])),
    sweref: Some((
        field("y_sweref", &["ysweref", "swerefn", "nsweref"]),
        field("x_sweref", &["xsweref", "swerefe", "esweref"]),
    )),
};

/// Reads a list of preschools.
///
/// # Errors
/// As for every table: no rows at all, or no column for the name.
pub fn parse(bytes: &[u8]) -> Result<Parsed<Preschool>, Unusable> {
    table::read(bytes, &[NAME], |mut row| {
        let preschool = Preschool {
            external_id: row.name(EXTERNAL_ID),
            name: row.need_name(NAME),
            municipality_code: row.code(MUNICIPALITY_CODE, codes::municipality_code),
            municipality_name: row.name(MUNICIPALITY),
            organiser: row.name(ORGANISER),
            organisation_number: row.name(ORGANISATION),
            street_address: row.name(STREET),
            postal_code: row.postal_code(POSTAL_CODE),
            city: row.name(CITY),
            children: row.count(CHILDREN),
            groups: row.count(GROUPS),
            point: row.point(POINT, true),
        };
        row.end(preschool)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::faults::NoteCode;
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn the_list_of_all_preschools_is_read_with_its_codes_repaired() {
        let Some(bytes) = real_data::read("02-schools-preschools/sveriges_forskolor_rows.csv") else {
            return;
        };
        let parsed = parse(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (8739, 0));
        assert_eq!(parsed.notes.count(NoteCode::LeadingZeroRestored), 3714);
        assert_eq!(parsed.notes.count(NoteCode::DecimalsRemoved), 7791);
        assert_eq!(parsed.notes.count(NoteCode::NoPoint), 949);
        assert_eq!(parsed.notes.count(NoteCode::ValueLeftOut), 0);
        let first = &parsed.rows[0].value;
        assert_eq!(
            (first.external_id.as_deref(), first.postal_code.as_deref()),
            (Some("238459"), Some("25247"))
        );
        assert!(parsed.values().all(|p| p.municipality_code.as_ref().is_some_and(|code| code.len() == 4)));
        assert!(parsed.values().filter_map(|p| p.point).all(Point::in_sweden));
    }

    #[test]
    fn sweref_and_hexadecimal_points_agree_with_the_degrees() {
        let Some(bytes) = real_data::read("02-schools-preschools/sveriges_forskolor_rows.csv") else {
            return;
        };
        let degrees = parse(&bytes).expect("a list");
        let text = String::from_utf8(bytes).expect("UTF-8");
        for hidden in [&["Latitud,Longitud", "A,B"][..], &["Latitud,Longitud", "A,B", "geo_point", "C"][..]] {
            let renamed =
                hidden.chunks(2).fold(text.clone(), |text, pair| text.replacen(pair[0], pair[1], 1));
            let other = parse(renamed.as_bytes()).expect("a list");
            for (a, b) in degrees.values().zip(other.values()) {
                let (Some(a), Some(b)) = (a.point, b.point) else {
                    assert_eq!(a.point, b.point);
                    continue;
                };
                assert!(
                    (a.latitude - b.latitude).abs() < 2e-5 && (a.longitude - b.longitude).abs() < 4e-5,
                    "{a:?} {b:?}"
                );
            }
        }
    }

    #[test]
    fn a_swapped_pair_is_put_right_and_an_impossible_one_left_out() {
        let parsed = parse(
            "Namn;Latitud;Longitud;Postnummer\nA;18,06;59,33;111 22\nB;200;300;x\nC;0;0;\n;59;18;\n"
                .as_bytes(),
        )
        .expect("a list");
        assert_eq!(parsed.rows[0].value.point, Point::new(59.33, 18.06));
        assert_eq!((parsed.rows[1].value.point, parsed.rows[1].value.postal_code.as_deref()), (None, None));
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (3, 1));
        assert_eq!(
            (parsed.notes.count(NoteCode::PointSwapped), parsed.notes.count(NoteCode::PointLeftOut)),
            (1, 2)
        );
    }
}
