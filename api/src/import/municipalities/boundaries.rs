//! Borders as GeoJSON (RFC 7946): one feature per municipality or county.

use serde_json::Value;

use super::super::codes;
use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, Reading, field};

/// What a border goes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Area {
    /// A municipality: its four digits.
    Municipality(String),
    /// A county: its two digits.
    County(String),
}

/// A border.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// What it goes round.
    pub area: Area,
    /// Its name, as the file writes it.
    pub name: Option<String>,
    /// The polygons: each a list of rings, the outer one first; each ring a closed list of points.
    pub polygons: Vec<Vec<Vec<Point>>>,
    /// A point that stands for the whole: the file's own, or the middle of the largest polygon.
    pub centre: Point,
    /// The south-west corner of the rectangle around it.
    pub south_west: Point,
    /// The north-east corner of the rectangle around it.
    pub north_east: Point,
}

const MUNICIPALITY: Field =
    field("municipality_code", &["kommunkod", "municipalitycode", "komkod", "knkod", "id"]);
const COUNTY: Field = field("county_code", &["lid", "lanskod", "countycode", "lnkod", "lankod"]);
const NAME: Field = field("name", &["komnamn", "kommunnamn", "knnamn", "name", "namn", "lnnamn"]);
const GEOMETRY: Field = field("geometry", &["geometry"]);
const PROPERTIES: Field = field("properties", &["properties"]);

/// Reads a feature collection, a list of features or a single feature.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Parsed<Boundary>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    let features =
        json::document(&text)?.array_at(&[&["features"]]).ok_or(Unusable::NoRecords("features"))?;
    for (index, raw) in features.into_iter().enumerate() {
        let at = Position::Path(format!("$.features[{index}]"));
        let outcome = Object::of(raw).and_then(|feature| understand(&feature, &at, &mut parsed.notes));
        parsed.push(at, outcome, || raw.get().to_owned());
    }
    Ok(parsed)
}

fn understand(feature: &Object, at: &Position, notes: &mut Notes) -> Result<Boundary, Vec<Fault>> {
    let Some(properties) = feature.object("properties") else {
        return Err(vec![Fault::missing(PROPERTIES.name)]);
    };
    let mut reading = Reading::new(&properties, at, notes);
    // A county's file has codes of its own; only where there is none is it a municipality that is meant.
    let area = if reading.text(MUNICIPALITY).is_none() && reading.text(COUNTY).is_some() {
        Area::County(reading.need_code(COUNTY, codes::county_code))
    } else {
        Area::Municipality(reading.need_code(MUNICIPALITY, codes::municipality_code))
    };
    let name = reading.name(NAME);
    let polygons = match feature.value("geometry").map(polygons_of) {
        Some(Ok(polygons)) => polygons,
        Some(Err(found)) => {
            reading.fault(GEOMETRY, FaultCode::NotAPoint, &found);
            Vec::new()
        }
        None => {
            reading.missing(GEOMETRY);
            Vec::new()
        }
    };
    let own = properties.value("geopoint2d").and_then(own_centre);
    if own.is_none() && properties.value("geopoint2d").is_some() {
        reading.note(NoteCode::PointLeftOut, field("geo_point_2d", &[]));
    }
    let frame = frame(&polygons);
    let centre = own.or_else(|| middle(&polygons)).or(frame.map(|(corner, _)| corner));
    if let (Some((south_west, north_east)), Some(centre)) = (frame, centre) {
        return reading.end(Boundary { area, name, polygons, centre, south_west, north_east });
    }
    // A geometry that could not be read has its fault already; one without any point is as good as missing.
    if matches!(feature.value("geometry").map(polygons_of), Some(Ok(_))) {
        reading.missing(GEOMETRY);
    }
    Err(reading.end(()).err().unwrap_or_else(|| vec![Fault::missing(GEOMETRY.name)]))
}

/// The file's own point. It is written latitude first, unlike everything else in GeoJSON; in Sweden the larger
/// number is the latitude, so that the other order is understood too.
fn own_centre(value: &Value) -> Option<Point> {
    let pair = value.as_array()?;
    let (first, second) = (pair.first()?.as_f64()?, pair.get(1)?.as_f64()?);
    Point::new(first, second)
        .filter(|p| p.in_sweden())
        .or_else(|| Point::new(second, first).filter(|p| p.in_sweden()))
}

fn polygons_of(geometry: &Value) -> Result<Vec<Vec<Vec<Point>>>, String> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let coordinates =
        geometry.get("coordinates").and_then(Value::as_array).ok_or_else(|| geometry.to_string())?;
    match kind {
        "Polygon" => Ok(vec![rings_of(coordinates)?]),
        "MultiPolygon" => coordinates
            .iter()
            .map(|polygon| rings_of(polygon.as_array().ok_or_else(|| polygon.to_string())?))
            .collect(),
        other => Err(other.to_owned()),
    }
}

fn rings_of(rings: &[Value]) -> Result<Vec<Vec<Point>>, String> {
    rings
        .iter()
        .map(|ring| {
            let points = ring.as_array().ok_or_else(|| ring.to_string())?;
            if points.len() < 4 {
                return Err(ring.to_string());
            }
            points.iter().map(|pair| position_of(pair).ok_or_else(|| pair.to_string())).collect()
        })
        .collect()
}

/// A position of GeoJSON: longitude first.
fn position_of(pair: &Value) -> Option<Point> {
    let pair = pair.as_array()?;
    Point::new(pair.get(1)?.as_f64()?, pair.first()?.as_f64()?)
}

