//! `mittkommun import`.

use std::{
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use migration::{Migrator, MigratorTrait as _};

use super::{
    Outcome, Settings,
    import_report::Report,
    import_ss12000::{ImportSs12000, Reporting},
    prepare, print, runtime,
};
use crate::{
    app::{Foundation, StartError, World},
    config::{Config, LogFormat},
    import::{
        Dataset, Source, detect, read,
        write::{Options, Summary, write},
    },
    platform::locale,
};

/// Reads files that municipalities have into the database: lists of municipalities and counties with their borders and
/// postal codes, school units, preschools with their groups, e-services, facilities, menus from FoodIt, Skolmaten, Mateo,
/// Matilda, Mashie, `MenuGo` and whoever follows Open Meal 3.3 or keeps a calendar, and Open311 service requests.
///
/// The kind of each file is told by its content. Several files are read in the order in which they build on each other.
/// Each is one transaction, and the same file twice changes nothing the second time. Nothing is deleted.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "four flags that have nothing to do with each other")]
#[command(after_help = KINDS, subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub struct Import {
    #[command(subcommand)]
    register: Option<FromRegister>,
    /// Files to read; `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The kind of the files, where their content does not tell it.
    #[arg(long, value_name = "KIND")]
    kind: Option<Source>,
    /// Kommunkod of the municipality that the files are about, where they do not say it themselves.
    #[arg(long, value_name = "CODE")]
    municipality: Option<String>,
    /// Code (eight digits) or name of the school that a menu is for; a new name makes a school, and the summary says so.
    #[arg(long, value_name = "CODE|NAME")]
    school: Option<String>,
    /// Language of the files' texts, a BCP 47 tag.
    #[arg(long, value_name = "TAG", default_value = "sv", value_parser = language_tag)]
    language: String,
    /// Publish imported reports at once. Publication is off by default: it is a decision for each case.
    #[arg(long)]
    publish: bool,
    /// Where rows that were refused or skipped are written: JSON lines, or CSV if the name ends in .csv.
    #[arg(long, global = true, value_name = "PATH", default_value = "mittkommun-import-report.jsonl")]
    report: PathBuf,
    /// Compare and count, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// End with an exit code other than 0 if a row was refused.
    #[arg(long, global = true)]
    strict: bool,
    /// Bring the database's schema up to date first. An empty database gets it in any case.
    #[arg(long, global = true)]
    migrate: bool,
}

/// What is kept in step with a register instead of being read once.
#[derive(Subcommand)]
enum FromRegister {
    Ss12000(ImportSs12000),
}

const KINDS: &str = "Kinds: counties, municipalities, boundaries, postal-codes, place-names, school-units, \
    school-statistics, preschools, preschool-groups, e-services, facilities, foodit, skolmaten, mateo, matilda, \
    mashie, menugo, open-meal, icalendar, open311";

/// A file that was read and waits to be written.
struct Ready {
    name: String,
    source: Source,
    dataset: Dataset,
}

