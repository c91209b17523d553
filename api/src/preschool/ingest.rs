//! What importers write: preschools by a source and its id for them, groups by name. The same file twice changes
//! nothing the second time. Nothing is deleted: a list that lost a row says nothing about children's groups. A preschool
//! that another source has told of already, by the same name in the same municipality, is the same preschool: its facts
//! stay, and it gets the groups.

use std::collections::{HashMap, HashSet};

use sea_orm::DbErr;
use uuid::Uuid;

use super::store::{self, Facts};
use crate::tenancy::Tx;

/// A preschool as a list has it, its texts cleaned.
#[derive(Clone, Debug, PartialEq)]
pub struct PreschoolRow {
    /// Its id in the list; stays when the list is made anew.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// Who runs it: "Kommunal", a cooperative's name.
    pub organiser: Option<String>,
    /// Street and number.
    pub street_address: Option<String>,
    /// Five digits.
    pub postal_code: Option<String>,
    /// Post town.
    pub city: Option<String>,
    /// Latitude and longitude, WGS84.
    pub point: Option<(f64, f64)>,
    /// Names of its groups, where the list has them.
    pub groups: Vec<String>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new.
    Created,
    /// It said something else before.
    Changed,
    /// It said the same before.
    Unchanged,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// The id and the outcome of each row, in the rows' order. A later row of the same external id counts as a change
    /// or as unchanged, like one of a later file.
    pub preschools: Vec<(Uuid, Outcome)>,
    /// How many groups were new.
    pub groups_created: u64,
    /// How many groups were there before.
    pub groups_unchanged: u64,
}

/// How many ids are asked for at once.
const BATCH: usize = 500;

/// Writes the rows of a source, preschools and groups.
///
/// # Errors
/// When the database cannot be written; the caller's transaction is then to be dropped.
pub async fn ingest(tx: &Tx, source: &str, rows: &[PreschoolRow]) -> Result<Ingested, DbErr> {
    let mut ingested = Ingested::default();
    for batch in rows.chunks(BATCH) {
        let external_ids: Vec<&str> = batch.iter().map(|row| row.external_id.as_str()).collect();
        let registered = store::list_registered(tx, source, &external_ids).await?;
        let known: HashMap<&str, _> =
            registered.iter().filter_map(|row| Some((row.external_id.as_deref()?, row))).collect();
        let names: Vec<String> = batch.iter().map(|row| row.name.to_lowercase()).collect();
        let namesakes = store::list_named_elsewhere(tx, source, &names).await?;
        let namesakes: HashMap<&str, Uuid> =
            namesakes.iter().map(|row| (row.search_name.as_str(), row.id)).collect();
        let mut fresh = Vec::new();
        let mut seen: HashMap<&str, (Uuid, &PreschoolRow)> = HashMap::new();
        for row in batch {
            let facts = row.facts();
            let earlier = seen.get(row.external_id.as_str()).copied();
            let namesake = namesakes.get(row.name.to_lowercase().as_str()).copied();
            let (id, outcome) = match (earlier, known.get(row.external_id.as_str())) {
                (Some((id, earlier)), _) if earlier.same_facts(row) => (id, Outcome::Unchanged),
                (Some((id, _)), _) => {
                    // The earlier row must be there before it can be changed.
                    store::insert_preschools(tx, std::mem::take(&mut fresh)).await?;
                    store::update_preschool(tx, id, &facts).await?;
                    (id, Outcome::Changed)
                }
                (None, Some(registered)) if store::agrees(registered, &facts) => {
                    (registered.id, Outcome::Unchanged)
                }
                (None, Some(registered)) => {
                    store::update_preschool(tx, registered.id, &facts).await?;
                    (registered.id, Outcome::Changed)
                }
                (None, None) if namesake.is_some() => (namesake.unwrap_or_default(), Outcome::Unchanged),
                (None, None) => {
                    let id = tx.scope().new_id();
                    fresh.push(store::new_preschool(tx, id, Some(source), Some(&row.external_id), &facts));
                    (id, Outcome::Created)
                }
            };
            seen.insert(row.external_id.as_str(), (id, row));
            ingested.preschools.push((id, outcome));
        }
        store::insert_preschools(tx, fresh).await?;
    }
    let groups = groups_of(rows, &ingested.preschools);
    ingested.groups_created = store::insert_groups(tx, &groups).await?;
    ingested.groups_unchanged = (groups.len() as u64).saturating_sub(ingested.groups_created);
    Ok(ingested)
}

/// Each group once, by preschool and name.
fn groups_of(rows: &[PreschoolRow], preschools: &[(Uuid, Outcome)]) -> Vec<(Uuid, String)> {
    let mut seen = HashSet::new();
    let all = rows
        .iter()
        .zip(preschools)
        .flat_map(|(row, (preschool, _))| row.groups.iter().map(|name| (*preschool, name.trim().to_owned())));
    all.filter(|(_, name)| !name.is_empty()).filter(|group| seen.insert(group.clone())).collect()
}

impl PreschoolRow {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: &self.name,
            organiser: self.organiser.as_deref(),
            street_address: self.street_address.as_deref(),
            postal_code: self.postal_code.as_deref(),
            city: self.city.as_deref(),
            point: self.point,
        }
    }

    fn same_facts(&self, other: &Self) -> bool {
        Self { groups: Vec::new(), ..self.clone() } == Self { groups: Vec::new(), ..other.clone() }
    }
}
