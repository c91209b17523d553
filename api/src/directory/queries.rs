//! What the municipality tells of its directory.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::{
    loaders::{DepartmentId, FacilityId, ServiceId, UnitId},
    search::{Found, Search},
    store::{self, DEPARTMENTS, FACILITIES, FacilityFilter, SERVICES, ServiceFilter},
    types::{Department, Facility, LifeEvent, SearchKind, SearchResult, Service, TargetGroup, Unit},
};
use crate::{
    schema::{
        Loaders,
        errors::{bad_input, bounded, internal, nullable},
        node::Kind,
        page::{self, Connection, PageArgs},
        text::{GeoBoxInput, GeoPointInput},
    },
    tenancy::Scope,
};

/// Longer queries are no queries.
const LONGEST_QUERY: usize = 200;

/// Longer kinds of facility are no kinds.
const LONGEST_KIND: usize = 100;

/// Which services. Everything that is given must hold.
#[derive(InputObject, Debug)]
pub struct ServiceFilterInput {
    /// Offered by this department.
    department_id: Option<ID>,
    /// Offered by this unit.
    unit_id: Option<ID>,
    /// For one of these life events; at most 20.
    life_events: Option<Vec<LifeEvent>>,
    /// For one of these target groups; at most 20.
    target_groups: Option<Vec<TargetGroup>>,
    /// With an e-service (`true`) or without one (`false`).
    has_e_service: Option<bool>,
}

/// A circle on the map, WGS84.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct GeoCircleInput {
    /// The middle.
    center: GeoPointInput,
    /// The radius in metres, more than 0 and at most 100,000.
    radius: f64,
}

/// Which facilities. Everything that is given must hold.
#[derive(InputObject, Debug)]
pub struct FacilityFilterInput {
    /// Of one of these kinds, as `facilityKinds` has them; at most 20.
    kinds: Option<Vec<String>>,
    /// Within this rectangle.
    within: Option<GeoBoxInput>,
    /// Within this circle.
    near: Option<GeoCircleInput>,
}

/// The directory's part of `Municipality`.
#[derive(Default)]
pub struct DirectoryOfMunicipality;

/// The directory's part of the municipality.
#[Object]
impl DirectoryOfMunicipality {
    /// The departments, in the order that the municipality gives them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Department>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            Connection::read(scope, &args, &DEPARTMENTS, store::list_departments(scope), Department::from)
                .await
        })
        .await
    }

    /// The services of all departments.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<ServiceFilterInput>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Service>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            let filter = filter.map(|filter| filter.parse(scope)).transpose()?.unwrap_or_default();
            Connection::read(scope, &args, &SERVICES, store::list_services(scope, &filter), Service::from)
                .await
        })
        .await
    }

    /// The places that people visit.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn facilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all of them when left out.")] filter: Option<FacilityFilterInput>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Facility>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            let filter = filter.map(|filter| filter.parse(scope)).transpose()?.unwrap_or_default();
            let found = store::list_facilities(scope, &filter);
            Connection::read(scope, &args, &FACILITIES, found, Facility::from).await
        })
        .await
    }

    /// The kinds of facility that there are, as the municipality says in Swedish, for filters.
    async fn facility_kinds(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        store::list_facility_kinds(ctx.data_unchecked()).await.map_err(internal)
    }

    /// Searches the directory, best first. Forgives case, accents, inflection, compounds and typing mistakes, and finds
    /// beginnings of a last word that is still being typed. Texts in all languages are searched.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the four of a connection and two")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for, as people type it; at most 200 characters.")] query: String,
        #[graphql(desc = "Only these kinds of things, at most 20; all of them when left out.")] kinds: Option<
            Vec<SearchKind>,
        >,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<SearchResult>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            if query.chars().nth(LONGEST_QUERY).is_some() {
                return Err(bad_input(
                    scope,
                    "query får vara högst 200 tecken.",
                    "query must be at most 200 characters.",
                ));
            }
            bounded(scope, "kinds", kinds.as_ref())?;
            let request = PageArgs { first, after, last, before }.ranked(scope)?;
            let search = ctx.data_unchecked::<Search>();
            let hits =
                search.find(scope, &query, &kinds.unwrap_or_default(), &request).await.map_err(internal)?;
            let found: Vec<_> = hits.page.iter().map(|(_, found)| *found).collect();
            let results = results(ctx.data_unchecked(), &found).await?;
            let items = hits.page.into_iter().zip(results);
            let items = items.filter_map(|((cursor, _), result)| Some((cursor, result?)));
            Ok(Connection::in_memory(items.collect(), hits.more, hits.total))
        })
        .await
    }
}

