//! School units, from Skolverket's two shapes and from the statistics list, which complete each other.

use std::collections::{HashMap, HashSet};

use entity::{StringList, enrolment, meal, school, school_duty};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait, PaginatorTrait as _, QueryFilter as _,
};
use uuid::Uuid;

use super::super::parsed::{Parsed, Row};
use super::super::schools::{SchoolActivities, SchoolStatus, SchoolUnit};
use super::super::text::key;
use super::rows::{KEYS, Rows};
use super::{SkipReason, WriteError, Writer};

/// The schools that a file may be about, found by code or, where they have none, by municipality and name.
struct Schools {
    rows: Rows<school::Entity>,
    by_code: HashMap<String, Uuid>,
    by_name: HashMap<(i32, String), Uuid>,
}

impl Schools {
    fn of(stored: Vec<school::Model>) -> Self {
        let by_code = stored.iter().filter_map(|s| Some((s.code.clone()?, s.id))).collect();
        let by_name = stored.iter().map(|s| ((s.municipality_id, key(&s.name)), s.id)).collect();
        Self { rows: Rows::stored(stored), by_code, by_name }
    }

    fn by_code(&self, code: &str) -> Option<&school::Model> {
        self.by_code.get(code).and_then(|id| self.rows.get(*id))
    }

    fn by_name(&self, municipality: i32, name: &str) -> Option<&school::Model> {
        self.by_name.get(&(municipality, key(name))).and_then(|id| self.rows.get(*id))
    }

