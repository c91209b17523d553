//! Putting the extract together.

use chrono::TimeDelta;
use entity::AuditAction;
use serde_json::{Map, Value, json};

use super::meanings::meaning;
use crate::{
    audit,
    identity::{self, Assurance},
    meals,
    platform::{Failure, audit::Entry},
    preschool, submissions,
    tenancy::Scope,
};

/// The form's name and version: a field may be added to it, none is taken away.
const FORMAT: &str = "mittkommun-data-export/1";

/// So many extracts a viewer gets within [`WITHIN`]: who asks without end is refused (GDPR article 12.5).
const AT_MOST: u64 = 10;
/// The time that extracts are counted over.
const WITHIN: TimeDelta = TimeDelta::days(1);

/// Why there is no extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFault {
    /// The viewer has had too many.
    TooManyExports,
}

/// Everything that is kept about the viewer, as one JSON document. That it was given out is an entry of the audit log.
///
/// # Errors
/// See [`ExportFault`]; `Unauthenticated`; `StepUpRequired`, as it tells of children.
pub async fn export_mine(scope: &Scope, with_audit_trail: bool) -> Result<Value, Failure<ExportFault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    if person.assurance < Assurance::Substantial {
        return Err(Failure::StepUpRequired);
    }
    let id = person.id;
    if audit::count_exports_since(scope, id, scope.now() - WITHIN).await? >= AT_MOST {
        return Err(Failure::of(ExportFault::TooManyExports));
    }
    let mut features = vec![
        identity::kept_about(scope, id).await?,
        preschool::kept_about(scope, id).await?,
        meals::kept_about(scope, id).await?,
        submissions::kept_about(scope, id).await?,
    ];
    if with_audit_trail {
        features.push(audit::kept_about(scope, id).await?);
    }
    let sections = features.into_iter().flatten();
    let sections: Map<_, _> = sections
        .map(|section| {
            let rows = section.rows.into_iter().map(Value::Object).collect();
            (section.name.to_owned(), Value::Array(rows))
        })
        .collect();
    let described: Map<_, _> = sections.keys().map(|name| (name.clone(), meaning(name).into())).collect();
    let municipality = scope.municipality();
    let extract = json!({
        "format": FORMAT,
        "createdAt": scope.now().to_rfc3339(),
        "municipality": { "code": municipality.code, "name": municipality.name },
        "sections": described,
        "data": sections,
    });

    let tx = scope.begin().await?;
    tx.record(Entry::about(AuditAction::DataExported, id));
    tx.commit().await?;
    Ok(extract)
}
