//! The audit log as a file that can be handed over (GDPR articles 15 and 33).

use std::{collections::HashMap, sync::Arc};

use entity::audit_entry;
use sea_orm::{ActiveEnum as _, DbErr};
use uuid::Uuid;

use super::store::{self, Filter, PEOPLE};
use crate::{
    identity::{self, PersonName},
    platform::Internal,
    tenancy::Scope,
};

/// How many entries a file holds at most.
pub const MAX_ENTRIES: usize = 10_000;

/// The head of the file.
const COLUMNS: [&str; 11] = [
    "number",
    "at",
    "action",
    "actorId",
    "actor",
    "subjectId",
    "subject",
    "objectKind",
    "objectId",
    "object",
    "request",
];

/// A file.
pub struct Export {
    /// CSV (RFC 4180).
    pub csv: String,
    /// How many entries it holds.
    pub entries: usize,
    /// Whether those are all.
    pub is_complete: bool,
}

/// The newest entries. People have the names of today; one with a protected identity has none (P3).
pub async fn export(scope: &Scope, filter: Filter) -> Result<Export, Internal> {
    let found = store::list_newest(scope, filter, MAX_ENTRIES + 1).await?;
    let is_complete = found.len() <= MAX_ENTRIES;
    let rows: Vec<Arc<audit_entry::Model>> = found.into_iter().take(MAX_ENTRIES).collect();
    let names = names(scope, &rows).await?;
    let name = |id: Option<Uuid>| {
        let name = id.and_then(|id| names.get(&id)).map(PersonName::display_name).unwrap_or_default();
        plain(name)
    };
    let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(Internal::new)?;
    for row in &rows {
        let object = row.object_id.filter(|_| is_person(row));
        file.write_record([
            row.seq.to_string(),
            row.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            row.action.to_value(),
            text(row.actor_id),
            name(row.actor_id),
            text(row.subject_id),
            name(row.subject_id),
            row.object_kind.clone().unwrap_or_default(),
            text(row.object_id),
            name(object),
            plain(row.request_id.clone()),
        ])
        .map_err(Internal::new)?;
    }
    let bytes = file.into_inner().map_err(|cause| Internal::new(cause.to_string()))?;
    let csv = String::from_utf8(bytes).map_err(Internal::new)?;
    Ok(Export { csv, entries: rows.len(), is_complete })
}

fn is_person(row: &audit_entry::Model) -> bool {
    row.object_kind.as_deref().is_some_and(|kind| PEOPLE.contains(&kind))
}

async fn names(scope: &Scope, rows: &[Arc<audit_entry::Model>]) -> Result<HashMap<Uuid, PersonName>, DbErr> {
    let people = rows.iter().flat_map(|row| {
        let object = row.object_id.filter(|_| is_person(row));
        [row.actor_id, row.subject_id, object].into_iter().flatten()
    });
    let mut ids: Vec<Uuid> = people.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::new();
    for ids in ids.chunks(500) {
        names.extend(identity::list_names(scope, ids).await?.into_iter().map(|name| (name.id, name)));
    }
    Ok(names)
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
