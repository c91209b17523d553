//! `mittkommun import ss12000`.

use std::{
    fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    time::Instant,
};

use clap::Args;
use entity::municipality;
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use secrecy::SecretString;

use super::{Outcome, import_report::Report, municipality_code, print};
use crate::{
    app::Foundation,
    import::{
        ss12000::{Document, Resource, parse},
        sync::{Access, Register, RunError, Tally, Told, run, write_files},
        write::Summary,
    },
};

/// Where the token stands in the environment: not among the settings, because it is the register's and not ours.
const TOKEN: &str = "SS12000_TOKEN";

/// Keeps schools, preschools, groups, children, guardians, pupils and staff in step with a register that speaks SS 12000:
/// from its API, taking what changed since the last run, or from files.
///
/// Persons with protected identity are left out unless --include-protected is given. What the register names no more ends;
/// what people did here by hand is never touched.
#[derive(Args)]
pub struct ImportSs12000 {
    /// Kommunkod of the municipality whose register it is.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// Address of the API, as `https://example.se/ss12000/v2.0`.
    #[arg(long, value_name = "URL", required_unless_present = "files", conflicts_with = "files")]
    url: Option<String>,
    /// Files, or folders whose .json files are read, instead of the API.
    #[arg(long, value_name = "DIR|FILE", num_args = 1..)]
    files: Vec<PathBuf>,
    /// File that holds the bearer token and nothing else; otherwise the environment's `SS12000_TOKEN`.
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    token_file: Option<PathBuf>,
    /// What the register is called here. Two registers of a municipality have two names.
    #[arg(long, value_name = "NAME", default_value = "ss12000", value_parser = source_name)]
    source: String,
    /// Read everything and not only what changed; what is no longer listed ends. With --files it says that the files are
    /// all that the register has.
    #[arg(long)]
    full: bool,
    /// Take persons with protected identity too, marked as protected.
    #[arg(long)]
    include_protected: bool,
    /// How many records a page may hold.
    #[arg(long, value_name = "COUNT", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000), conflicts_with = "files")]
    page_size: u32,
}

/// Where refused rows are told of, and what they mean: the same for every import.
pub struct Reporting<'a> {
    /// The report's place.
    pub report: &'a Path,
    /// Whether a refused row is an error.
    pub strict: bool,
}

impl ImportSs12000 {
    pub async fn run(&self, foundation: &Foundation, reporting: &Reporting<'_>) -> Outcome {
        let register = self.register(foundation).await?;
        if self.files.is_empty() {
            self.read_api(foundation, &register, reporting).await
        } else {
            self.read_files(foundation, &register, reporting).await
        }
    }

    async fn register(&self, foundation: &Foundation) -> Result<Register, Box<dyn std::error::Error>> {
        let found = municipality::Entity::find()
            .filter(municipality::Column::Code.eq(&self.municipality))
            .one(foundation.platform.connection())
            .await?;
        let Some(found) = found else {
            let code = &self.municipality;
            return Err(format!(
                "there is no municipality {code} in the database; import a list of municipalities first"
            )
            .into());
        };
        let clock = &foundation.world.clock;
        Ok(Register {
            municipality_id: found.id,
            code: found.code,
            source: self.source.clone(),
            include_protected: self.include_protected,
            now: clock.now(),
            today: clock.today(),
            ids: foundation.world.ids.clone(),
            key: foundation.key.clone(),
        })
    }

    async fn read_api(
        &self,
        foundation: &Foundation,
        register: &Register,
        reporting: &Reporting<'_>,
    ) -> Outcome {
        let url = self.url.as_deref().unwrap_or_default();
        let access = Access::new(url, self.token()?, self.page_size)?;
        let begun = Instant::now();
        let mut tally = Tally::default();
        let bar = bar();
        let read = run(&foundation.platform, register, &access, self.full, &mut tally, &|resource, count| {
            bar.set_message(format!("{resource}: {count}"));
        })
        .await;
        bar.finish_and_clear();
        // What was read before a failure is kept, and is told.
        if let Ok(told) = &read {
            print(&beginning(told))?;
        }
        print(&told_of(&tally, begun.elapsed().as_secs_f64()))?;
        if let Ok(told) = &read {
            print(&ending(told))?;
        }
        let mut report = Report::default();
        take(&mut report, &self.source, &tally);
        self.close(&report, reporting)?;
        match read {
            Ok(_) => refusal(reporting, &tally),
            Err(RunError::Client(why)) => Err(format!("{why}; the next run goes on from here").into()),
            Err(why) => Err(why.into()),
        }
    }

    async fn read_files(
        &self,
        foundation: &Foundation,
        register: &Register,
        reporting: &Reporting<'_>,
    ) -> Outcome {
        let mut documents: Vec<(String, Document)> = Vec::new();
        let mut failed = 0;
        for file in listed(&self.files)? {
            let name = file.display().to_string();
            let read = fs::read(&file).map_err(|cause| cause.to_string());
            // A file named after a list holds that list, even where it wraps nothing.
            let said: Option<Resource> =
                file.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            match read.and_then(|bytes| parse(&bytes, said).map_err(|why| why.to_string())) {
                Ok(document) => documents.push((name, document)),
                Err(why) => {
                    eprintln!("{name}: {why}");
                    failed += 1;
                }
            }
        }
        if self.full && failed > 0 {
            let all = failed + documents.len();
            return Err(format!(
                "{failed} of {all} files could not be read, and --full ends what the files do not name; nothing was read"
            )
            .into());
        }
        let begun = Instant::now();
        let (names, documents): (Vec<String>, Vec<Document>) = documents.into_iter().unzip();
        let bar = bar();
        let progress = |resource: Resource, count: usize| bar.set_message(format!("{resource}: {count}"));
        let written = write_files(&foundation.platform, register, &documents, self.full, &progress).await;
        bar.finish_and_clear();
        let (tallies, told) = written?;
        let mut report = Report::default();
        let mut whole = Tally::default();
        for (name, tally) in names.iter().zip(tallies) {
            take(&mut report, name, &tally);
            whole.absorb(tally);
        }
        print(&told_of(&whole, begun.elapsed().as_secs_f64()))?;
        print(&ending(&told))?;
        self.close(&report, reporting)?;
        if failed > 0 {
            return Err(format!("{failed} of {} files could not be read", failed + names.len()).into());
        }
        refusal(reporting, &whole)
    }

