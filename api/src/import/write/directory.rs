//! E-services with the departments that answer for them, and facilities.

use std::collections::HashMap;

use entity::{
    ChannelKind, HolidayRule, StringList, Text, Texts, department, facility, service, service_channel,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait, QueryFilter as _};
use uuid::Uuid;

use super::super::parsed::Parsed;
use super::super::services::{EService, Facility};
use super::super::text::key;
use super::rows::Rows;
use super::{Outcome, SkipReason, WriteError, Writer};

/// Where facilities come from when nobody says.
const FACILITIES: &str = "facilities";

/// The host of an address: the name of the portal that a list of e-services came from.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn e_services(&mut self, parsed: &Parsed<EService>) -> Result<(), WriteError> {
        let hosts = || parsed.values().map(|service| host(&service.address));
        let municipality = self.named_municipality()?.or_else(|| self.tenants.named_in(hosts()));
        let municipality = municipality.ok_or(WriteError::NoMunicipality)?;
        let source = hosts().next().unwrap_or("e-services").to_owned();
        let mut departments = self.departments_of(municipality, &source).await?;
        let stored = service::Entity::find()
            .filter(service::Column::MunicipalityId.eq(municipality))
            .filter(service::Column::Source.eq(source.as_str()))
            .all(self.connection)
            .await?;
        let mut by_external: HashMap<String, Uuid> =
            stored.iter().filter_map(|service| Some((service.external_id.clone()?, service.id))).collect();
        let mut services = Rows::<service::Entity>::stored(stored);
        let mut channels = self.e_channels_of(municipality).await?;
        for (index, row) in parsed.rows.iter().enumerate() {
            let listed = &row.value;
            if !listed.enabled {
                self.skip(&row.at, SkipReason::Disabled, &listed.name);
                continue;
            }
            let department = self.department_for(listed, municipality, &source, &mut departments);
            let known = by_external.get(&listed.external_id).and_then(|id| services.get(*id)).cloned();
            let known = known.unwrap_or_else(|| self.new_service(municipality, department, index));
            let wanted = service::Model {
                department_id: department,
                name: self.said(&known.name, &listed.name),
                summary: listed.summary.as_ref().map(|text| self.said_or(known.summary.as_ref(), text)),
                description: listed
                    .description
                    .as_ref()
                    .map(|text| self.said_or(known.description.as_ref(), text)),
                source: Some(source.clone()),
                external_id: Some(listed.external_id.clone()),
                ..known
            };
            let id = wanted.id;
            by_external.insert(listed.external_id.clone(), id);
            let now = self.options.now;
            let mut outcome = services.put(wanted, |service| service.updated_at = now);
            if outcome != Outcome::Duplicate
                && self.e_channel(listed, municipality, id, &mut channels) != Outcome::Unchanged
                && outcome == Outcome::Unchanged
                && let Some(service) = services.get(id).cloned()
            {
                // Another way to a service is a change of the service: the search index goes by its time.
                outcome = services.settle(service::Model { updated_at: now, ..service }, |_| {});
            }
            self.count(&row.at, outcome, &listed.name);
        }
        departments.flush(self.connection).await?;
        services.flush(self.connection).await?;
        Ok(channels.flush(self.connection).await?)
    }

    async fn departments_of(
        &self,
        municipality: i32,
        source: &str,
    ) -> Result<Rows<department::Entity>, WriteError> {
        let stored = department::Entity::find()
            .filter(department::Column::MunicipalityId.eq(municipality))
            .filter(department::Column::Source.eq(source))
            .all(self.connection)
            .await?;
        Ok(Rows::stored(stored))
    }

    /// The department that stands behind a category, by the category's id or else by its name.
    fn department_for(
        &self,
        listed: &EService,
        municipality: i32,
        source: &str,
        departments: &mut Rows<department::Entity>,
    ) -> Uuid {
        let external_id = listed.department_id.clone().unwrap_or_else(|| key(&listed.department));
        let known =
            departments.all().find(|known| known.external_id.as_deref() == Some(external_id.as_str()));
        let known = known.cloned().unwrap_or_else(|| department::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            name: Texts::default(),
            summary: None,
            phone: None,
            email: None,
            website: None,
            sort_order: 0,
            source: Some(source.to_owned()),
            external_id: Some(external_id),
            updated_at: self.options.now,
        });
        let wanted = department::Model { name: self.said(&known.name, &listed.department), ..known };
        let id = wanted.id;
        let now = self.options.now;
        departments.settle(wanted, |department| department.updated_at = now);
        id
    }

    fn new_service(&self, municipality: i32, department: Uuid, index: usize) -> service::Model {
        service::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            department_id: department,
            unit_id: None,
            name: Texts::default(),
            summary: None,
            description: None,
            fee: None,
            required_documents: None,
            life_events: StringList::default(),
            target_groups: StringList::default(),
            keywords: StringList::default(),
            // The portal's own order, the first time; afterwards it is the editors'.
            sort_order: i32::try_from(index).unwrap_or(i32::MAX),
            source: None,
            external_id: None,
            updated_at: self.options.now,
        }
    }

    async fn e_channels_of(&self, municipality: i32) -> Result<Rows<service_channel::Entity>, WriteError> {
        let stored = service_channel::Entity::find()
            .filter(service_channel::Column::MunicipalityId.eq(municipality))
            .filter(service_channel::Column::Kind.eq(ChannelKind::EService))
            .all(self.connection)
            .await?;
        Ok(Rows::stored(stored))
    }

    /// The way to the e-service itself.
    fn e_channel(
        &self,
        listed: &EService,
        municipality: i32,
        service: Uuid,
        channels: &mut Rows<service_channel::Entity>,
    ) -> Outcome {
        let known = channels.all().find(|channel| channel.service_id == service).cloned();
        let known = known.unwrap_or_else(|| service_channel::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            service_id: service,
            kind: ChannelKind::EService,
            value: String::new(),
            label: None,
            requires_login: false,
            sort_order: 0,
        });
        let wanted = service_channel::Model {
            value: listed.address.clone(),
            requires_login: listed.requires_login || listed.requires_signing,
            ..known
        };
        channels.settle(wanted, |_| {})
    }

    pub(super) async fn facilities(&mut self, parsed: &Parsed<Facility>) -> Result<(), WriteError> {
        self.tenants.learn_places(self.connection).await?;
        let places = || parsed.values().map(|listed| (listed.point, listed.postal_code.as_deref()));
        let municipality = self.named_municipality()?.or_else(|| self.tenants.of_most(places()));
        let municipality = municipality.ok_or(WriteError::NoMunicipality)?;
        let stored = facility::Entity::find()
            .filter(facility::Column::MunicipalityId.eq(municipality))
            .filter(facility::Column::Source.eq(FACILITIES))
            .all(self.connection)
            .await?;
        let mut by_external: HashMap<String, Uuid> =
            stored.iter().filter_map(|known| Some((known.external_id.clone()?, known.id))).collect();
        let mut facilities = Rows::<facility::Entity>::stored(stored);
        for row in &parsed.rows {
            let listed = &row.value;
            // Without a number of the owner's, name and street are what it is known by.
            let by_place = || {
                let street = listed.street_address.as_deref().map(key).unwrap_or_default();
                format!("{} {street}", key(&listed.name)).trim().to_owned()
            };
            let external_id = listed.external_id.clone().unwrap_or_else(by_place);
            let known = by_external.get(&external_id).and_then(|id| facilities.get(*id)).cloned();
            let known = known.unwrap_or_else(|| self.new_facility(municipality, &external_id));
            by_external.insert(external_id, known.id);
            // A list without places only adds to one with them: it is the older or the poorer of the two.
            let poorer = listed.point.is_none() && known.latitude.is_some();
            let name = if poorer { known.name.clone() } else { self.said(&known.name, &listed.name) };
            let wanted = facility::Model {
                name,
                kind: listed.kind.clone().or(known.kind),
                street_address: listed.street_address.clone().or(known.street_address),
                postal_code: listed.postal_code.clone().or(known.postal_code),
                city: listed.city.clone().or(known.city),
                latitude: listed.point.map(|point| point.latitude).or(known.latitude),
                longitude: listed.point.map(|point| point.longitude).or(known.longitude),
                ..known
            };
            let now = self.options.now;
            let outcome = facilities.put(wanted, |facility| facility.updated_at = now);
            self.count(&row.at, outcome, &listed.name);
        }
        Ok(facilities.flush(self.connection).await?)
    }

    fn new_facility(&self, municipality: i32, external_id: &str) -> facility::Model {
        facility::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            unit_id: None,
            name: Texts::default(),
            kind: None,
            street_address: None,
            postal_code: None,
            city: None,
            latitude: None,
            longitude: None,
            phone: None,
            email: None,
            website: None,
            accessibility: None,
            accessibility_features: StringList::default(),
            holiday_rule: HolidayRule::Closed,
            source: Some(FACILITIES.to_owned()),
            external_id: Some(external_id.to_owned()),
            updated_at: self.options.now,
        }
    }

    /// A text with the file's wording in the file's language; other languages and the easy-read variant stay.
    fn said(&self, known: &Texts, value: &str) -> Texts {
        let mut texts = known.clone();
        let language = &self.options.language;
        let easy_read = known.get(language).and_then(|known| known.easy_read.clone());
        texts.set(language, Text { value: value.to_owned(), easy_read });
        texts
    }

    fn said_or(&self, known: Option<&Texts>, value: &str) -> Texts {
        self.said(known.unwrap_or(&Texts::default()), value)
    }
}
