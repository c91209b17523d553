//! Preschools with their groups, one row a group, as Göteborg publishes them.

use super::super::parsed::{Parsed, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, PointFields, field};
use super::super::table;

/// A preschool and one of its groups. A preschool without groups has one row with no group.
#[derive(Debug, Clone, PartialEq)]
pub struct PreschoolGroup {
    /// The preschool's id in the list.
    pub preschool_id: Option<String>,
    /// The preschool's name.
    pub preschool_name: String,
    /// The part of the organisation that runs it: "Centrum område 1", "Fristående förskolor".
    pub area: Option<String>,
    /// Where the preschool is.
    pub point: Option<Point>,
    /// The group's name, as written.
    pub group_name: Option<String>,
}

const ID: Field = field("school_id", &["schoolid", "preschoolid", "forskoleid", "id"]);
const NAME: Field =
    field("school_name", &["schoolname", "preschoolname", "forskola", "forskolansnamn", "namn"]);
const AREA: Field = field("area_name", &["areaname", "omrade", "utbildningsomrade"]);
const GROUP: Field = field("group_name", &["groupname", "avdelning", "avdelningsnamn", "grupp"]);
const POINT: PointFields = PointFields {
    latitude: field("latitude", &["lat", "latitud", "latitude"]),
    longitude: field("longitude", &["lon", "lng", "long", "longitud", "longitude"]),
    ewkb: None,
    sweref: None,
};

/// Reads a list of preschools' groups.
///
/// # Errors
/// As for every table: no rows at all, or no columns for preschool and group.
pub fn parse(bytes: &[u8]) -> Result<Parsed<PreschoolGroup>, Unusable> {
    table::read(bytes, &[NAME, GROUP], |mut row| {
        let group = PreschoolGroup {
            preschool_id: row.name(ID),
            preschool_name: row.need_name(NAME),
            area: row.name(AREA),
            point: row.point(POINT, true),
            group_name: row.name(GROUP),
        };
        row.end(group)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::super::real_data;
    use super::*;

    #[test]
    fn goteborgs_preschools_keep_their_groups() {
        let Some(bytes) = real_data::read("02-schools-preschools/goteborg_forskolor_avdelningar_2025.csv")
        else {
            return;
        };
        let parsed = parse(&bytes).expect("a list");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (834, 0));
        let preschools: BTreeSet<_> = parsed.values().map(|g| &g.preschool_id).collect();
        let groups = parsed.values().filter(|g| g.group_name.is_some()).count();
        assert_eq!((preschools.len(), groups), (377, 779));
        assert!(parsed.values().all(|g| g.point.is_some_and(Point::in_sweden)));
        assert!(parsed.values().any(|g| g.group_name.as_deref() == Some("Skepp o´hoj")));
    }
}
