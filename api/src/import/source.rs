//! Which kind of file this is: told by what is in it, or by the caller.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use super::faults::Notes;
use super::menus::{Vendor, captured_from, feed};
use super::table;
use super::text::{decode, key, without_leading_comments};

macro_rules! sources {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A kind of file that can be imported.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Source { $($(#[$doc])* $variant,)+ }

        impl Source {
            /// Every kind, in the order in which files of several kinds are best imported.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The kind's name on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

sources! {
    /// Lists of counties.
    Counties = "counties",
    /// Lists of municipalities.
    Municipalities = "municipalities",
    /// Borders of municipalities or counties as GeoJSON.
    Boundaries = "boundaries",
    /// Postal codes with their municipalities.
    PostalCodes = "postal-codes",
    /// Names of places.
    PlaceNames = "place-names",
    /// Skolverket's school units, in either shape.
    SchoolUnits = "school-units",
    /// The statistics list of schools.
    SchoolStatistics = "school-statistics",
    /// The list of preschools.
    Preschools = "preschools",
    /// Preschools with their groups.
    PreschoolGroups = "preschool-groups",
    /// E-services with their categories.
    EServices = "e-services",
    /// Facilities, as a table or as JSON.
    Facilities = "facilities",
    /// A menu from FoodIt.
    FoodIt = "foodit",
    /// A menu from Skolmaten.
    Skolmaten = "skolmaten",
    /// A menu from Mateo.
    Mateo = "mateo",
    /// A menu from Matilda.
    Matilda = "matilda",
    /// A menu from Mashie.
    Mashie = "mashie",
    /// A menu from `MenuGo`.
    MenuGo = "menugo",
    /// A menu by Open Meal 3.3.
    OpenMeal = "open-meal",
    /// A menu that is kept as a calendar.
    Calendar = "icalendar",
    /// Service requests of Open311 GeoReport v2.
    Open311 = "open311",
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().find(|source| source.name() == name).copied().ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|source| source.name()).collect();
            format!("no such kind of file; known are {}", known.join(", "))
        })
    }
}

impl From<Vendor> for Source {
    fn from(vendor: Vendor) -> Self {
        match vendor {
            Vendor::FoodIt => Self::FoodIt,
            Vendor::Skolmaten => Self::Skolmaten,
            Vendor::Mateo => Self::Mateo,
            Vendor::Matilda => Self::Matilda,
            Vendor::Mashie => Self::Mashie,
            Vendor::MenuGo => Self::MenuGo,
            Vendor::OpenMeal => Self::OpenMeal,
            Vendor::Calendar => Self::Calendar,
        }
    }
}

/// How much of a file is looked at to tell its kind.
const LOOKED_AT: usize = 256 * 1024;

/// Tells the kind of a file by its content; the name only decides where two kinds look alike.
#[must_use]
pub fn detect(bytes: &[u8], file_name: &str) -> Option<Source> {
    let start = decode(bytes.get(..LOOKED_AT).unwrap_or(bytes), &mut Notes::default());
    let body = without_leading_comments(&start);
    match body.chars().next()? {
        '<' => by_root(body, bytes),
        '{' | '[' => by_keys(&keys_of(body), bytes).or_else(|| by_capture(&start)),
        'B' | 'b' if key(body.get(..15).unwrap_or_default()) == "beginvcalendar" => Some(Source::Calendar),
        _ => by_columns(&table::column_names(&start), file_name),
    }
}

/// The vendor that a capture's first line names.
fn by_capture(start: &str) -> Option<Source> {
    let address = captured_from(start)?;
    Vendor::WITH_A_HOST.into_iter().find(|vendor| address.contains(vendor.host())).map(Source::from)
}

fn by_root(body: &str, bytes: &[u8]) -> Option<Source> {
    let root = body
        .split('<')
        .filter(|tag| tag.chars().next().is_some_and(char::is_alphabetic))
        .map(|tag| tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default())
        .next()?;
    match key(root.rsplit(':').next().unwrap_or(root)).as_str() {
        "servicerequests" => Some(Source::Open311),
        "rss" | "feed" | "rdf" => feed::vendor(bytes).ok().map(Source::from),
        "html" if body.contains("DayMenuDate") => Some(Source::Mashie),
        "html" if body.contains("__NEXT_DATA__") && body.contains("courses") => Some(Source::Matilda),
        _ => None,
    }
}

/// The names of all members in the text of a JSON document, however deep and however broken its end.
fn keys_of(text: &str) -> HashSet<String> {
    let mut keys = HashSet::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c != '"' {
            continue;
        }
        let mut end = None;
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                }
                '"' => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let Some(end) = end else { break };
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        if chars.peek().is_some_and(|(_, c)| *c == ':')
            && let Some(name) = text.get(start + 1..end)
            && name.len() < 64
        {
            keys.insert(key(name));
        }
    }
    keys
}