    fn remember(&mut self, school: &school::Model) {
        if let Some(code) = &school.code {
            self.by_code.insert(code.clone(), school.id);
        }
        self.by_name.entry((school.municipality_id, key(&school.name))).or_insert(school.id);
    }
}

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn school_units(&mut self, parsed: &Parsed<SchoolUnit>) -> Result<(), WriteError> {
        self.tenants.learn_places(self.connection).await?;
        let named = self.named_municipality()?;
        let mut stored = self.schools_with_codes(parsed).await?;
        let municipalities: HashSet<i32> = parsed
            .values()
            .filter_map(|unit| self.stated_or_located(unit).ok().flatten())
            .chain(named)
            .collect();
        let with_code: HashSet<Uuid> = stored.iter().map(|school| school.id).collect();
        let nameless = Condition::all().add(school::Column::Code.is_null());
        let without_code = self.schools_of(&municipalities, nameless).await?;
        stored.extend(without_code.into_iter().filter(|school| !with_code.contains(&school.id)));
        let mut schools = Schools::of(stored);
        for row in &parsed.rows {
            let unit = &row.value;
            let known = schools.by_code(&unit.code).cloned();
            let municipality = match self.stated_or_located(unit) {
                Ok(found) => found.or(named).or(known.as_ref().map(|school| school.municipality_id)),
                Err(reason) => {
                    self.skip(&row.at, reason, &unit.name);
                    continue;
                }
            };
            // What only a border says does not move a school that somebody has placed.
            let municipality = match (&unit.municipality_code, &known) {
                (None, Some(school)) => Some(school.municipality_id),
                _ => municipality,
            };
            let Some(municipality) = municipality else {
                let reason =
                    if unit.abroad == Some(true) { SkipReason::Abroad } else { SkipReason::NoMunicipality };
                self.skip(&row.at, reason, &unit.name);
                continue;
            };
            self.school_unit(row, municipality, known, &mut schools).await?;
        }
        Ok(schools.rows.flush(self.connection).await?)
    }

    async fn school_unit(
        &mut self,
        row: &Row<SchoolUnit>,
        municipality: i32,
        known: Option<school::Model>,
        schools: &mut Schools,
    ) -> Result<(), WriteError> {
        let unit = &row.value;
        if let Some(school) = &known
            && school.municipality_id != municipality
            && !self.leave_municipality(school).await?
        {
            self.skip(&row.at, SkipReason::Elsewhere, &unit.name);
            return Ok(());
        }
        let nameless =
            || schools.by_name(municipality, &unit.name).filter(|school| school.code.is_none()).cloned();
        let moved = known.as_ref().is_some_and(|school| school.municipality_id != municipality);
        let known = known.or_else(nameless);
        let wanted = self.school_of(unit, municipality, known.as_ref());
        schools.remember(&wanted);
        let now = self.options.now;
        let outcome = if moved {
            // Its old row is gone: the key holds the municipality.
            let outcome = schools.rows.put(wanted.clone(), |school| school.updated_at = now);
            schools.rows.renew(wanted.id);
            outcome
        } else {
            schools.rows.put(wanted, |school| school.updated_at = now)
        };
        self.count(&row.at, outcome, &unit.name);
        Ok(())
    }

    fn school_of(
        &self,
        unit: &SchoolUnit,
        municipality: i32,
        known: Option<&school::Model>,
    ) -> school::Model {
        let known = known.cloned().unwrap_or_else(|| self.new_school(municipality, &unit.name));
        let types = if unit.school_types.is_empty() {
            known.school_types
        } else {
            unit.school_types.iter().map(String::as_str).collect()
        };
        school::Model {
            municipality_id: municipality,
            code: Some(unit.code.clone()),
            name: unit.name.clone(),
            status: unit.status.map_or(known.status, status_of),
            organiser: unit.organiser.clone().or(known.organiser),
            school_types: types,
            city: unit.city.clone().or(known.city),
            latitude: unit.point.map(|point| point.latitude).or(known.latitude),
            longitude: unit.point.map(|point| point.longitude).or(known.longitude),
            ..known
        }
    }

    pub(super) fn new_school(&self, municipality: i32, name: &str) -> school::Model {
        school::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            code: None,
            name: name.to_owned(),
            status: entity::SchoolStatus::Active,
            organiser: None,
            school_types: StringList::default(),
            city: None,
            latitude: None,
            longitude: None,
            updated_at: self.options.now,
        }
    }

    /// The municipality that the unit states, else the one in whose border it lies.
    fn stated_or_located(&self, unit: &SchoolUnit) -> Result<Option<i32>, SkipReason> {
        match &unit.municipality_code {
            Some(code) => self.tenants.by_code(code).map(Some).ok_or(SkipReason::UnknownMunicipality),
            None => Ok(unit.point.and_then(|point| self.tenants.locate(point))),
        }
    }

    async fn schools_with_codes(
        &self,
        parsed: &Parsed<SchoolUnit>,
    ) -> Result<Vec<school::Model>, WriteError> {
        let codes: Vec<&str> = parsed.values().map(|unit| unit.code.as_str()).collect();
        let mut stored = Vec::new();
        for codes in codes.chunks(KEYS) {
            let wanted = school::Column::Code.is_in(codes.iter().copied());
            stored.extend(school::Entity::find().filter(wanted).all(self.connection).await?);
        }
        Ok(stored)
    }

    pub(super) async fn schools_of(
        &self,
        municipalities: &HashSet<i32>,
        condition: Condition,
    ) -> Result<Vec<school::Model>, WriteError> {
        let mine = school::Column::MunicipalityId.is_in(municipalities.iter().copied());
        Ok(school::Entity::find().filter(mine).filter(condition).all(self.connection).await?)
    }

    /// Takes a school out of its municipality so that it can go to another, unless meals or people depend on it there.
    async fn leave_municipality(&self, school: &school::Model) -> Result<bool, WriteError> {
        let (municipality, id) = (school.municipality_id, school.id);
        let connection = self.connection;
        let meals = meal::Entity::find()
            .filter(meal::Column::MunicipalityId.eq(municipality))
            .filter(meal::Column::SchoolId.eq(id));
        let pupils = enrolment::Entity::find()
            .filter(enrolment::Column::MunicipalityId.eq(municipality))
            .filter(enrolment::Column::SchoolId.eq(id));
        let staff = school_duty::Entity::find()
            .filter(school_duty::Column::MunicipalityId.eq(municipality))
            .filter(school_duty::Column::SchoolId.eq(id));
        if meals.count(connection).await? + pupils.count(connection).await? + staff.count(connection).await?
            > 0
        {
            return Ok(false);
        }
        school::Entity::delete_by_id((municipality, id)).exec(connection).await?;
        Ok(true)
    }

    pub(super) async fn school_statistics(
        &mut self,
        parsed: &Parsed<SchoolActivities>,
    ) -> Result<(), WriteError> {
        let municipalities: HashSet<i32> =
            parsed.values().filter_map(|school| self.tenants.by_code(&school.municipality_code)).collect();
        let mut schools = Schools::of(self.schools_of(&municipalities, Condition::all()).await?);
        for row in &parsed.rows {
            let listed = &row.value;
            let Some(municipality) = self.tenants.by_code(&listed.municipality_code) else {
                self.skip(&row.at, SkipReason::UnknownMunicipality, &listed.name);
                continue;
            };
            // The list is of one year and has no codes: it only adds what nobody else has said.
            let wanted = match schools.by_name(municipality, &listed.name) {
                Some(known) if known.school_types.0.is_empty() => {
                    school::Model { school_types: types_of(listed), ..known.clone() }
                }
                Some(known) => known.clone(),
                None => school::Model {
                    school_types: types_of(listed),
                    ..self.new_school(municipality, &listed.name)
                },
            };
            schools.remember(&wanted);
            let now = self.options.now;
            let outcome = schools.rows.put(wanted, |school| school.updated_at = now);
            self.count(&row.at, outcome, &listed.name);
        }
        Ok(schools.rows.flush(self.connection).await?)
    }
}

fn types_of(listed: &SchoolActivities) -> StringList {
    listed.school_types.iter().map(String::as_str).collect()
}

fn status_of(status: SchoolStatus) -> entity::SchoolStatus {
    match status {
        SchoolStatus::Active => entity::SchoolStatus::Active,
        SchoolStatus::Dormant => entity::SchoolStatus::Dormant,
        SchoolStatus::Ceased => entity::SchoolStatus::Ceased,
        SchoolStatus::Planned => entity::SchoolStatus::Planned,
    }
}
