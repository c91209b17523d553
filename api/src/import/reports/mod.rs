//! Reports that residents of other systems have filed.

pub mod open311;

pub use open311::{Report, ReportStatus};
