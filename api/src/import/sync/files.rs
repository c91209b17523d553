//! The same lists from files: an export, or what a colleague has saved.

use super::super::faults::Notes;
use super::super::ss12000::{Document, Resource};
use super::super::write::Summary;
use super::page::{Page, Register, Tally, strays, write_document};
use super::run::{Progress, RunError, Told};
use super::statistics;
use crate::tenancy::PlatformDb;

/// Writes files, list by list in the order in which they build on each other, whatever the order of the files. Each list of
/// each file is one transaction. Answers what became of each file.
///
/// `full` says that the files are all that the register has: what a list names no more ends, as after a full run over
/// the API. A list of which the files hold nothing is left alone, because nobody can tell whether it is empty or was
/// forgotten.
///
/// # Errors
/// When the database cannot be written; what was written before is kept, and the same files again change nothing of it.
/// Before anything is written, when `full` cannot be meant.
pub async fn write_files(
    platform: &PlatformDb,
    register: &Register,
    documents: &[Document],
    full: bool,
    progress: Progress<'_>,
) -> Result<(Vec<Tally>, Told), RunError> {
    let mut told = Told { full, ..Told::default() };
    if full {
        check_whole(documents)?;
        let lists = Resource::ALL.into_iter().filter(|resource| *resource != Resource::DeletedEntities);
        told.absent = lists.filter(|resource| !documents.iter().any(|of| of.holds(*resource))).collect();
    }
    let mut tallies: Vec<Tally> = documents.iter().map(strays).collect();
    for resource in Resource::ALL {
        for (document, tally) in documents.iter().zip(&mut tallies) {
            let more = platform
                .write(async |connection| {
                    write_document(connection, register, document, Some(resource), full)
                        .await
                        .map_err(RunError::from)
                })
                .await?;
            progress(resource, more.lists.get(&resource).map_or(0, |list| list.read));
            tally.absorb(more);
        }
        if full && resource != Resource::DeletedEntities && !told.absent.contains(&resource) {
            let swept = platform
                .write(async |connection| {
                    let (summary, notes) = (Summary::default(), Notes::default());
                    let page = Page { connection, register, marks_seen: true, summary, notes };
                    page.sweep(resource, register.now).await.map_err(RunError::from)
                })
                .await?;
            told.take(resource, swept);
        }
        statistics::refresh(platform).await?;
    }
    Ok((tallies, told))
}

/// Whether the files can be all of something.
fn check_whole(documents: &[Document]) -> Result<(), RunError> {
    let mut held = false;
    for resource in Resource::ALL.into_iter().filter(|resource| *resource != Resource::DeletedEntities) {
        let mut of = documents.iter().filter(|document| document.holds(resource)).peekable();
        held |= of.peek().is_some();
        if of.peek().is_some() && of.all(|document| document.page_token.is_some()) {
            return Err(RunError::PagesMissing(resource));
        }
    }
    if held { Ok(()) } else { Err(RunError::NothingListed) }
}
