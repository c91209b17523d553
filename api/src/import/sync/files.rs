//! The same lists from files: an export, or what a colleague has saved.

use super::super::ss12000::{Document, Resource};
use super::page::{Register, Tally, strays, write_document};
use super::run::{Progress, RunError};
use super::statistics;
use crate::tenancy::PlatformDb;

/// Writes files, list by list in the order in which they build on each other, whatever the order of the files. Each list of
/// each file is one transaction. Answers what became of each file.
///
/// # Errors
/// When the database cannot be written; what was written before is kept, and the same files again change nothing of it.
pub async fn write_files(
    platform: &PlatformDb,
    register: &Register,
    documents: &[Document],
    progress: Progress<'_>,
) -> Result<Vec<Tally>, RunError> {
    let mut tallies: Vec<Tally> = documents.iter().map(strays).collect();
    for resource in Resource::ALL {
        for (document, tally) in documents.iter().zip(&mut tallies) {
            let more = platform
                .write(async |connection| {
                    write_document(connection, register, document, Some(resource), false)
                        .await
                        .map_err(RunError::from)
                })
                .await?;
            progress(resource, more.lists.get(&resource).map_or(0, |list| list.read));
            tally.absorb(more);
        }
        statistics::refresh(platform).await?;
    }
    Ok(tallies)
}
