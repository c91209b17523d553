//! What files say, written into the database: compared with what is there, created where it is new, changed where
//! it differs, never deleted. A file is one transaction; the same file twice changes nothing the second time.
//!
//! Files reach over municipalities, so that this is work for [`PlatformDb`] and not for a scope.

mod directory;
mod menus;
mod municipalities;
mod postal_areas;
mod preschools;
mod reports;
pub(super) mod rows;
mod schools;
mod summary;
mod tenants;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{platform::Ids, tenancy::PlatformDb};

use super::codes;
use super::dataset::Dataset;
use super::parsed::Position;
use tenants::Tenants;

pub use menus::write_menu_of;
pub use rows::Outcome;
pub use summary::{SkipReason, Skipped, Summary};

/// What the caller knows that the file does not say.
#[derive(Clone)]
pub struct Options {
    /// Kommunkod of the municipality that the file is about.
    pub municipality: Option<String>,
    /// Code or name of the school that a menu is for.
    pub school: Option<String>,
    /// BCP 47 tag of the language that the file's texts are in.
    pub language: String,
    /// Whether reports are published at once, as the source had them: off, publication is a decision (S8).
    pub publish: bool,
    /// Compare and count, and write nothing.
    pub dry_run: bool,
    /// The present.
    pub now: DateTime<Utc>,
    /// Where ids come from.
    pub ids: Ids,
}

/// Why nothing of a file was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The database refuses.
    #[error("the database cannot be written: {0}")]
    Database(#[from] DbErr),
    /// The caller named a municipality that is not here.
    #[error("there is no municipality {0} in the database; import a list of municipalities first")]
    UnknownMunicipality(String),
    /// Nobody said which municipality the file is about.
    #[error("the file does not say which municipality it is about; name it with --municipality CODE")]
    NoMunicipality,
    /// Several schools answer to the name.
    #[error("the municipality has several schools called “{0}”; name the one with --school CODE")]
    AmbiguousSchool(String),
    /// The caller named a school that is not here.
    #[error("the municipality has no school with the code {0}")]
    UnknownSchool(String),
    /// Nobody said which school the menu is for.
    #[error("the menu does not say which school it is for; name it with --school CODE or --school NAME")]
    NoSchool,
    /// Everything went well, and nothing is to be kept of it.
    #[error("a dry run")]
    DryRun(Box<Summary>),
}

/// Hears how many rows have been dealt with.
pub type Progress<'p> = &'p (dyn Fn(usize) + Sync);

/// Writes one file in one transaction.
///
/// # Errors
/// See [`WriteError`]; nothing of the file is kept then.
pub async fn write(
    platform: &PlatformDb,
    dataset: &Dataset,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Summary, WriteError> {
    let written = platform
        .write(async |connection| {
            let mut writer = Writer::open(connection, options, progress).await?;
            writer.write(dataset).await?;
            let summary = writer.summary;
            if options.dry_run { Err(WriteError::DryRun(Box::new(summary))) } else { Ok(summary) }
        })
        .await;
    match written {
        Err(WriteError::DryRun(summary)) => Ok(*summary),
        other => other,
    }
}

/// The transaction of one file, and what has become of its rows so far.
struct Writer<'a, C> {
    connection: &'a C,
    options: &'a Options,
    progress: Progress<'a>,
    tenants: Tenants,
    summary: Summary,
}

impl<'a, C: ConnectionTrait> Writer<'a, C> {
    async fn open(
        connection: &'a C,
        options: &'a Options,
        progress: Progress<'a>,
    ) -> Result<Self, WriteError> {
        let tenants = Tenants::load(connection).await?;
        Ok(Self { connection, options, progress, tenants, summary: Summary::default() })
    }

    async fn write(&mut self, dataset: &Dataset) -> Result<(), WriteError> {
        self.summary.read = dataset.read();
        self.summary.refused = dataset.refused().len();
        match dataset {
            Dataset::Counties(parsed) => self.counties(parsed).await,
            Dataset::Municipalities(parsed) => self.municipalities(parsed).await,
            Dataset::Boundaries(parsed) => self.boundaries(parsed).await,
            Dataset::PostalCodes(parsed) => self.postal_areas(parsed).await,
            Dataset::PlaceNames(parsed) => {
                for row in &parsed.rows {
                    self.skip(&row.at, SkipReason::NotKept, &row.value.name);
                }
                Ok(())
            }
            Dataset::SchoolUnits(parsed) => self.school_units(parsed).await,
            Dataset::SchoolStatistics(parsed) => self.school_statistics(parsed).await,
            Dataset::Preschools(parsed) => self.preschools(parsed).await,
            Dataset::PreschoolGroups(parsed) => self.preschool_groups(parsed).await,
            Dataset::EServices(parsed) => self.e_services(parsed).await,
            Dataset::Facilities(parsed) => self.facilities(parsed).await,
            Dataset::Menu(menu) => self.menu(menu).await,
            Dataset::Reports(parsed) => self.reports(parsed).await,
        }
    }

    /// Counts what became of a row.
    fn count(&mut self, at: &Position, outcome: Outcome, what: &str) {
        match outcome {
            Outcome::Created => self.summary.created += 1,
            Outcome::Changed => self.summary.changed += 1,
            Outcome::Unchanged => self.summary.unchanged += 1,
            Outcome::Duplicate => {
                self.skip(at, SkipReason::Duplicate, what);
                return;
            }
        }
        self.tick();
    }

    /// Counts a row that was understood and is not written.
    fn skip(&mut self, at: &Position, reason: SkipReason, what: &str) {
        self.summary.skipped.push(Skipped { at: at.clone(), reason, what: what.to_owned() });
        self.tick();
    }

    fn tick(&self) {
        let summary = &self.summary;
        (self.progress)(summary.created + summary.changed + summary.unchanged + summary.skipped.len());
    }

    /// The municipality that the caller named, if one was named.
    fn named_municipality(&self) -> Result<Option<i32>, WriteError> {
        let Some(code) = &self.options.municipality else { return Ok(None) };
        let code = &codes::municipality_code(code).map_or_else(|_| code.clone(), |repaired| repaired.code);
        let tenant = self.tenants.by_code(code);
        tenant.map(Some).ok_or_else(|| WriteError::UnknownMunicipality(code.clone()))
    }
}
