//! Preschools and their groups.

use std::collections::{HashMap, HashSet};

use entity::{municipality, preschool, preschool_group};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait, QueryFilter as _,
};
use uuid::Uuid;

use super::super::parsed::Parsed;
use super::super::schools::{Preschool, PreschoolGroup};
use super::super::text::key;
use super::rows::Rows;
use super::{Outcome, SkipReason, WriteError, Writer};
use crate::platform::Locale;

/// The list of all preschools.
const REGISTER: &str = "preschool-register";
/// The list of a municipality's preschools with their groups.
const GROUPS: &str = "preschool-groups";

/// The preschools that a file may be about, found by the list's id or by municipality and name.
struct Preschools {
    rows: Rows<preschool::Entity>,
    by_id: HashMap<(i32, String), Uuid>,
    by_name: HashMap<(i32, String), Option<Uuid>>,
}

impl Preschools {
    fn of(stored: Vec<preschool::Model>, source: &str) -> Self {
        let mut preschools =
            Self { rows: Rows::stored(Vec::new()), by_id: HashMap::new(), by_name: HashMap::new() };
        for row in &stored {
            preschools.remember(row, source);
        }
        preschools.rows = Rows::stored(stored);
        preschools
    }

    fn remember(&mut self, row: &preschool::Model, source: &str) {
        if let (Some(of), Some(id)) = (&row.source, &row.external_id)
            && of == source
        {
            self.by_id.insert((row.municipality_id, id.clone()), row.id);
        }
        // A name that two preschools of a municipality share names neither.
        let name = (row.municipality_id, key(&row.name));
        self.by_name
            .entry(name)
            .and_modify(|known| {
                if *known != Some(row.id) {
                    *known = None;
                }
            })
            .or_insert(Some(row.id));
    }

    fn by_id(&self, municipality: i32, external_id: Option<&str>) -> Option<&preschool::Model> {
        let id = self.by_id.get(&(municipality, external_id?.to_owned()))?;
        self.rows.get(*id)
    }

