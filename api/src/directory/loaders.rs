//! The directory's batch reads: what one level of a query asks for is one statement, whatever the number of parents.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::Days;
use entity::{department, facility, service, service_brief, service_channel, service_facility, unit};
use sea_orm::{ColumnTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::{
    rules::{Exception, Schedule, Span},
    store::{self, FACILITIES, FACILITIES_OF_SERVICE, SERVICES, SERVICES_OF_FACILITY, UNITS},
};
use crate::{
    schema::{LoadError, Loaders},
    tenancy::{Keyset, Page, PageRequest, RowRule},
};

/// Exceptions older than this many days are history.
pub const HISTORY_DAYS: u64 = 31;

/// Declares keys that are ids of rows.
macro_rules! by_id {
    ($($(#[$doc:meta])* $key:ident => $entity:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub Uuid);

        impl Loader<$key> for Loaders {
            type Value = Arc<$entity::Model>;
            type Error = LoadError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, LoadError> {
                let ids = keys.iter().map(|key| key.0);
                let find = self.scope.find::<$entity::Entity>().filter($entity::Column::Id.is_in(ids));
                Ok(find.all().await?.into_iter().map(|row| ($key(row.id), Arc::new(row))).collect())
            }
        }
    )+};
}

by_id! {
    /// A department.
    DepartmentId => department;
    /// A unit.
    UnitId => unit;
    /// A service without its long texts.
    ServiceId => service_brief;
    /// All of a service.
    WholeService => service;
    /// A facility.
    FacilityId => facility;
}

/// Declares keys that are pages of lists that hang on a parent, and those that count the lists.
macro_rules! pages {
    ($($(#[$doc:meta])* $key:ident, $count:ident => $entity:ident by $parent:ident in $keyset:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub Uuid, pub PageRequest);

        impl Loader<$key> for Loaders {
            type Value = Arc<Page<$entity::Model>>;
            type Error = LoadError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, LoadError> {
                let lists = keys.iter().map(|$key(parent, request)| (*parent, request));
                let pages = self.pages::<$entity::Entity>(lists, $entity::Column::$parent, &$keyset).await?;
                Ok(pages.into_iter().map(|(parent, request, page)| ($key(parent, request), page)).collect())
            }
        }

        #[doc = concat!("How long the list of [`", stringify!($key), "`] is.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $count(pub Uuid);

        impl Loader<$count> for Loaders {
            type Value = u64;
            type Error = LoadError;

            async fn load(&self, keys: &[$count]) -> Result<HashMap<$count, u64>, LoadError> {
                let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
                let find = self.scope.find::<$entity::Entity>();
                let counts = find.count_by_parent($entity::Column::$parent, &ids).await?;
                Ok(counts.into_iter().map(|(parent, count)| ($count(parent), count)).collect())
            }
        }
    )+};
}

pages! {
    /// A page of a department's units.
    UnitsOf, UnitCount => unit by DepartmentId in UNITS;
    /// A page of a department's services.
    ServicesOf, ServiceCount => service_brief by DepartmentId in SERVICES;
    /// A page of a unit's services.
    ServicesOfUnit, ServiceCountOfUnit => service_brief by UnitId in SERVICES;
    /// A page of a unit's facilities.
    FacilitiesOf, FacilityCount => facility by UnitId in FACILITIES;
    /// A page of the facilities that a service is offered at.
    FacilitiesOfService, FacilityCountOfService => service_facility by ServiceId in FACILITIES_OF_SERVICE;
    /// A page of the services that a facility offers.
    ServicesOfFacility, ServiceCountOfFacility => service_facility by FacilityId in SERVICES_OF_FACILITY;
}

type Pages<M> = Vec<(Uuid, PageRequest, Arc<Page<M>>)>;

impl Loaders {
    /// The same list of several parents: one statement for each way that the query pages it.
    async fn pages<E>(
        &self,
        lists: impl Iterator<Item = (Uuid, &PageRequest)>,
        parent: E::Column,
        keyset: &Keyset<E>,
    ) -> Result<Pages<E::Model>, DbErr>
    where
        E: RowRule,
        E::Model: FromQueryResult + Send + Sync,
    {
        let mut by_request: HashMap<&PageRequest, Vec<Uuid>> = HashMap::new();
        for (id, request) in lists {
            by_request.entry(request).or_default().push(id);
        }
        let mut pages = Vec::new();
        for (request, parents) in by_request {
            let found = self.scope.find::<E>().page_by_parent(parent, &parents, keyset, request).await?;
            pages.extend(found.into_iter().map(|(parent, page)| (parent, request.clone(), Arc::new(page))));
        }
        Ok(pages)
    }
}

/// The channels of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelsOf(pub Uuid);

impl Loader<ChannelsOf> for Loaders {
    type Value = Vec<Arc<service_channel::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[ChannelsOf]) -> Result<HashMap<ChannelsOf, Self::Value>, LoadError> {
        let rows = store::list_channels(&self.scope, keys.iter().map(|key| key.0).collect()).await?;
        Ok(grouped(rows.into_iter().map(|row| (ChannelsOf(row.service_id), Arc::new(row)))))
    }
}

/// When a facility is open. The exceptions reach [`HISTORY_DAYS`] back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScheduleOf(pub Uuid);

impl Loader<ScheduleOf> for Loaders {
    type Value = Arc<Schedule>;
    type Error = LoadError;

    async fn load(&self, keys: &[ScheduleOf]) -> Result<HashMap<ScheduleOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let today = self.scope.today();
        let since = today.checked_sub_days(Days::new(HISTORY_DAYS)).unwrap_or(today);
        let mut schedules: HashMap<Uuid, Schedule> = HashMap::new();
        for row in store::list_hours(&self.scope, &ids).await? {
            let week = &mut schedules.entry(row.facility_id).or_default().week;
            if let Ok(weekday) = u32::try_from(row.weekday) {
                week.entry(weekday).or_default().push(Span { opens: row.opens, closes: row.closes });
            }
        }
        for row in store::list_exceptions(&self.scope, &ids, since).await? {
            let exceptions = &mut schedules.entry(row.facility_id).or_default().exceptions;
            let exception: &mut Exception = exceptions.entry(row.on_date).or_default();
            let span = row.opens.zip(row.closes).map(|(opens, closes)| Span { opens, closes });
            exception.spans.extend(span);
            exception.reason = exception.reason.take().or(row.reason);
        }
        Ok(schedules.into_iter().map(|(id, schedule)| (ScheduleOf(id), Arc::new(schedule))).collect())
    }
}

fn grouped<K: Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
