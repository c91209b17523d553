//! The report of an import: every row that was refused or skipped, with the reasons in both languages and, for a
//! refused one, the row as it stood.

use std::{fs, io, path::Path};

use serde::Serialize;

use crate::import::{
    Dataset, Refusal, Source,
    write::{Skipped, Summary},
};

/// One row that was not written.
#[derive(Serialize)]
struct Entry {
    file: String,
    kind: &'static str,
    outcome: &'static str,
    /// Where it stood: a line or a path.
    at: String,
    /// The fault's or the reason's code.
    code: &'static str,
    /// The field that is at fault.
    field: Option<&'static str>,
    /// In Swedish.
    sv: String,
    /// In English.
    en: String,
    /// The row as it stood, or what it was about.
    row: String,
}

/// All rows that were not written. A refused row has an entry for each of its faults.
#[derive(Default)]
pub struct Report {
    entries: Vec<Entry>,
}

impl Report {
    /// Takes what one file has left.
    pub fn take(&mut self, file: &str, source: Source, dataset: &Dataset, summary: &Summary) {
        dataset.refused().iter().for_each(|refusal| self.refuse(file, source.name(), refusal));
        summary.skipped.iter().for_each(|skipped| self.skip(file, source.name(), skipped));
    }

    /// Takes a row that was not understood.
    pub fn refuse(&mut self, file: &str, kind: &'static str, refusal: &Refusal) {
        self.entries.extend(refusal.faults.iter().map(|fault| Entry {
            file: file.to_owned(),
            kind,
            outcome: "refused",
            at: refusal.at.to_string(),
            code: fault.code.as_str(),
            field: Some(fault.field),
            sv: fault.swedish(),
            en: fault.english(),
            row: refusal.raw.clone(),
        }));
    }

    /// Takes a row that was understood and not written.
    pub fn skip(&mut self, file: &str, kind: &'static str, Skipped { at, reason, what }: &Skipped) {
        self.entries.push(Entry {
            file: file.to_owned(),
            kind,
            outcome: "skipped",
            at: at.to_string(),
            code: reason.as_str(),
            field: None,
            sv: reason.swedish().to_owned(),
            en: reason.english().to_owned(),
            row: what.clone(),
        });
    }

    /// Whether every row was written.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a report can be written there. One that is there stays as it is, and none is left behind.
    pub fn check(path: &Path) -> io::Result<()> {
        let is_new = !path.exists();
        fs::OpenOptions::new().append(true).create(true).open(path)?;
        if is_new { fs::remove_file(path) } else { Ok(()) }
    }

    /// Writes the report, over an earlier one.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let bytes = if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            let mut table = csv::Writer::from_writer(Vec::new());
            for entry in &self.entries {
                table.serialize(entry).map_err(io::Error::other)?;
            }
            table.into_inner().map_err(|error| io::Error::other(error.to_string()))?
        } else {
            let mut lines = Vec::new();
            for entry in &self.entries {
                serde_json::to_writer(&mut lines, entry)?;
                lines.push(b'\n');
            }
            lines
        };
        fs::write(path, bytes)
    }
}
