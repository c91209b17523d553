//! The directory's queries.

use entity::{department, facility, service, unit};
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use crate::tenancy::{Find, Keyset, Scope};

/// Departments in the order that the municipality gives them.
pub static DEPARTMENTS: Keyset<department::Entity> =
    Keyset::ascending(&[department::Column::SortOrder, department::Column::Id]);
/// Units in the order that the department gives them.
pub static UNITS: Keyset<unit::Entity> = Keyset::ascending(&[unit::Column::SortOrder, unit::Column::Id]);
/// Services in the order that the department gives them.
pub static SERVICES: Keyset<service::Entity> =
    Keyset::ascending(&[service::Column::SortOrder, service::Column::Id]);
/// Facilities, oldest first.
pub static FACILITIES: Keyset<facility::Entity> = Keyset::ascending(&[facility::Column::Id]);

pub fn list_departments(scope: &Scope) -> Find<'static, department::Entity> {
    scope.find()
}

pub fn list_services(scope: &Scope) -> Find<'static, service::Entity> {
    scope.find()
}

pub fn list_facilities(scope: &Scope) -> Find<'static, facility::Entity> {
    scope.find()
}

pub fn list_units_of(scope: &Scope, department: Uuid) -> Find<'static, unit::Entity> {
    scope.find().filter(unit::Column::DepartmentId.eq(department))
}

pub fn list_services_of(scope: &Scope, department: Uuid) -> Find<'static, service::Entity> {
    scope.find().filter(service::Column::DepartmentId.eq(department))
}

/// Whether there is such a department.
pub async fn has_department(scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    scope.find::<department::Entity>().by_id(id).exists().await
}