    fn by_name(&self, municipality: i32, name: &str) -> Option<&preschool::Model> {
        self.by_name.get(&(municipality, key(name))).copied().flatten().and_then(|id| self.rows.get(id))
    }
}

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn preschools(&mut self, parsed: &Parsed<Preschool>) -> Result<(), WriteError> {
        self.municipalities_of(parsed).await?;
        self.tenants.learn_places(self.connection).await?;
        let named = self.named_municipality()?;
        let of: HashSet<i32> = parsed.values().filter_map(|p| self.preschool_tenant(p, named).ok()).collect();
        let mut preschools = Preschools::of(self.preschools_of(&of).await?, REGISTER);
        for row in &parsed.rows {
            let listed = &row.value;
            let municipality = match self.preschool_tenant(listed, named) {
                Ok(municipality) => municipality,
                Err(reason) => {
                    self.skip(&row.at, reason, &listed.name);
                    continue;
                }
            };
            let by_id = preschools.by_id(municipality, listed.external_id.as_deref());
            // A preschool that another list has brought here is the same one, until the register says its id.
            let by_name = || {
                let found = preschools.by_name(municipality, &listed.name)?;
                let taken = found.source.as_deref() == Some(REGISTER) && listed.external_id.is_some();
                (!taken && !preschools.rows.is_said(found.id)).then_some(found)
            };
            let known = by_id.or_else(by_name).cloned();
            let wanted = self.preschool_of(listed, municipality, known);
            preschools.remember(&wanted, REGISTER);
            let now = self.options.now;
            let outcome = preschools.rows.put(wanted, |preschool| preschool.updated_at = now);
            self.count(&row.at, outcome, &listed.name);
        }
        Ok(preschools.rows.flush(self.connection).await?)
    }

    fn preschool_of(
        &self,
        listed: &Preschool,
        municipality: i32,
        known: Option<preschool::Model>,
    ) -> preschool::Model {
        let known = known.unwrap_or_else(|| self.new_preschool(municipality, &listed.name));
        let own = listed.external_id.is_some();
        preschool::Model {
            name: listed.name.clone(),
            search_name: listed.name.to_lowercase(),
            organiser: listed.organiser.clone().or(known.organiser),
            street_address: listed.street_address.clone().or(known.street_address),
            postal_code: listed.postal_code.clone().or(known.postal_code),
            city: listed.city.clone().or(known.city),
            latitude: listed.point.map(|point| point.latitude).or(known.latitude),
            longitude: listed.point.map(|point| point.longitude).or(known.longitude),
            source: if own { Some(REGISTER.to_owned()) } else { known.source },
            external_id: listed.external_id.clone().or(known.external_id),
            ..known
        }
    }

    fn new_preschool(&self, municipality: i32, name: &str) -> preschool::Model {
        preschool::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            name: name.to_owned(),
            search_name: name.to_lowercase(),
            organiser: None,
            street_address: None,
            postal_code: None,
            city: None,
            latitude: None,
            longitude: None,
            source: None,
            external_id: None,
            updated_at: self.options.now,
        }
    }

    /// The municipality that the row states, else that of the caller, of its postal code or of its point.
    fn preschool_tenant(&self, listed: &Preschool, named: Option<i32>) -> Result<i32, SkipReason> {
        if let Some(code) = &listed.municipality_code {
            return self.tenants.by_code(code).ok_or(SkipReason::UnknownMunicipality);
        }
        let by_postal_code =
            || listed.postal_code.as_deref().and_then(|code| self.tenants.of_postal_code(code));
        let by_point = || listed.point.and_then(|point| self.tenants.locate(point));
        named.or_else(by_postal_code).or_else(by_point).ok_or(SkipReason::NoMunicipality)
    }

    /// The list names municipalities with their codes: into an installation that has none yet, it brings them.
    async fn municipalities_of(&mut self, parsed: &Parsed<Preschool>) -> Result<(), WriteError> {
        for listed in parsed.values() {
            if let (Some(code), Some(name)) = (&listed.municipality_code, &listed.municipality_name)
                && self.tenants.by_code(code).is_none()
            {
                let county = code.get(..2).map(str::to_owned);
                let row = municipality::ActiveModel {
                    id: NotSet,
                    code: Set(code.clone()),
                    name: Set(name.clone()),
                    county_code: Set(county),
                    default_locale: Set(Locale::default().tag().to_owned()),
                    ..Default::default()
                };
                let inserted = municipality::Entity::insert(row).exec(self.connection).await?;
                self.tenants.add(inserted.last_insert_id, code.clone(), name);
            }
        }
        Ok(())
    }

    async fn preschools_of(
        &self,
        municipalities: &HashSet<i32>,
    ) -> Result<Vec<preschool::Model>, WriteError> {
        let mine = preschool::Column::MunicipalityId.is_in(municipalities.iter().copied());
        Ok(preschool::Entity::find().filter(mine).all(self.connection).await?)
    }

    pub(super) async fn preschool_groups(
        &mut self,
        parsed: &Parsed<PreschoolGroup>,
    ) -> Result<(), WriteError> {
        self.tenants.learn_places(self.connection).await?;
        let places = || parsed.values().map(|listed| (listed.point, None));
        let municipality = self.named_municipality()?.or_else(|| self.tenants.of_most(places()));
        let municipality = municipality.ok_or(WriteError::NoMunicipality)?;
        let mut preschools =
            Preschools::of(self.preschools_of(&HashSet::from([municipality])).await?, GROUPS);
        let stored = preschool_group::Entity::find()
            .filter(preschool_group::Column::MunicipalityId.eq(municipality))
            .all(self.connection)
            .await?;
        let mut by_name: HashMap<(Uuid, String), Uuid> =
            stored.iter().map(|group| ((group.preschool_id, group.name.clone()), group.id)).collect();
        let mut groups = Rows::<preschool_group::Entity>::stored(stored);
        for row in &parsed.rows {
            let listed = &row.value;
            let (preschool_id, outcome) = self.preschool_with_groups(listed, municipality, &mut preschools);
            let Some(name) = &listed.group_name else {
                // A row without a group is about the preschool alone.
                self.count(&row.at, outcome, &listed.preschool_name);
                continue;
            };
            let place = (preschool_id, name.clone());
            let id = by_name.get(&place).copied().unwrap_or_else(|| self.options.ids.next());
            by_name.insert(place, id);
            let wanted = preschool_group::Model {
                municipality_id: municipality,
                id,
                preschool_id,
                name: name.clone(),
            };
            let outcome = groups.put(wanted, |_| {});
            self.count(&row.at, outcome, name);
        }
        preschools.rows.flush(self.connection).await?;
        Ok(groups.flush(self.connection).await?)
    }

    /// The preschool of a row: the one of that id, else the one of that name, which another list has brought, else a new
    /// one.
    fn preschool_with_groups(
        &self,
        listed: &PreschoolGroup,
        municipality: i32,
        preschools: &mut Preschools,
    ) -> (Uuid, Outcome) {
        let by_id = preschools.by_id(municipality, listed.preschool_id.as_deref());
        let known = by_id.or_else(|| preschools.by_name(municipality, &listed.preschool_name)).cloned();
        let is_ours = known.as_ref().is_none_or(|known| known.source.as_deref() == Some(GROUPS));
        let known = known.unwrap_or_else(|| preschool::Model {
            source: Some(GROUPS.to_owned()),
            external_id: listed.preschool_id.clone(),
            ..self.new_preschool(municipality, &listed.preschool_name)
        });
        let point = listed.point.filter(|_| is_ours || known.latitude.is_none());
        let wanted = preschool::Model {
            name: if is_ours { listed.preschool_name.clone() } else { known.name.clone() },
            latitude: point.map(|point| point.latitude).or(known.latitude),
            longitude: point.map(|point| point.longitude).or(known.longitude),
            ..known
        };
        let id = wanted.id;
        preschools.remember(&wanted, GROUPS);
        let now = self.options.now;
        (id, preschools.rows.settle(wanted, |preschool| preschool.updated_at = now))
    }
}
