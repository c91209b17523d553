//! School units, written where they differ.

use std::collections::HashMap;

use entity::{SchoolStatus, school};
use sea_orm::{ActiveValue::Set, DbErr};
use uuid::Uuid;

use super::Changes;
use crate::{meals::store::schools, tenancy::Tx};

/// A school as a source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSchool {
    /// Skolverket's school unit code; none where a source, a menu feed say, knows the name only.
    pub code: Option<String>,
    /// Name.
    pub name: String,
    /// Whether it is in use.
    pub status: SchoolStatus,
    /// Who runs it.
    pub organiser: Option<String>,
    /// Codes of the types of schooling.
    pub school_types: Vec<String>,
    /// Post town.
    pub city: Option<String>,
    /// WGS84 degrees north and east.
    pub location: Option<(f64, f64)>,
}

impl NewSchool {
    /// A school of which nothing is known but the name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            code: None,
            name: name.to_owned(),
            status: SchoolStatus::Active,
            organiser: None,
            school_types: Vec::new(),
            city: None,
            location: None,
        }
    }
}

/// Writes schools, and answers with their ids in the same order. A school with a code is the one with that code, or one
/// of that name that has had none so far; a school without is the one of that name, which then stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_schools(tx: &Tx, wanted: &[NewSchool]) -> Result<(Vec<Uuid>, Changes), DbErr> {
    let mut known = Register::of(schools::list_for_import(tx).await?);
    let (mut ids, mut changes, mut new) = (Vec::with_capacity(wanted.len()), Changes::default(), Vec::new());
    for wanted in wanted {
        let Some(old) = known.find(wanted) else {
            let model = school(wanted, tx.scope().new_id(), tx);
            ids.push(model.id);
            new.push(row(&model));
            known.put(model);
            changes.created += 1;
            continue;
        };
        ids.push(old.id);
        let same = school::Model { updated_at: old.updated_at, ..school(wanted, old.id, tx) };
        if wanted.code.is_none() || same == old {
            changes.unchanged += 1;
            continue;
        }
        changes.changed += 1;
        let newer = school::Model { updated_at: tx.scope().now(), ..same };
        known.put(newer.clone());
        match new.iter_mut().find(|row: &&mut school::ActiveModel| row.id == Set(old.id)) {
            // Twice in one source: the later one counts.
            Some(unwritten) => *unwritten = row(&newer),
            None => schools::update_school(tx, newer).await?,
        }
    }
    schools::insert_schools(tx, new).await?;
    Ok((ids, changes))
}

/// The school that somebody means by a code or a name.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_school(tx: &Tx, code_or_name: &str) -> Result<Option<Uuid>, DbErr> {
    let known = Register::of(schools::list_for_import(tx).await?);
    let by_code = known.by_code.get(code_or_name.trim()).copied();
    Ok(by_code.or_else(|| known.by_name.get(&key(code_or_name)).copied()))
}

#[derive(Default)]
struct Register {
    schools: HashMap<Uuid, school::Model>,
    by_code: HashMap<String, Uuid>,
    by_name: HashMap<String, Uuid>,
}

impl Register {
    fn of(mut rows: Vec<school::Model>) -> Self {
        // The oldest of a name is the one meant by it.
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        let mut register = Self::default();
        for row in rows {
            register.put(row);
        }
        register
    }

    fn put(&mut self, row: school::Model) {
        self.by_name.insert(key(&row.name), row.id);
        if let Some(code) = &row.code {
            self.by_code.insert(code.clone(), row.id);
        }
        self.schools.insert(row.id, row);
    }

    fn find(&self, wanted: &NewSchool) -> Option<school::Model> {
        let named = || self.by_name.get(&key(&wanted.name)).and_then(|id| self.schools.get(id));
        let found = match &wanted.code {
            None => named(),
            Some(code) => self
                .by_code
                .get(code)
                .and_then(|id| self.schools.get(id))
                .or_else(|| named().filter(|school| school.code.is_none())),
        };
        found.cloned()
    }
}

/// A name as it is compared: feeds write "BJÖRKSKOLAN" and "Björkskolan ".
fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn school(wanted: &NewSchool, id: Uuid, tx: &Tx) -> school::Model {
    school::Model {
        municipality_id: tx.scope().municipality().id,
        id,
        code: wanted.code.clone(),
        name: wanted.name.trim().to_owned(),
        status: wanted.status,
        organiser: wanted.organiser.clone(),
        school_types: wanted.school_types.iter().cloned().collect(),
        city: wanted.city.clone(),
        latitude: wanted.location.map(|(latitude, _)| latitude),
        longitude: wanted.location.map(|(_, longitude)| longitude),
        updated_at: tx.scope().now(),
    }
}

fn row(school: &school::Model) -> school::ActiveModel {
    school::ActiveModel {
        id: Set(school.id),
        code: Set(school.code.clone()),
        name: Set(school.name.clone()),
        status: Set(school.status),
        organiser: Set(school.organiser.clone()),
        school_types: Set(school.school_types.clone()),
        city: Set(school.city.clone()),
        latitude: Set(school.latitude),
        longitude: Set(school.longitude),
        updated_at: Set(school.updated_at),
        ..Default::default()
    }
}