fn frame(polygons: &[Vec<Vec<Point>>]) -> Option<(Point, Point)> {
    let mut points = polygons.iter().flatten().flatten();
    let first = *points.next()?;
    Some(points.fold((first, first), |(low, high), point| {
        (
            Point {
                latitude: low.latitude.min(point.latitude),
                longitude: low.longitude.min(point.longitude),
            },
            Point {
                latitude: high.latitude.max(point.latitude),
                longitude: high.longitude.max(point.longitude),
            },
        )
    }))
}

/// The centroid of the largest polygon's outer ring, on the plane: good enough to centre a map on.
fn middle(polygons: &[Vec<Vec<Point>>]) -> Option<Point> {
    let moments = polygons.iter().filter_map(|rings| rings.first()).map(|ring| {
        ring.iter().zip(ring.iter().skip(1)).fold((0.0, 0.0, 0.0), |(area, north, east), (a, b)| {
            let cross = a.longitude * b.latitude - b.longitude * a.latitude;
            (
                area + cross,
                north + (a.latitude + b.latitude) * cross,
                east + (a.longitude + b.longitude) * cross,
            )
        })
    });
    let (area, north, east) = moments.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
    if area == 0.0 { None } else { Point::new(north / (3.0 * area), east / (3.0 * area)) }
}

/// A border that was kept as GeoJSON.
#[must_use]
pub fn from_geometry(area: Area, geometry: &Value) -> Option<Boundary> {
    let polygons = polygons_of(geometry).ok()?;
    let (south_west, north_east) = frame(&polygons)?;
    let centre = middle(&polygons).unwrap_or(south_west);
    Some(Boundary { area, name: None, polygons, centre, south_west, north_east })
}

/// A number of degrees in steps of a millionth: eleven centimetres, finer than any border here, and written with so few
/// digits that every engine gives back what it was given.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

impl Boundary {
    /// The geometry as GeoJSON.
    #[must_use]
    pub fn geometry(&self) -> Value {
        let ring = |ring: &Vec<Point>| {
            ring.iter()
                .map(|p| serde_json::json!([rounded(p.longitude), rounded(p.latitude)]))
                .collect::<Value>()
        };
        let polygons: Vec<Value> =
            self.polygons.iter().map(|rings| rings.iter().map(ring).collect()).collect();
        match polygons.as_slice() {
            [polygon] => serde_json::json!({"type": "Polygon", "coordinates": polygon}),
            polygons => serde_json::json!({"type": "MultiPolygon", "coordinates": polygons}),
        }
    }

    /// Whether a point lies in the rectangle around the border.
    #[must_use]
    pub fn frames(&self, point: Point) -> bool {
        (self.south_west.latitude..=self.north_east.latitude).contains(&point.latitude)
            && (self.south_west.longitude..=self.north_east.longitude).contains(&point.longitude)
    }

    /// Whether a point lies inside the border (even–odd rule, holes are outside).
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        self.polygons.iter().any(|rings| rings.iter().filter(|ring| crosses(ring, point)).count() % 2 == 1)
    }
}

fn crosses(ring: &[Point], point: Point) -> bool {
    ring.iter().zip(ring.iter().skip(1)).fold(false, |inside, (a, b)| {
        let spans = (a.latitude > point.latitude) != (b.latitude > point.latitude);
        let east = (b.longitude - a.longitude) * (point.latitude - a.latitude) / (b.latitude - a.latitude)
            + a.longitude;
        inside != (spans && point.longitude < east)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn every_municipality_has_a_border_around_its_own_point() {
        let Some(bytes) = real_data::read("01-municipalities/okfse_swedish_municipalities.geojson") else {
            return;
        };
        let parsed = parse(&bytes).expect("features");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (290, 0));
        let outside = parsed.values().filter(|b| !b.contains(b.centre)).count();
        assert!(outside < 10, "{outside} municipalities are not where they are");
        let first = &parsed.rows[0].value;
        assert_eq!(
            (&first.area, first.name.as_deref()),
            (&Area::Municipality("0138".into()), Some("Tyresö"))
        );
        assert!(
            first.geometry()["coordinates"][0][0][0]
                .as_f64()
                .is_some_and(|lon| (lon - 18.468_388_53).abs() < 2e-6)
        );
    }

    #[test]
    fn counties_have_borders_too() {
        let Some(bytes) = real_data::read("01-municipalities/okfse_swedish_regions.geojson") else { return };
        let parsed = parse(&bytes).expect("features");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (21, 0));
        let kalmar = parsed.values().find(|b| b.area == Area::County("08".into())).expect("Kalmar");
        assert!(kalmar.centre.in_sweden() && kalmar.south_west.in_sweden());
    }

    #[test]
    fn a_broken_feature_is_refused_alone() {
        let text = r#"{"features":[
            {"properties":{"id":"0180","kom_namn":"Stockholm"},"geometry":{"type":"Polygon","coordinates":[[[18,59],[19,59],[19,60],[18,59]]]}},
            {"properties":{"id":"0181"},"geometry":{"type":"Point","coordinates":[1,2]}},
            {"properties":{"id":"x"},"geometry":null},
            {"geometry":{}}, 7]}"#;
        let parsed = parse(text.as_bytes()).expect("features");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (1, 4));
        let stockholm = &parsed.rows[0].value;
        assert!(stockholm.contains(Point { latitude: 59.4, longitude: 18.6 }));
        assert!(!stockholm.contains(Point { latitude: 59.9, longitude: 18.1 }));
        assert_eq!(parsed.refused[3].faults[0].code, FaultCode::WrongShape);
    }
}