    fn token(&self) -> Result<Option<SecretString>, Box<dyn std::error::Error>> {
        if let Some(file) = &self.token_file {
            let text = fs::read_to_string(file)
                .map_err(|cause| format!("--token-file {}: {cause}", file.display()))?;
            return Ok(Some(SecretString::from(text.trim().to_owned())));
        }
        let set = std::env::var(TOKEN).ok().filter(|text| !text.trim().is_empty());
        Ok(set.map(|text| SecretString::from(text.trim().to_owned())))
    }

    #[expect(clippy::unused_self, reason = "reads like the other steps")]
    fn close(&self, report: &Report, reporting: &Reporting<'_>) -> Outcome {
        if report.is_empty() {
            return Ok(());
        }
        report.write(reporting.report).map_err(|cause| format!("{}: {cause}", reporting.report.display()))?;
        print(&format!("refused and skipped rows are in {}\n", reporting.report.display()))
    }
}

fn refusal(reporting: &Reporting<'_>, tally: &Tally) -> Outcome {
    if let Some((resource, at)) = tally.unidentified.first() {
        let count = tally.unidentified.len();
        return Err(format!(
            "{count} records could not be read and have no id, the first of them in {resource} at {at}: what they \
             may have ended is open still; correct them and run again"
        )
        .into());
    }
    match tally.refused.len() {
        0 => Ok(()),
        refused if reporting.strict => Err(format!("{refused} rows were refused").into()),
        _ => Ok(()),
    }
}

fn take(report: &mut Report, file: &str, tally: &Tally) {
    for (resource, refusal) in &tally.refused {
        report.refuse(file, resource.map_or("ss12000", Resource::path), refusal);
    }
    for (resource, summary) in &tally.lists {
        summary.skipped.iter().for_each(|skipped| report.skip(file, resource.path(), skipped));
    }
}

/// The files, and the .json files of the folders.
fn listed(given: &[PathBuf]) -> Result<Vec<PathBuf>, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    for path in given {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = fs::read_dir(path)?
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|path| {
                    path.is_file() && path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("json"))
                })
                .collect();
            if inside.is_empty() {
                return Err(format!("{} holds no .json file", path.display()).into());
            }
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn beginning(told: &Told) -> String {
    let what = if told.full { "everything" } else { "what changed since the last run" };
    let how = if told.resumed { "gone on with where the last run stopped: " } else { "" };
    format!("{how}{what} was read\n")
}

fn ending(told: &Told) -> String {
    let gone =
        told.gone.iter().map(|(resource, count)| format!("{resource}: {count} no longer listed, ended\n"));
    let doubtful = told.doubtful.iter().map(|(resource, count, all)| {
        format!("{resource}: {count} of {all} no longer listed; that is too much to be believed, and nothing was ended\n")
    });
    let absent = told
        .absent
        .iter()
        .map(|resource| format!("{resource}: none in the files, so nothing of them was ended\n"));
    gone.chain(doubtful).chain(absent).collect()
}

fn told_of(tally: &Tally, seconds: f64) -> String {
    let lists = tally.lists.iter().map(|(resource, summary)| line(resource.path(), summary));
    let others = tally.others.iter().map(|(name, count)| format!("{name}: {count} read, none kept\n"));
    let strays = tally.refused.iter().filter(|(resource, _)| resource.is_none()).count();
    let closed = tally.closed.iter().map(|(resource, count)| {
        format!("{resource}: what {count} records opened is closed, because they cannot be read now\n")
    });
    let strays = (strays > 0).then(|| format!("{strays} records of no kind that is known\n"));
    let notes = tally.notes.iter().map(|(code, field, noted)| {
        let (what, first) = (code.english(), &noted.first);
        format!("  note: {field}: {what} ({} times, first at {first})\n", noted.count)
    });
    let end = format!("read in {seconds:.2} s\n");
    lists.chain(closed).chain(others).chain(strays).chain(notes).chain([end]).collect()
}

fn line(name: &str, summary: &Summary) -> String {
    let reasons: Vec<String> = summary
        .skipped_by_reason()
        .into_iter()
        .map(|(reason, count)| format!("{count} because {}", reason.english()))
        .chain((summary.refused > 0).then(|| format!("{} not understood", summary.refused)))
        .collect();
    let skipped = summary.skipped.len() + summary.refused;
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
    format!(
        "{name}: {} read, {} created, {} changed, {} unchanged, {skipped} skipped{reasons}\n",
        summary.read, summary.created, summary.changed, summary.unchanged,
    )
}

/// A name for a register in an argument.
fn source_name(text: &str) -> Result<String, String> {
    let is_name = (1..=60).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("a register's name is of letters, digits, - . and _".to_owned())
    }
}

/// How far it is, on a terminal; nobody knows how long the lists are.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    match ProgressStyle::with_template("{spinner} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
