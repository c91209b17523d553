//! A run over a register's API, from where the last one stopped to the end.

use sea_orm::{DbErr, SqlErr};

use super::super::faults::Notes;
use super::super::ss12000::Resource;
use super::super::write::Summary;
use super::client::{Access, Answer, Asked, ClientError};
use super::page::{Page, Register, Tally, strays, write_document};
use super::state::State;
use super::statistics;
use super::sweep::Swept;
use crate::tenancy::PlatformDb;

/// How often a page is written anew when somebody else wrote the same at the same time: a guardian logs in for the first
/// time while the register brings the guardian.
const ATTEMPTS: usize = 3;

/// Hears which list is read and how many records of it have been.
pub type Progress<'p> = &'p (dyn Fn(Resource, usize) + Sync);

/// Why a run ended before the register was read to its end. What was read until then is kept, and the next run goes on
/// there.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The register.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The database.
    #[error("the database cannot be written: {0}")]
    Database(#[from] DbErr),
    /// Two runs of one register.
    #[error("another run reads the same register now; this one stops")]
    AnotherRun,
    /// A full export of which the last pages are not there.
    #[error(
        "the files hold pages of {0} but not the last one, so what is missing cannot be told from what is gone; nothing was read"
    )]
    PagesMissing(Resource),
    /// A full export of nothing.
    #[error(
        "the files hold no list of which anything is kept, so they cannot be all that the register has; nothing was read"
    )]
    NothingListed,
}

/// Reads the register to its end. What became of its records is in `tally` also where the run fails.
///
/// # Errors
/// See [`RunError`].
pub async fn run(
    platform: &PlatformDb,
    register: &Register,
    access: &Access,
    full: bool,
    tally: &mut Tally,
    progress: Progress<'_>,
) -> Result<Told, RunError> {
    let mut state = State::load(platform.connection(), register).await?;
    let mut told = Told { resumed: state.begin(register, full), ..Told::default() };
    told.full = state.is_full();
    let (mut read, mut pages) = (0, 0);
    let mut restarted = None;
    while let Some(resource) = state.resource() {
        if resource == Resource::DeletedEntities && state.deleted_since().is_none() {
            // Nothing is here that could have been deleted there.
            let empty = Answer { document: super::super::ss12000::Document::default(), date: None };
            step(platform, register, &mut state, resource, &empty, tally).await?;
            break;
        }
        let since = if resource == Resource::DeletedEntities { state.deleted_since() } else { state.since() };
        let token = state.page_token().map(str::to_owned);
        let asked = token.as_deref().map_or(Asked::First(since), Asked::Page);
        let answer = match access.read(resource, asked).await {
            // Tokens live for a while; what was read before comes again and changes nothing.
            Err(ClientError::TokenForgotten(of)) if restarted != Some(of) => {
                restarted = Some(of);
                state.restart();
                continue;
            }
            answer => answer?,
        };
        // The register's own time, because it is the one that its filters compare with; without it ours when the run
        // began. Not the newest `modified` of the records: a change that is being saved meanwhile could bear an older one.
        state.note_time(answer.date.unwrap_or(register.now));
        read = if token.is_none() { answer.document.read() } else { read + answer.document.read() };
        let swept = step(platform, register, &mut state, resource, &answer, tally).await?;
        if let Some(swept) = swept {
            told.take(resource, swept);
        }
        progress(resource, read);
        pages = if state.resource() == Some(resource) { pages + 1 } else { 0 };
        if answer.document.read() > 0 && (pages == 0 || statistics::is_due(pages)) {
            statistics::refresh(platform).await?;
        }
    }
    Ok(told)
}

/// What a run has to tell beside its counts.
#[derive(Debug, Default)]
pub struct Told {
    /// It went on where another had stopped.
    pub resumed: bool,
    /// It read everything.
    pub full: bool,
    /// What was no longer listed and has ended.
    pub gone: Vec<(Resource, usize)>,
    /// What was no longer listed and was left, because it is too much to be believed: how many, of how many.
    pub doubtful: Vec<(Resource, usize, usize)>,
    /// Lists of which a full export in files held nothing, so that nothing of them has ended.
    pub absent: Vec<Resource>,
}

impl Told {
    /// Takes in what came of looking for what is gone.
    pub(super) fn take(&mut self, resource: Resource, swept: Swept) {
        match swept {
            Swept::Ended(0) => {}
            Swept::Ended(count) => self.gone.push((resource, count)),
            Swept::Doubtful(count, all) => self.doubtful.push((resource, count, all)),
        }
    }
}

/// Writes a page and where the run is then, in one transaction.
async fn step(
    platform: &PlatformDb,
    register: &Register,
    state: &mut State,
    resource: Resource,
    answer: &Answer,
    tally: &mut Tally,
) -> Result<Option<Swept>, RunError> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        let mut next = state.clone();
        next.advance(answer.document.page_token.clone());
        let marks_seen = state.is_full();
        let sweeps =
            marks_seen && answer.document.page_token.is_none() && resource != Resource::DeletedEntities;
        let began_at = state.began_at();
        let written = platform
            .write(async |connection| {
                let more = write_document(connection, register, &answer.document, Some(resource), marks_seen)
                    .await?;
                let mut swept = None;
                if sweeps {
                    let (summary, notes) = (Summary::default(), Notes::default());
                    let page = Page { connection, register, marks_seen, summary, notes };
                    swept = Some(page.sweep(resource, began_at).await?);
                }
                if next.save(connection, register.now).await? {
                    Ok((more, swept))
                } else {
                    Err(RunError::AnotherRun)
                }
            })
            .await;
        match written {
            Ok((more, swept)) => {
                *state = next;
                tally.absorb(more);
                tally.absorb(strays(&answer.document));
                return Ok(swept);
            }
            Err(RunError::Database(cause)) if attempts < ATTEMPTS && is_conflict(&cause) => {}
            Err(other) => return Err(other),
        }
    }
}

fn is_conflict(cause: &DbErr) -> bool {
    matches!(
        cause.sql_err(),
        Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_))
    )
}