fn by_keys(keys: &HashSet<String>, bytes: &[u8]) -> Option<Source> {
    let has = |name: &str| keys.contains(name);
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    if any(&["compactschoolunits", "listedschoolunits", "schoolunitcode"])
        || (has("code") && has("geographicalareacode"))
    {
        Some(Source::SchoolUnits)
    } else if has("flows") || has("flowfamilyid") {
        Some(Source::EServices)
    } else if has("servicerequestid") {
        Some(Source::Open311)
    } else if has("geometry") && has("coordinates") {
        Some(Source::Boundaries)
    } else if has("daymenus") || has("daymenudate") {
        Some(Source::Mashie)
    } else if has("matratt") && any(&["datum", "matgrupp"]) {
        Some(Source::MenuGo)
    } else if has("courses") && any(&["datedescription", "holidayname", "pageprops"]) {
        Some(Source::Matilda)
    } else if has("courses") && any(&["distributor", "knownallergens", "optionname", "date"]) {
        Some(Source::OpenMeal)
    } else if has("entries") && any(&["summary", "title", "feed"]) {
        feed::vendor(bytes).ok().map(Source::from)
    } else if any(&["weekstate", "feedbackallowed"]) || (has("weeks") && has("days")) {
        Some(Source::Skolmaten)
    } else if has("meals") && has("date") {
        Some(Source::Mateo)
    } else if has("markerid")
        || (any(&["lat", "latitude"]) && any(&["title", "name"]) && any(&["address", "adress"]))
    {
        Some(Source::Facilities)
    } else {
        None
    }
}

