//! Counties, municipalities and their borders.

use std::collections::{HashMap, HashSet};

use entity::{county, municipality};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::NotSet, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    QuerySelect as _,
};

use super::super::municipalities::{Area, Boundary, County, Municipality};
use super::super::parsed::Parsed;
use super::rows::insert_all;
use super::{Outcome, SkipReason, WriteError, Writer};
use crate::platform::Locale;

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn counties(&mut self, parsed: &Parsed<County>) -> Result<(), WriteError> {
        let mut stored = self.stored_counties().await?;
        let mut said = HashSet::new();
        let mut new = Vec::new();
        for row in &parsed.rows {
            let County { code, name, .. } = &row.value;
            let wanted = county::Model { code: code.clone(), name: name.clone() };
            let outcome = if !said.insert(code.clone()) {
                Outcome::Duplicate
            } else if let Some(known) = stored.get(code) {
                if known == &wanted.name {
                    Outcome::Unchanged
                } else {
                    let row = wanted.into_active_model().reset_all();
                    county::Entity::update(row).exec_without_returning(self.connection).await?;
                    Outcome::Changed
                }
            } else {
                stored.insert(code.clone(), name.clone());
                new.push(wanted.into_active_model());
                Outcome::Created
            };
            self.count(&row.at, outcome, name);
        }
        Ok(insert_all::<county::Entity, _>(self.connection, new).await?)
    }

    async fn stored_counties(&self) -> Result<HashMap<String, String>, WriteError> {
        let rows = county::Entity::find().all(self.connection).await?;
        Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
    }

    pub(super) async fn municipalities(&mut self, parsed: &Parsed<Municipality>) -> Result<(), WriteError> {
        self.counties_of(parsed).await?;
        let mut stored = self.stored_municipalities().await?;
        let mut said = HashSet::new();
        let mut new = Vec::new();
        for row in &parsed.rows {
            let Municipality { code, name, .. } = &row.value;
            if !said.insert(code.clone()) {
                self.count(&row.at, Outcome::Duplicate, name);
                continue;
            }
            let known = stored.remove(code);
            let wanted = merged(known.as_ref(), &row.value);
            let outcome = match known {
                None => {
                    // The database counts municipalities itself.
                    new.push(municipality::ActiveModel {
                        id: NotSet,
                        ..wanted.into_active_model().reset_all()
                    });
                    Outcome::Created
                }
                Some(known) if known == wanted => Outcome::Unchanged,
                Some(_) => {
                    let mut changes = wanted.into_active_model().reset_all();
                    changes.boundary = NotSet;
                    municipality::Entity::update(changes).exec_without_returning(self.connection).await?;
                    Outcome::Changed
                }
            };
            self.count(&row.at, outcome, name);
        }
        Ok(insert_all::<municipality::Entity, _>(self.connection, new).await?)
    }

    /// Counties that the list of municipalities names, and nobody has named yet.
    async fn counties_of(&mut self, parsed: &Parsed<Municipality>) -> Result<(), WriteError> {
        let mut stored = self.stored_counties().await?;
        let mut new = Vec::new();
        for municipality in parsed.values() {
            if let Some(name) = &municipality.county_name
                && !stored.contains_key(&municipality.county_code)
            {
                stored.insert(municipality.county_code.clone(), name.clone());
                let county = county::Model { code: municipality.county_code.clone(), name: name.clone() };
                new.push(county.into_active_model());
            }
        }
        Ok(insert_all::<county::Entity, _>(self.connection, new).await?)
    }

    /// All municipalities, without their large borders.
    async fn stored_municipalities(&self) -> Result<HashMap<String, municipality::Model>, WriteError> {
        use municipality::Column;
        type Columns =
            (i32, String, String, Option<String>, String, Option<i32>, Option<f64>, Option<f64>, Option<f64>);
        let rows: Vec<Columns> = municipality::Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::Code,
                Column::Name,
                Column::CountyCode,
                Column::DefaultLocale,
                Column::Population,
                Column::AreaKm2,
                Column::Latitude,
                Column::Longitude,
            ])
            .into_tuple()
            .all(self.connection)
            .await?;
        Ok(rows
            .into_iter()
            .map(
                |(id, code, name, county_code, default_locale, population, area_km2, latitude, longitude)| {
                    let row = municipality::Model {
                        id,
                        code: code.clone(),
                        name,
                        county_code,
                        default_locale,
                        population,
                        area_km2,
                        latitude,
                        longitude,
                        boundary: None,
                    };
                    (code, row)
                },
            )
            .collect())
    }

    pub(super) async fn boundaries(&mut self, parsed: &Parsed<Boundary>) -> Result<(), WriteError> {
        let rows = municipality::Entity::find().all(self.connection).await?;
        let mut stored: HashMap<_, _> = rows.into_iter().map(|row| (row.code.clone(), row)).collect();
        let mut said = HashSet::new();
        for row in &parsed.rows {
            let boundary = &row.value;
            let what = boundary.name.clone().unwrap_or_default();
            let Area::Municipality(code) = &boundary.area else {
                self.skip(&row.at, SkipReason::NotKept, &what);
                continue;
            };
            if !said.insert(code.clone()) {
                self.count(&row.at, Outcome::Duplicate, &what);
                continue;
            }
            let Some(known) = stored.remove(code) else {
                self.skip(&row.at, SkipReason::UnknownMunicipality, &what);
                continue;
            };
            let wanted = municipality::Model {
                latitude: Some(boundary.centre.latitude),
                longitude: Some(boundary.centre.longitude),
                boundary: Some(boundary.geometry()),
                ..known.clone()
            };
            let outcome = if wanted == known {
                Outcome::Unchanged
            } else {
                let changes = wanted.into_active_model().reset_all();
                municipality::Entity::update(changes).exec_without_returning(self.connection).await?;
                Outcome::Changed
            };
            self.count(&row.at, outcome, &what);
        }
        Ok(())
    }
}

/// What is known with what the list says: it takes nothing away, and a centre that is there already is the border's
/// and the better one.
fn merged(known: Option<&municipality::Model>, list: &Municipality) -> municipality::Model {
    let known = known.cloned().unwrap_or_else(|| municipality::Model {
        id: 0,
        code: list.code.clone(),
        name: list.name.clone(),
        county_code: None,
        default_locale: Locale::default().tag().to_owned(),
        population: None,
        area_km2: None,
        latitude: None,
        longitude: None,
        boundary: None,
    });
    municipality::Model {
        name: if list.name_is_stated { list.name.clone() } else { known.name },
        county_code: Some(list.county_code.clone()),
        population: list.population.or(known.population),
        area_km2: list.land_km2.or(list.area_km2).or(known.area_km2),
        latitude: known.latitude.or(list.centre.map(|point| point.latitude)),
        longitude: known.longitude.or(list.centre.map(|point| point.longitude)),
        ..known
    }
}
