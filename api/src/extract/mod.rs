//! The register extract (registerutdrag, GDPR article 15, O3): everything that is kept about the viewer, for the viewer.
//!
//! Each feature tells what it keeps, whatever the viewer may see of it in the app today: a guardian whose child has left
//! still gets what they once wrote. Third parties are excluded: they are ids, or not there. Left out on purpose, because
//! other law comes first or nothing leads back to the person: guardian blocks (P2), votes of earlier days (M5), anonymous
//! submissions (S3), and hashes. A test walks the database for columns that point at a person and knows of each whether
//! it is told.

mod actions;
mod meanings;
pub(crate) mod mutations;
