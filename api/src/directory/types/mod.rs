//! The directory's objects.

mod channel;
mod department;
mod facility;
mod opening;
mod search_result;
mod service;
mod topics;
mod unit;

use std::sync::Arc;

use async_graphql::{Context, Result, dataloader::DataLoader, parser::types::SelectionSet};
use entity::{
    department as departments, facility as facilities, service_brief, service_facility, unit as units,
};

pub use search_result::{SearchKind, SearchResult};
pub use topics::{LifeEvent, TargetGroup};

use super::loaders::{FacilityId, ServiceId};
use crate::{
    schema::{
        Loaders,
        errors::internal,
        node::Kind,
        text::LocalizedText,
        written::{Item, Json},
    },
    tenancy::{Page, Scope},
};

/// A department (förvaltning).
pub struct Department(Arc<departments::Model>);

/// A unit (enhet).
pub struct Unit(Arc<units::Model>);

/// A service (tjänst). The long texts are read when they are asked for.
pub struct Service(Arc<service_brief::Model>);

/// A place (anläggning).
pub struct Facility(Arc<facilities::Model>);

macro_rules! wraps {
    ($($object:ident($model:ty)),+ $(,)?) => {$(
        impl From<$model> for $object {
            fn from(row: $model) -> Self {
                Self(Arc::new(row))
            }
        }

        impl From<Arc<$model>> for $object {
            fn from(row: Arc<$model>) -> Self {
                Self(row)
            }
        }
    )+};
}

wraps!(
    Department(departments::Model),
    Unit(units::Model),
    Service(service_brief::Model),
    Facility(facilities::Model),
);

impl Item for Service {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("Service", selected, |json, field, selected| match field {
            "id" => json.put(&Kind::Service.id(self.0.id)),
            "name" => LocalizedText::write_of(json, scope, &self.0.name, selected),
            "summary" => LocalizedText::write_of_some(json, scope, self.0.summary.as_ref(), selected),
            _ => None,
        })
    }
}

impl Item for Department {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("Department", selected, |json, field, selected| match field {
            "id" => json.put(&Kind::Department.id(self.0.id)),
            "name" => LocalizedText::write_of(json, scope, &self.0.name, selected),
            "summary" => LocalizedText::write_of_some(json, scope, self.0.summary.as_ref(), selected),
            _ => None,
        })
    }
}

impl Item for Unit {}
impl Item for Facility {}
impl Item for SearchResult {}

/// The batch reads of the request.
fn loaders<'a>(ctx: &Context<'a>) -> &'a DataLoader<Loaders> {
    ctx.data_unchecked()
}

/// What the links of a page lead to, each with its link.
async fn services_of(
    ctx: &Context<'_>,
    page: &Page<service_facility::Model>,
) -> Result<Vec<(Arc<service_facility::Model>, Service)>> {
    let ids = page.rows.iter().map(|link| ServiceId(link.service_id));
    let mut found = loaders(ctx).load_many(ids).await.map_err(internal)?;
    let target = |link: &Arc<service_facility::Model>| {
        Some((Arc::clone(link), found.remove(&ServiceId(link.service_id))?.into()))
    };
    Ok(page.rows.iter().filter_map(target).collect())
}

/// What the links of a page lead to, each with its link.
async fn facilities_of(
    ctx: &Context<'_>,
    page: &Page<service_facility::Model>,
) -> Result<Vec<(Arc<service_facility::Model>, Facility)>> {
    let ids = page.rows.iter().map(|link| FacilityId(link.facility_id));
    let mut found = loaders(ctx).load_many(ids).await.map_err(internal)?;
    let target = |link: &Arc<service_facility::Model>| {
        Some((Arc::clone(link), found.remove(&FacilityId(link.facility_id))?.into()))
    };
    Ok(page.rows.iter().filter_map(target).collect())
}
