//! The audit log: what comes into it, who reads it, and that nobody changes it unseen (P3, P10).

mod chain;
mod command;
mod people;
mod reading;
mod unwritable;
mod viewing;

use entity::audit_entry;
use harness::TestApp;

/// The municipality's log in order, with everything that has happened so far.
pub async fn log(app: &TestApp) -> Vec<audit_entry::Model> {
    app.settle().await;
    let mut entries = app.home.rows(audit_entry::Entity).await;
    entries.sort_by_key(|entry| entry.seq);
    entries
}
