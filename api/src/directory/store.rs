//! The directory's queries.

use entity::{
    department, facility, opening_exception, opening_hours, service, service_brief, service_channel,
    service_facility, unit,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseBackend, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::tenancy::{Find, Keyset, Scope};

/// Departments in the order that the municipality gives them.
pub static DEPARTMENTS: Keyset<department::Entity> =
    Keyset::ascending(&[department::Column::SortOrder, department::Column::Id]);
/// Units in the order that the department gives them.
pub static UNITS: Keyset<unit::Entity> = Keyset::ascending(&[unit::Column::SortOrder, unit::Column::Id]);
/// Services in the order that the department gives them.
pub static SERVICES: Keyset<service_brief::Entity> =
    Keyset::ascending(&[service_brief::Column::SortOrder, service_brief::Column::Id]);
/// Facilities, oldest first.
pub static FACILITIES: Keyset<facility::Entity> = Keyset::ascending(&[facility::Column::Id]);
/// The facilities of a service, oldest first.
pub static FACILITIES_OF_SERVICE: Keyset<service_facility::Entity> =
    Keyset::ascending(&[service_facility::Column::FacilityId]);
/// The services of a facility, oldest first.
pub static SERVICES_OF_FACILITY: Keyset<service_facility::Entity> =
    Keyset::ascending(&[service_facility::Column::ServiceId]);

/// Which services.
#[derive(Debug, Default)]
pub struct ServiceFilter {
    /// Of this department.
    pub department: Option<Uuid>,
    /// Of this unit.
    pub unit: Option<Uuid>,
    /// For one of these life events.
    pub life_events: Vec<&'static str>,
    /// For one of these target groups.
    pub target_groups: Vec<&'static str>,
    /// With, or without, an e-service.
    pub has_e_service: Option<bool>,
}

/// Which facilities.
#[derive(Debug, Default)]
pub struct FacilityFilter {
    /// Of one of these kinds; of any when empty.
    pub kinds: Vec<String>,
    /// Within these degrees: south, west, north, east.
    pub bounds: Option<[f64; 4]>,
    /// Within so many metres of a latitude and longitude.
    pub near: Option<([f64; 2], f64)>,
}

pub fn list_departments(scope: &Scope) -> Find<'static, department::Entity> {
    scope.find()
}

pub fn list_services(scope: &Scope, filter: &ServiceFilter) -> Find<'static, service_brief::Entity> {
    use service_brief::Column;
    let mut find = scope.find::<service_brief::Entity>();
    if let Some(department) = filter.department {
        find = find.filter(Column::DepartmentId.eq(department));
    }
    if let Some(unit) = filter.unit {
        find = find.filter(Column::UnitId.eq(unit));
    }
    for (column, keys) in [
        (service::Column::LifeEvents, &filter.life_events),
        (service::Column::TargetGroups, &filter.target_groups),
    ] {
        if !keys.is_empty() {
            let any =
                keys.iter().fold(Condition::any(), |any, key| any.add(holds(scope.backend(), column, key)));
            find = find.filter(any);
        }
    }
    if let Some(has) = filter.has_e_service {
        use service_channel::{Column as Channel, Entity};
        let e_services = Query::select()
            .column(Channel::ServiceId)
            .from(Entity)
            .and_where(Channel::MunicipalityId.eq(scope.municipality().id))
            .and_where(Channel::Kind.eq(entity::ChannelKind::EService))
            .to_owned();
        let offered = Column::Id.in_subquery(e_services);
        find = find.filter(if has { offered } else { offered.not() });
    }
    find
}

pub fn list_facilities(scope: &Scope, filter: &FacilityFilter) -> Find<'static, facility::Entity> {
    use facility::Column;
    let mut find = scope.find::<facility::Entity>();
    if !filter.kinds.is_empty() {
        find = find.filter(Column::Kind.is_in(&filter.kinds));
    }
    if let Some([south, west, north, east]) = filter.bounds {
        find =
            find.filter(Column::Latitude.between(south, north)).filter(Column::Longitude.between(west, east));
    }
    if let Some((point, metres)) = filter.near {
        find = find.filter(within(point, metres));
    }
    find
}

/// The channels of these services, in the order that each service gives them.
pub async fn list_channels(scope: &Scope, services: Vec<Uuid>) -> Result<Vec<service_channel::Model>, DbErr> {
    use service_channel::Column;
    let find = scope.find::<service_channel::Entity>().filter(Column::ServiceId.is_in(services));
    find.ascending(Column::SortOrder).ascending(Column::Id).all().await
}

/// The weekly hours of these facilities.
pub async fn list_hours(scope: &Scope, facilities: &[Uuid]) -> Result<Vec<opening_hours::Model>, DbErr> {
    let of = opening_hours::Column::FacilityId.is_in(facilities.iter().copied());
    scope.find::<opening_hours::Entity>().filter(of).all().await
}

