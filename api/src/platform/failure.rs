//! How an action fails: because the client asked for something it cannot have, or because we could not do it.

use std::{error::Error, fmt, sync::Arc};

use sea_orm::DbErr;

/// An element of a list in an input: the list's name, and the element's number from 0.
pub type Element = (&'static str, usize);

/// A fault of ours. The client sees a request id, the log sees the cause, once.
#[derive(Clone)]
pub struct Internal(Arc<dyn Error + Send + Sync>);

impl Internal {
    /// Wraps the cause.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

impl fmt::Debug for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<DbErr> for Internal {
    fn from(cause: DbErr) -> Self {
        Self::new(cause)
    }
}

/// Why an action did nothing.
#[derive(Debug)]
pub enum Failure<Fault> {
    /// The input has these faults, all of them at once.
    Refused(Vec<Fault>),
    /// The viewer may not do this at all. A target that the viewer cannot see is a fault "not found" instead.
    Forbidden,
    /// The viewer must log in first.
    Unauthenticated,
    /// The viewer must log in more strongly (T4).
    StepUpRequired,
    /// The same person or address did this too often: it is accepted again after this number of seconds.
    RateLimited(u64),
    /// A fault of ours.
    Internal(Internal),
}

impl<Fault> Failure<Fault> {
    /// A single fault.
    pub fn of(fault: Fault) -> Self {
        Self::Refused(vec![fault])
    }
}

impl<Fault> From<DbErr> for Failure<Fault> {
    fn from(cause: DbErr) -> Self {
        Self::Internal(cause.into())
    }
}

impl<Fault> From<Internal> for Failure<Fault> {
    fn from(cause: Internal) -> Self {
        Self::Internal(cause)
    }
}

/// Whether the database refused a row because of this constraint. PostgreSQL names the constraint, SQLite the
/// columns; both are told apart from any other error.
#[must_use]
pub fn violates_unique(error: &DbErr, table: &str, columns: &[&str]) -> bool {
    let Some(sea_orm::SqlErr::UniqueConstraintViolation(text)) = error.sql_err() else { return false };
    let postgres = format!("uq_{table}_{}", columns.join("_"));
    let sqlite = columns.iter().all(|column| text.contains(&format!("{table}.{column}")));
    text.contains(&postgres) || text.contains(&format!("{table}_pkey")) || (text.contains(table) && sqlite)
}
