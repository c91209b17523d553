//! Units: a preschool, a school, or both.

use std::collections::HashSet;

use entity::{ExternalKind, SchoolStatus, preschool, school};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::super::parsed::Row;
use super::super::ss12000::{Organisation, Resource, UnitKind};
use super::super::text::key;
use super::super::write::rows::Rows;
use super::super::write::{Outcome, SkipReason};
use super::page::{Page, kinds};
use super::references::{References, mark_seen, named};

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn organisations(&mut self, rows: &[Row<Organisation>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |unit| unit.id);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.value.id).collect();
        let mut schools = Schools::load(self, &ids).await?;
        let mut preschools = Preschools::load(self, &ids).await?;
        let (mut schools_end, mut preschools_end) = (Vec::new(), Vec::new());
        for Row { at, value: unit } in rows {
            let (is_school, is_preschool) = match unit.kind {
                UnitKind::School => (true, false),
                UnitKind::Preschool => (false, true),
                UnitKind::Both => (true, true),
                UnitKind::Unsaid => {
                    // What it was before the register stopped saying it, it still is.
                    let known = (schools.references.local(unit.id), preschools.references.local(unit.id));
                    (known.0.is_some(), known.1.is_some())
                }
                UnitKind::Other => {
                    self.skip(at, SkipReason::NotKept, &unit.name);
                    continue;
                }
            };
            if !is_school && !is_preschool {
                self.skip(at, SkipReason::KindUnsaid, &unit.name);
                continue;
            }
            let school = is_school.then(|| schools.settle(self, unit));
            let preschool = is_preschool.then(|| preschools.settle(self, unit));
            let last = unit.period.end;
            if schools.references.date(unit.id, unit.period) {
                schools_end.extend(schools.references.local(unit.id).zip(last));
            }
            if preschools.references.date(unit.id, unit.period) {
                preschools_end.extend(preschools.references.local(unit.id).zip(last));
            }
            match (school, preschool) {
                (Some(Outcome::Created), _) | (_, Some(Outcome::Created)) => self.count(Outcome::Created),
                (Some(Outcome::Changed), _) | (_, Some(Outcome::Changed)) => self.count(Outcome::Changed),
                _ => self.count(Outcome::Unchanged),
            }
        }
        schools.rows.flush(self.connection).await?;
        schools.references.flush(self.connection, self.register).await?;
        preschools.rows.flush(self.connection).await?;
        preschools.references.flush(self.connection, self.register).await?;
        for (school, last) in schools_end {
            self.limit_school(school, last).await?;
        }
        for (preschool, last) in preschools_end {
            self.limit_preschool(preschool, last).await?;
        }
        if self.marks_seen {
            mark_seen(self.connection, self.register, kinds(Resource::Organisations), &ids).await?;
        }
        Ok(())
    }
}

struct Schools {
    rows: Rows<school::Entity>,
    references: References,
    /// Those that another unit of the register is.
    taken: HashSet<Uuid>,
}

impl Schools {
    async fn load<C: ConnectionTrait>(page: &Page<'_, C>, ids: &[Uuid]) -> Result<Self, DbErr> {
        let (connection, register) = (page.connection, page.register);
        let references =
            References::load(connection, register, ExternalKind::School, ids.iter().copied()).await?;
        let stored = school::Entity::find()
            .filter(school::Column::MunicipalityId.eq(register.municipality_id))
            .all(connection)
            .await?;
        let all: Vec<Uuid> = stored.iter().map(|school| school.id).collect();
        let taken = named(connection, register, ExternalKind::School, &all).await?.into_keys().collect();
        Ok(Self { rows: Rows::stored(stored), references, taken })
    }