fn by_columns(columns: &[String], file_name: &str) -> Option<Source> {
    let has = |name: &str| columns.iter().any(|column| column == name);
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let file = key(file_name);
    let municipality_code = any(&["municipalitycode", "kommunkod"]);
    if any(&["groupname", "avdelning", "avdelningsnamn"])
        && any(&["schoolname", "preschoolname", "forskola", "forskolansnamn", "namn"])
    {
        Some(Source::PreschoolGroups)
    } else if any(&["skolenhetsnamn", "skolenhet"]) {
        Some(Source::SchoolStatistics)
    } else if any(&[
        "antalbarn",
        "antalbarngrupper",
        "skolverketsid",
        "personaltathet",
        "forskola",
        "forskolansnamn",
    ]) || (has("namn") && has("huvudman"))
        || (file.contains("forskol") && any(&["namn", "name"]))
    {
        Some(Source::Preschools)
    } else if any(&["popularnamn", "fastighet", "markerid"]) {
        Some(Source::Facilities)
    } else if any(&["postalcode", "postnummer", "postnr"]) && municipality_code && !any(&["namn", "name"]) {
        Some(Source::PostalCodes)
    } else if (any(&["countycode", "lanskod"]) && !municipality_code)
        || (has("code") && any(&["residencetown", "residensstad"]))
    {
        Some(Source::Counties)
    } else if (municipality_code || any(&["kod", "code"]))
        && any(&["municipalityname", "kommun", "kommunnamn", "namn", "name"])
        && !any(&["adress", "address"])
    {
        Some(Source::Municipalities)
    } else if any(&["lat", "latitude", "latitud"]) && any(&["namn", "name", "title"]) {
        Some(Source::Facilities)
    } else if any(&["city", "ortsnamn", "tatort", "ort"]) {
        Some(Source::PlaceNames)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::real_data;
    use super::*;

    #[test]
    fn every_real_file_is_recognised_for_what_it_is() {
        use Source as S;
        let files = [
            ("01-municipalities/okfse_swedish_municipalities.geojson", S::Boundaries),
            ("01-municipalities/okfse_swedish_regions.geojson", S::Boundaries),
            ("01-municipalities/scb_counties.csv", S::Counties),
            ("01-municipalities/scb_municipalities.csv", S::Municipalities),
            ("01-municipalities/scb_municipality_county.csv", S::Municipalities),
            ("01-municipalities/scb_postal_to_municipality.csv", S::PostalCodes),
            ("01-municipalities/svensktext_kommuner_population_area.csv", S::Municipalities),
            ("01-municipalities/svensktext_lan.csv", S::Counties),
            ("01-municipalities/svensktext_ortsnamn.csv", S::PlaceNames),
            ("02-schools-preschools/goteborg_forskolor_avdelningar_2025.csv", S::PreschoolGroups),
            ("02-schools-preschools/kommuner_2021_semicolon_bom.csv", S::Municipalities),
            ("02-schools-preschools/skolverket_v4_compact_school_units_pages.jsonl", S::SchoolUnits),
            ("02-schools-preschools/skolverket_v4_school_units_list_pages.jsonl", S::SchoolUnits),
            ("02-schools-preschools/skolverksamhet_2021_semicolon_bom.csv", S::SchoolStatistics),
            ("02-schools-preschools/sveriges_forskolor_rows.csv", S::Preschools),
            ("03-school-menus/vendor-captures-2026-01/data_FoodItMenu.json", S::FoodIt),
            ("03-school-menus/vendor-captures-2026-01/data_SkolmatenMenu.json", S::Skolmaten),
            ("03-school-menus/vendor-captures-2026-01/data_MateoMenu.json", S::Mateo),
            ("03-school-menus/vendor-captures-2026-01/data_debug.json", S::Matilda),
            ("03-school-menus/vendor-captures-2026-01/mashie_debug.json", S::Mashie),
            ("03-school-menus/ics-gustavlund-weekly/2025-W37.ics", S::Calendar),
            ("03-school-menus/ics-other/jarla-skolmat_2026-W40.ics", S::Calendar),
            ("03-school-menus/openmeal/openmeal_icalendar_example.ics", S::Calendar),
            ("04-services-directory/sundsvall_eservices_sample41_utf8.json", S::EServices),
            ("04-services-directory/falkenberg_fastigheter.csv", S::Facilities),
            ("04-services-directory/falkenberg_fastigheter_geocoded.csv", S::Facilities),
            ("04-services-directory/stockholm_sisab_facilities.json", S::Facilities),
            ("05-issue-reports/koeln_georeport_v2_requests_2023-12.json", S::Open311),
            ("05-issue-reports/open311status_service_requests.json", S::Open311),
            ("05-issue-reports/georeport-xml/open311status_requests_many.xml", S::Open311),
            ("05-issue-reports/georeport-xml/open311status_requests_single.xml", S::Open311),
        ];
        for (file, kind) in files {
            let Some(bytes) = real_data::read(file) else { return };
            // The content decides: the name is withheld.
            assert_eq!(detect(&bytes, "-"), Some(kind), "{file}");
        }
    }

    #[test]
    fn files_of_other_kinds_are_not_taken_for_one_of_these() {
        for file in [
            "05-issue-reports/open311status_service_list.json",
            "05-issue-reports/georeport-xml/open311status_services_giessen.xml",
            "05-issue-reports/open311_servers.yml",
            "03-school-menus/vendor-captures-2026-01/EXPECTED_dev.json",
            "03-school-menus/dishes/dishes_dev.tsv",
            "03-school-menus/openmeal/dataproviders.json",
            "04-services-directory/cpsv-ap-examples/PublicService.json",
            "09-media-calendars/exif-gps/DSCN0010.jpg",
        ] {
            let Some(bytes) = real_data::read(file) else { return };
            assert_eq!(detect(&bytes, file), None, "{file}");
        }
        assert_eq!(detect(b"", "x.csv"), None);
        assert_eq!(detect(b"// only a comment", "x.json"), None);
    }

    #[test]
    fn a_kind_is_named_on_the_command_line_by_its_own_name() {
        for source in Source::ALL {
            assert_eq!(source.name().parse(), Ok(*source));
        }
        assert!("menus".parse::<Source>().is_err());
    }
}