impl Import {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        // Before anything is read or written: rows that are refused must have a place to be told of.
        Report::check(&self.report)
            .map_err(|cause| format!("--report {}: {cause}", self.report.display()))?;
        runtime()?.block_on(async {
            let foundation = self.open(&config).await?;
            match &self.register {
                Some(FromRegister::Ss12000(register)) => {
                    let reporting = Reporting { report: &self.report, strict: self.strict };
                    register.run(&foundation, &reporting).await
                }
                None => self.import(&foundation).await,
            }
        })
    }

    /// Opens the database. One without any table belongs to nobody else yet: it gets its schema unasked.
    async fn open(&self, config: &Config) -> Result<Foundation, StartError> {
        match Foundation::open(config, World::default(), self.migrate).await {
            Err(StartError::PendingMigrations(names))
                if names.split(", ").count() == Migrator::migrations().len() =>
            {
                Foundation::open(config, World::default(), true).await
            }
            other => other,
        }
    }

    async fn import(&self, foundation: &Foundation) -> Outcome {
        let world = &foundation.world;
        let options = Options {
            municipality: self.municipality.clone(),
            school: self.school.clone(),
            language: self.language.clone(),
            publish: self.publish,
            dry_run: self.dry_run,
            now: world.clock.now(),
            ids: world.ids.clone(),
        };
        let mut failed = 0;
        let mut refused = 0;
        let mut report = Report::default();
        let mut ready = Vec::new();
        for file in &self.files {
            match self.read(file, foundation) {
                Ok(read) => ready.push(read),
                Err(why) => {
                    eprintln!("{}: {why}", file.display());
                    failed += 1;
                }
            }
        }
        // Lists of units come before maps of them: the former know the municipality.
        ready.sort_by_key(|read| (read.source, !names_municipalities(&read.dataset)));
        for Ready { name, source, dataset } in &ready {
            let begun = Instant::now();
            let bar = progress_bar(name, dataset.read());
            let written =
                write(&foundation.platform, dataset, &options, &|done| bar.set_position(done as u64)).await;
            bar.finish_and_clear();
            match written {
                Ok(summary) => {
                    let told = told(*source, &summary, begun.elapsed().as_secs_f64(), self.dry_run);
                    print(&format!("{name}: {told}\n{}", particulars(dataset, &summary)))?;
                    refused += summary.refused;
                    report.take(name, *source, dataset, &summary);
                }
                Err(why) => {
                    eprintln!("{name}: {why}");
                    failed += 1;
                }
            }
        }
        self.close(&report, failed, refused)
    }

    fn close(&self, report: &Report, failed: usize, refused: usize) -> Outcome {
        if !report.is_empty() {
            report.write(&self.report).map_err(|cause| format!("{}: {cause}", self.report.display()))?;
            print(&format!("refused and skipped rows are in {}\n", self.report.display()))?;
        }
        if failed > 0 {
            return Err(format!("{failed} of {} files could not be imported", self.files.len()).into());
        }
        if self.strict && refused > 0 {
            return Err(format!("{refused} rows were refused").into());
        }
        Ok(())
    }

    fn read(&self, file: &Path, foundation: &Foundation) -> Result<Ready, Box<dyn std::error::Error>> {
        let name =
            if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
        let bytes = if file.as_os_str() == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            bytes
        } else {
            fs::read(file)?
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(crate::import::Unusable::Empty.into());
        }
        let source =
            self.kind.or_else(|| detect(&bytes, &name)).ok_or(crate::import::Unusable::UnknownKind)?;
        let dataset = read(source, &bytes, foundation.world.clock.today())?;
        Ok(Ready { name, source, dataset })
    }
}

/// Repairs, and schools that a menu went to.
fn particulars(dataset: &Dataset, summary: &Summary) -> String {
    let notes = dataset.notes();
    let notes = notes.iter().map(|(code, field, tally)| {
        format!("  note: {field}: {} ({} times, first at {})\n", code.english(), tally.count, tally.first)
    });
    let schools = summary.schools.iter().map(|(name, made)| {
        let what = if *made { "school made" } else { "school used" };
        format!("  {what}: {name}\n")
    });
    notes.chain(schools).collect()
}

/// A BCP 47 tag in an argument.
fn language_tag(text: &str) -> Result<String, String> {
    if locale::is_language_tag(text) {
        Ok(text.to_owned())
    } else {
        Err("a language tag by BCP 47 looks like sv or en-GB".to_owned())
    }
}

/// Whether school units state their municipality.
fn names_municipalities(dataset: &Dataset) -> bool {
    match dataset {
        Dataset::SchoolUnits(parsed) => parsed.values().any(|unit| unit.municipality_code.is_some()),
        _ => true,
    }
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(name: &str, rows: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows as u64).with_message(name.to_owned());
    match ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn told(source: Source, summary: &Summary, seconds: f64, dry_run: bool) -> String {
    let reasons: Vec<_> = summary
        .skipped_by_reason()
        .into_iter()
        .map(|(reason, count)| format!("{count} because {}", reason.english()))
        .chain((summary.refused > 0).then(|| format!("{} not understood", summary.refused)))
        .collect();
    let skipped = summary.skipped.len() + summary.refused;
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
    let dry_run = if dry_run { ", nothing written" } else { "" };
    format!(
        "{source}: {} read, {} created, {} changed, {} unchanged, {skipped} skipped{reasons} in {seconds:.2} s{dry_run}",
        summary.read, summary.created, summary.changed, summary.unchanged,
    )
}