/// What was found, as objects, in order; none for what has gone since.
async fn results(
    loaders: &async_graphql::dataloader::DataLoader<Loaders>,
    found: &[Found],
) -> Result<Vec<Option<SearchResult>>> {
    let services =
        found.iter().filter_map(|f| if let Found::Service(id) = f { Some(ServiceId(*id)) } else { None });
    let facilities =
        found.iter().filter_map(|f| if let Found::Facility(id) = f { Some(FacilityId(*id)) } else { None });
    let units = found.iter().filter_map(|f| if let Found::Unit(id) = f { Some(UnitId(*id)) } else { None });
    let departments = found
        .iter()
        .filter_map(|f| if let Found::Department(id) = f { Some(DepartmentId(*id)) } else { None });
    let (services, facilities, units, departments) = futures_util::try_join!(
        loaders.load_many(services),
        loaders.load_many(facilities),
        loaders.load_many(units),
        loaders.load_many(departments),
    )
    .map_err(internal)?;
    let result = |found: &Found| match *found {
        Found::Service(id) => {
            services.get(&ServiceId(id)).cloned().map(|row| SearchResult::Service(row.into()))
        }
        Found::Facility(id) => {
            facilities.get(&FacilityId(id)).cloned().map(|row| SearchResult::Facility(row.into()))
        }
        Found::Unit(id) => units.get(&UnitId(id)).cloned().map(|row| SearchResult::Unit(Unit::from(row))),
        Found::Department(id) => {
            departments.get(&DepartmentId(id)).cloned().map(|row| SearchResult::Department(row.into()))
        }
    };
    Ok(found.iter().map(result).collect())
}

impl ServiceFilterInput {
    fn parse(self, scope: &Scope) -> Result<ServiceFilter> {
        bounded(scope, "filter.lifeEvents", self.life_events.as_ref())?;
        bounded(scope, "filter.targetGroups", self.target_groups.as_ref())?;
        let parse = |kind: Kind, id: Option<ID>| id.map(|id| kind.parse(scope, &id)).transpose();
        Ok(ServiceFilter {
            department: parse(Kind::Department, self.department_id)?,
            unit: parse(Kind::Unit, self.unit_id)?,
            life_events: self.life_events.unwrap_or_default().into_iter().map(LifeEvent::key).collect(),
            target_groups: self.target_groups.unwrap_or_default().into_iter().map(TargetGroup::key).collect(),
            has_e_service: self.has_e_service,
        })
    }
}

fn is_on_earth(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

impl FacilityFilterInput {
    fn parse(self, scope: &Scope) -> Result<FacilityFilter> {
        let bounds = self.within.map(|area| [area.south, area.west, area.north, area.east]);
        let near = self.near.map(|circle| ([circle.center.latitude, circle.center.longitude], circle.radius));
        if bounds.is_some_and(|[south, west, north, east]| south > north || west > east) {
            return Err(bad_input(
                scope,
                "filter.within: south ska vara högst north och west högst east.",
                "filter.within: south must be at most north and west at most east.",
            ));
        }
        if near.is_some_and(|([latitude, longitude], _)| !is_on_earth(latitude, longitude)) {
            return Err(bad_input(
                scope,
                "filter.near.center är ingen plats på jorden: latitud -90 till 90, longitud -180 till 180.",
                "filter.near.center is not on earth: latitude -90 to 90, longitude -180 to 180.",
            ));
        }
        if near.is_some_and(|(_, radius)| !(radius > 0.0 && radius <= 100_000.0)) {
            return Err(bad_input(
                scope,
                "filter.near.radius ska vara mer än 0 och högst 100 000 meter.",
                "filter.near.radius must be more than 0 and at most 100,000 metres.",
            ));
        }
        bounded(scope, "filter.kinds", self.kinds.as_ref())?;
        let kinds = self.kinds.iter().flatten();
        if kinds.clone().any(|kind| kind.chars().nth(LONGEST_KIND).is_some() || kind.contains('\0')) {
            return Err(bad_input(
                scope,
                "filter.kinds: högst 100 tecken var, utan NUL.",
                "filter.kinds: at most 100 characters each, without NUL.",
            ));
        }
        Ok(FacilityFilter { kinds: self.kinds.unwrap_or_default(), bounds, near })
    }
}