/// The exceptions of these facilities from a date on.
pub async fn list_exceptions(
    scope: &Scope,
    facilities: &[Uuid],
    from: chrono::NaiveDate,
) -> Result<Vec<opening_exception::Model>, DbErr> {
    use opening_exception::Column;
    let of = Column::FacilityId.is_in(facilities.iter().copied());
    scope.find::<opening_exception::Entity>().filter(of).filter(Column::OnDate.gte(from)).all().await
}

/// The kinds of facility that there are, in order.
pub async fn list_facility_kinds(scope: &Scope) -> Result<Vec<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
    }
    let column = facility::Column::Kind;
    let find = scope.find::<facility::Entity>().filter(column.is_not_null());
    let rows: Vec<Row> = find.columns(&[(Expr::col((facility::Entity, column)), "kind")], &[column]).await?;
    // Sorted here: the engines do not agree on å, ä and ö.
    let mut kinds: Vec<_> = rows.into_iter().map(|row| row.kind).collect();
    kinds.sort();
    Ok(kinds)
}

/// Everything that search reads.
pub struct Everything {
    /// All departments.
    pub departments: Vec<department::Model>,
    /// All units.
    pub units: Vec<unit::Model>,
    /// All services.
    pub services: Vec<service::Model>,
    /// All facilities.
    pub facilities: Vec<facility::Model>,
}

pub async fn list_everything(scope: &Scope) -> Result<Everything, DbErr> {
    Ok(Everything {
        departments: scope.find::<department::Entity>().all().await?,
        units: scope.find::<unit::Entity>().all().await?,
        services: scope.find::<service::Entity>().all().await?,
        facilities: scope.find::<facility::Entity>().all().await?,
    })
}

/// A text that changes with every change to what search reads: how many rows, when the last one changed, and a sum over
/// the times of all changes. The sum tells of a transaction that committed after a later one did.
pub async fn find_fingerprint(scope: &Scope) -> Result<String, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        rows: i64,
        latest: Option<String>,
        checksum: Option<i64>,
    }
    let postgres = scope.backend() == DatabaseBackend::Postgres;
    // The microseconds of the minute. SQLite keeps times as text: seconds begin at the eighteenth character.
    let checksum = if postgres {
        "CAST(SUM(CAST(EXTRACT(MICROSECONDS FROM updated_at) AS bigint)) AS bigint)"
    } else {
        "SUM(CAST(CAST(substr(updated_at, 18) AS REAL) * 1000000 AS INTEGER))"
    };
    let of = |table: &'static str, municipality: i32| -> SelectStatement {
        Query::select()
            .expr_as(Expr::cust(format!("'{table}'")), "name")
            .expr_as(Expr::cust("COUNT(*)"), "rows")
            .expr_as(Expr::cust("CAST(MAX(updated_at) AS text)"), "latest")
            .expr_as(Expr::cust(checksum), "checksum")
            .from(table)
            .and_where(Expr::col("municipality_id").eq(municipality))
            .to_owned()
    };
    let mut rows: Vec<Row> = scope
        .unruled(|municipality| {
            let mut all = of("department", municipality);
            for table in ["unit", "service", "facility"] {
                all.union(sea_orm::sea_query::UnionType::All, of(table, municipality));
            }
            all
        })
        .await?;
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    let part = |Row { name, rows, latest, checksum }| format!("{name} {rows} {latest:?} {checksum:?};");
    Ok(rows.into_iter().map(part).collect())
}

/// Whether a column with a list of keys holds one of them.
fn holds(backend: DatabaseBackend, column: service::Column, key: &str) -> SimpleExpr {
    use sea_orm::IdenStatic;
    let column = column.as_str();
    // The column's name is ours; the key is bound.
    if backend == DatabaseBackend::Postgres {
        Expr::cust_with_values(format!("service.{column} @> jsonb_build_array(CAST($1 AS text))"), [key])
    } else {
        let sql = format!("EXISTS (SELECT 1 FROM json_each(service.{column}) WHERE json_each.value = ?)");
        Expr::cust_with_values(sql, [key])
    }
}

/// Whether a facility lies within so many metres: on a plane that touches the earth at the point, which is right to a
/// few metres for the distances that a municipality has.
fn within([latitude, longitude]: [f64; 2], metres: f64) -> Condition {
    use facility::Column;
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let narrow = METRES_PER_DEGREE * latitude.to_radians().cos().max(0.01);
    let north = || Expr::col((facility::Entity, Column::Latitude)).sub(latitude).mul(METRES_PER_DEGREE);
    let east = || Expr::col((facility::Entity, Column::Longitude)).sub(longitude).mul(narrow);
    let square = north().mul(north()).add(east().mul(east()));
    Condition::all().add(square.lte(metres * metres))
}

/// Whether there is such a department.
pub async fn has_department(scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    scope.find::<department::Entity>().by_id(id).exists().await
}