    /// The school of a unit: the one that it was before, the one with its code, or a new one. Skolverket masters what it
    /// has: only a school that the register brought is changed by it.
    fn settle<C>(&mut self, page: &Page<'_, C>, unit: &Organisation) -> Outcome {
        let register = page.register;
        let known = self.references.local(unit.id).and_then(|id| self.rows.get(id)).cloned();
        let by_code = || {
            let code = unit.code.as_deref()?;
            self.rows.all().find(|school| school.code.as_deref() == Some(code)).cloned()
        };
        let (known, is_new) = match known {
            Some(known) => (Some(known), false),
            None => (by_code(), true),
        };
        let ceased = unit.period.end.is_some_and(|end| end < register.today);
        let wanted = match known {
            Some(known) if is_new => {
                self.references.add(register, unit.id, "", known.id, false);
                self.taken.insert(known.id);
                return Outcome::Changed;
            }
            Some(known) if !self.references.is_ours(unit.id) => {
                // A code that came later can lead to the register's school; the reference stays with the first.
                let _ = known;
                return Outcome::Unchanged;
            }
            Some(known) => school::Model {
                name: unit.name.clone(),
                code: self.free_code(unit, known.id).or(known.code),
                status: if ceased { SchoolStatus::Ceased } else { SchoolStatus::Active },
                school_types: types_of(unit),
                ..known
            },
            None => {
                let id = register.ids.next();
                self.references.add(register, unit.id, "", id, true);
                school::Model {
                    municipality_id: register.municipality_id,
                    id,
                    code: unit.code.clone(),
                    name: unit.name.clone(),
                    status: if ceased { SchoolStatus::Ceased } else { SchoolStatus::Active },
                    organiser: None,
                    school_types: types_of(unit),
                    city: None,
                    latitude: None,
                    longitude: None,
                    updated_at: register.now,
                }
            }
        };
        let now = register.now;
        self.rows.settle(wanted, |school| school.updated_at = now)
    }

    /// The unit's code, unless another school here has it.
    fn free_code(&self, unit: &Organisation, own: Uuid) -> Option<String> {
        let code = unit.code.clone()?;
        let taken = self.rows.all().any(|school| school.id != own && school.code.as_ref() == Some(&code));
        (!taken).then_some(code)
    }
}

fn types_of(unit: &Organisation) -> entity::StringList {
    unit.school_types.iter().map(String::as_str).filter(|word| *word != "FS").collect()
}

struct Preschools {
    rows: Rows<preschool::Entity>,
    references: References,
    taken: HashSet<Uuid>,
}

impl Preschools {
    async fn load<C: ConnectionTrait>(page: &Page<'_, C>, ids: &[Uuid]) -> Result<Self, DbErr> {
        let (connection, register) = (page.connection, page.register);
        let references =
            References::load(connection, register, ExternalKind::Preschool, ids.iter().copied()).await?;
        let stored = preschool::Entity::find()
            .filter(preschool::Column::MunicipalityId.eq(register.municipality_id))
            .all(connection)
            .await?;
        let all: Vec<Uuid> = stored.iter().map(|preschool| preschool.id).collect();
        let taken = named(connection, register, ExternalKind::Preschool, &all).await?.into_keys().collect();
        Ok(Self { rows: Rows::stored(stored), references, taken })
    }

    /// The preschool of a unit: the one that it was before, the only one of its name that no other unit is, or a new one.
    /// Preschools have no code.
    fn settle<C>(&mut self, page: &Page<'_, C>, unit: &Organisation) -> Outcome {
        let register = page.register;
        if let Some(known) = self.references.local(unit.id).and_then(|id| self.rows.get(id)).cloned() {
            if !self.references.is_ours(unit.id) {
                return Outcome::Unchanged;
            }
            let wanted =
                preschool::Model { name: unit.name.clone(), search_name: unit.name.to_lowercase(), ..known };
            let now = register.now;
            return self.rows.settle(wanted, |preschool| preschool.updated_at = now);
        }
        let name = key(&unit.name);
        let mut of_name =
            self.rows.all().filter(|row| !self.taken.contains(&row.id) && key(&row.name) == name);
        if let (Some(found), None) = (of_name.next().map(|row| row.id), of_name.next()) {
            self.references.add(register, unit.id, "", found, false);
            self.taken.insert(found);
            return Outcome::Changed;
        }
        drop(of_name);
        let id = register.ids.next();
        self.references.add(register, unit.id, "", id, true);
        self.taken.insert(id);
        let wanted = preschool::Model {
            municipality_id: register.municipality_id,
            id,
            name: unit.name.clone(),
            search_name: unit.name.to_lowercase(),
            organiser: None,
            street_address: None,
            postal_code: None,
            city: None,
            latitude: None,
            longitude: None,
            source: None,
            external_id: None,
            updated_at: register.now,
        };
        self.rows.settle(wanted, |_| {})
    }
}
