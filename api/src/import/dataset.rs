//! One file read: what kind it was of, and what stood in it.

use chrono::NaiveDate;

use super::faults::Notes;
use super::menus::{self, Menu, MenuEntry, Vendor};
use super::municipalities::{self, Boundary, County, Municipality, PlaceName, PostalArea};
use super::parsed::{Parsed, Refusal, Unusable};
use super::reports::{self, Report};
use super::schools::{self, Preschool, PreschoolGroup, SchoolActivities, SchoolUnit};
use super::services::{self, EService, Facility};
use super::source::Source;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Dataset {
    /// Counties.
    Counties(Parsed<County>),
    /// Municipalities.
    Municipalities(Parsed<Municipality>),
    /// Borders.
    Boundaries(Parsed<Boundary>),
    /// Postal codes.
    PostalCodes(Parsed<PostalArea>),
    /// Names of places.
    PlaceNames(Parsed<PlaceName>),
    /// School units.
    SchoolUnits(Parsed<SchoolUnit>),
    /// The statistics list of schools.
    SchoolStatistics(Parsed<SchoolActivities>),
    /// Preschools.
    Preschools(Parsed<Preschool>),
    /// Groups of preschools.
    PreschoolGroups(Parsed<PreschoolGroup>),
    /// E-services.
    EServices(Parsed<EService>),
    /// Facilities.
    Facilities(Parsed<Facility>),
    /// A menu.
    Menu(Menu),
    /// Reports.
    Reports(Parsed<Report>),
}

/// Reads a file of a kind. `reference` is the day around which weeks without a year are looked for.
///
/// # Errors
/// That the file cannot be read as that kind at all.
pub fn read(source: Source, bytes: &[u8], reference: NaiveDate) -> Result<Dataset, Unusable> {
    let menu = |vendor| menus::read(vendor, bytes, reference).map(Dataset::Menu);
    Ok(match source {
        Source::Counties => Dataset::Counties(municipalities::counties::parse(bytes)?),
        Source::Municipalities => Dataset::Municipalities(municipalities::register::parse(bytes)?),
        Source::Boundaries => Dataset::Boundaries(municipalities::boundaries::parse(bytes)?),
        Source::PostalCodes => Dataset::PostalCodes(municipalities::places::parse_postal_areas(bytes)?),
        Source::PlaceNames => Dataset::PlaceNames(municipalities::places::parse_place_names(bytes)?),
        Source::SchoolUnits => Dataset::SchoolUnits(schools::skolverket::parse(bytes)?),
        Source::SchoolStatistics => Dataset::SchoolStatistics(schools::statistics::parse(bytes)?),
        Source::Preschools => Dataset::Preschools(schools::preschools::parse(bytes)?),
        Source::PreschoolGroups => Dataset::PreschoolGroups(schools::preschool_groups::parse(bytes)?),
        Source::EServices => Dataset::EServices(services::eservices::parse(bytes)?),
        Source::Facilities => Dataset::Facilities(services::facilities::parse(bytes)?),
        Source::FoodIt => menu(Vendor::FoodIt)?,
        Source::Skolmaten => menu(Vendor::Skolmaten)?,
        Source::Mateo => menu(Vendor::Mateo)?,
        Source::Matilda => menu(Vendor::Matilda)?,
        Source::Mashie => menu(Vendor::Mashie)?,
        Source::MenuGo => menu(Vendor::MenuGo)?,
        Source::OpenMeal => menu(Vendor::OpenMeal)?,
        Source::Calendar => menu(Vendor::Calendar)?,
        Source::Open311 => Dataset::Reports(reports::open311::parse(bytes)?),
    })
}

/// Does the same with whatever a dataset holds.
macro_rules! each {
    ($dataset:expr, $parsed:ident => $what:expr) => {
        match $dataset {
            Dataset::Counties($parsed) => $what,
            Dataset::Municipalities($parsed) => $what,
            Dataset::Boundaries($parsed) => $what,
            Dataset::PostalCodes($parsed) => $what,
            Dataset::PlaceNames($parsed) => $what,
            Dataset::SchoolUnits($parsed) => $what,
            Dataset::SchoolStatistics($parsed) => $what,
            Dataset::Preschools($parsed) => $what,
            Dataset::PreschoolGroups($parsed) => $what,
            Dataset::EServices($parsed) => $what,
            Dataset::Facilities($parsed) => $what,
            Dataset::Menu(Menu { entries: $parsed, .. }) => {
                let $parsed: &Parsed<MenuEntry> = $parsed;
                $what
            }
            Dataset::Reports($parsed) => $what,
        }
    };
}

impl Dataset {
    /// How many records the file held.
    #[must_use]
    pub fn read(&self) -> usize {
        each!(self, parsed => parsed.read())
    }

    /// How many were understood.
    #[must_use]
    pub fn accepted(&self) -> usize {
        each!(self, parsed => parsed.rows.len())
    }

    /// Those that were not.
    #[must_use]
    pub fn refused(&self) -> &[Refusal] {
        each!(self, parsed => &parsed.refused)
    }

    /// What was noticed on the way.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        each!(self, parsed => &parsed.notes)
    }
}
