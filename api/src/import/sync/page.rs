//! One page of the API or one file: a transaction's worth of what the register says.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ExternalKind;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::faults::{NoteCode, Notes};
use super::super::parsed::{Parsed, Position, Refusal, Row};
use super::super::ss12000::{Document, Resource};
use super::super::write::rows::KEYS;
use super::super::write::{Outcome, SkipReason, Skipped, Summary};
use crate::platform::{Ids, secret::SecretKey};

/// Whose register it is, and how it is read.
#[derive(Clone)]
pub struct Register {
    /// The municipality's surrogate key.
    pub municipality_id: i32,
    /// Its kommunkod.
    pub code: String,
    /// What the municipality calls the register.
    pub source: String,
    /// Whether persons with protected identity are taken too (P3).
    pub include_protected: bool,
    /// The present.
    pub now: DateTime<Utc>,
    /// Today's date in Sweden.
    pub today: NaiveDate,
    /// Where ids come from.
    pub ids: Ids,
    /// The installation's key: for identity numbers, and for the audit log.
    pub key: SecretKey,
}

/// What became of everything that was read, list by list.
#[derive(Debug, Default)]
pub struct Tally {
    /// Read, created, changed, unchanged, skipped.
    pub lists: BTreeMap<Resource, Summary>,
    /// What was refused.
    pub refused: Vec<(Option<Resource>, Refusal)>,
    /// How many records that could not be read had something open, which is closed now.
    pub closed: BTreeMap<Resource, usize>,
    /// Records that could not be read and have no id: what they would have closed is open still.
    pub unidentified: Vec<(Resource, Position)>,
    /// Records of kinds of which nothing is kept, by the name of their list.
    pub others: BTreeMap<String, usize>,
    /// Repairs and oddities.
    pub notes: Notes,
}

impl Tally {
    /// Takes in what became of another page.
    pub fn absorb(&mut self, other: Self) {
        for (resource, more) in other.lists {
            let sum = self.lists.entry(resource).or_default();
            sum.read += more.read;
            sum.created += more.created;
            sum.changed += more.changed;
            sum.unchanged += more.unchanged;
            sum.refused += more.refused;
            sum.skipped.extend(more.skipped);
        }
        self.refused.extend(other.refused);
        for (resource, count) in other.closed {
            *self.closed.entry(resource).or_default() += count;
        }
        self.unidentified.extend(other.unidentified);
        for (name, count) in other.others {
            *self.others.entry(name).or_default() += count;
        }
        self.notes.absorb(other.notes);
    }
}

/// The transaction of one page.
pub struct Page<'a, C> {
    pub(super) connection: &'a C,
    pub(super) register: &'a Register,
    /// Whether the run reads everything, so that what it does not find is gone.
    pub(super) marks_seen: bool,
    pub(super) summary: Summary,
    pub(super) notes: Notes,
}

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.summary.created += 1,
            Outcome::Changed => self.summary.changed += 1,
            Outcome::Unchanged | Outcome::Duplicate => self.summary.unchanged += 1,
        }
    }

    pub(super) fn skip(&mut self, at: &Position, reason: SkipReason, what: impl Display) {
        self.summary.skipped.push(Skipped { at: at.clone(), reason, what: format!("{what}") });
    }

    pub(super) fn note(&mut self, code: NoteCode, field: &'static str, at: &Position) {
        self.notes.take(code, field, at);
    }

    /// The rows of a page without those that it has said before.
    pub(super) fn once<'r, T>(&mut self, rows: &'r [Row<T>], id: impl Fn(&T) -> Uuid) -> Vec<&'r Row<T>> {
        let mut said = HashSet::new();
        let mut once = Vec::with_capacity(rows.len());
        for row in rows {
            if said.insert(id(&row.value)) {
                once.push(row);
            } else {
                self.skip(&row.at, SkipReason::Duplicate, id(&row.value));
            }
        }
        once
    }
}

/// Writes what a document holds of one list, or of all in their order.
///
/// # Errors
/// When the database cannot be read or written; the transaction must not be committed then.
pub async fn write_document<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    document: &Document,
    only: Option<Resource>,
    marks_seen: bool,
) -> Result<Tally, DbErr> {
    let mut tally = Tally::default();
    for resource in Resource::ALL.into_iter().filter(|resource| only.is_none_or(|only| only == *resource)) {
        let mut page =
            Page { connection, register, marks_seen, summary: Summary::default(), notes: Notes::default() };
        macro_rules! each {
            ($list:ident, $write:ident) => {{
                let list = &document.$list;
                read(&mut page.summary, list);
                for rows in list.rows.chunks(KEYS) {
                    page.$write(rows).await?;
                }
                page.notes.absorb(list.notes.clone());
                tally.refused.extend(list.refused.iter().map(|refusal| (Some(resource), refusal.clone())));
            }};
        }
        let closed = page.close_unread(resource, &document.unread).await?;
        if closed > 0 {
            tally.closed.insert(resource, closed);
        }
        if !marks_seen {
            // A run that reads everything ends what they were, because it does not find it.
            let unidentified = document.unidentified.iter().filter(|(of, _)| *of == resource);
            tally.unidentified.extend(unidentified.cloned());
        }
        match resource {
            Resource::Organisations => each!(organisations, organisations),
            Resource::Groups => each!(groups, groups),
            Resource::Persons => each!(persons, persons),
            Resource::Placements => each!(placements, placements),
            Resource::Duties => each!(duties, duties),
            Resource::DeletedEntities => each!(deleted, deletions),
        }
        if page.summary.read > 0 {
            tally.lists.insert(resource, page.summary);
        }
        tally.notes.absorb(page.notes);
    }
    Ok(tally)
}

fn read<T>(summary: &mut Summary, list: &Parsed<T>) {
    summary.read = list.read();
    summary.refused = list.refused.len();
}

/// What the things of a list are here.
pub(super) fn kinds(resource: Resource) -> &'static [ExternalKind] {
    match resource {
        Resource::Organisations => &[ExternalKind::School, ExternalKind::Preschool],
        Resource::Groups => &[ExternalKind::Group],
        Resource::Persons => &[ExternalKind::Person],
        Resource::Placements => &[ExternalKind::Placement],
        Resource::Duties => &[ExternalKind::Duty, ExternalKind::SchoolDuty],
        Resource::DeletedEntities => &[],
    }
}

/// What a document holds that belongs to no list.
#[must_use]
pub(super) fn strays(document: &Document) -> Tally {
    let mut tally = Tally { notes: document.notes.clone(), ..Tally::default() };
    tally.refused.extend(document.unknown.iter().map(|refusal| (None, refusal.clone())));
    for (name, _) in &document.others {
        *tally.others.entry(name.clone()).or_default() += 1;
    }
    tally
}
