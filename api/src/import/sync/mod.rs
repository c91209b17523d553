//! What a register elsewhere says, kept in step here (P12): SS 12000 from its API or from files.
//!
//! What is promised:
//! - A page of the API, or a list of a file, is one transaction together with the place where reading goes on: whatever
//!   stops a run, the next one goes on there, and nothing is doubled.
//! - Everything taken is named in `external_reference`. A guardianship, place or duty that the register names no more ends
//!   the day before, so that nobody sees anything from the next request on; it is not erased, because who saw a child when
//!   must stay answerable (P10).
//! - What people did here is theirs: rows without a reference are neither changed nor ended, and blocks (P2) and roles are
//!   not touched.
//! - Of a person with protected identity nothing is taken unless the caller wants it (P3). One who is known here is marked
//!   at once, and what ends still ends.

mod client;
mod deletions;
mod duties;
mod files;
mod granted;
mod groups;
mod guardians;
mod organisations;
mod page;
mod people;
mod persons;
mod placements;
mod references;
mod relations;
mod run;
mod state;
mod statistics;
mod sweep;
mod unread;
mod usage;

pub use client::{Access, ClientError};
pub use files::write_files;
pub use page::{Page, Register, Tally, write_document};
pub use run::{Progress, RunError, Told, run};
