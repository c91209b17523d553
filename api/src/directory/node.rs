//! How a node id becomes one of the directory's objects.

use async_graphql::Result;
use uuid::Uuid;

use super::types::{Department, Facility, Service, Unit};
use crate::{schema::errors::internal, tenancy::Scope};

pub async fn department(scope: &Scope, id: Uuid) -> Result<Option<Department>> {
    Ok(scope.find_by_id::<entity::department::Entity>(id).await.map_err(internal)?.map(Department::from))
}

pub async fn unit(scope: &Scope, id: Uuid) -> Result<Option<Unit>> {
    Ok(scope.find_by_id::<entity::unit::Entity>(id).await.map_err(internal)?.map(Unit::from))
}

pub async fn service(scope: &Scope, id: Uuid) -> Result<Option<Service>> {
    Ok(scope.find_by_id::<entity::service_brief::Entity>(id).await.map_err(internal)?.map(Service::from))
}

pub async fn facility(scope: &Scope, id: Uuid) -> Result<Option<Facility>> {
    Ok(scope.find_by_id::<entity::facility::Entity>(id).await.map_err(internal)?.map(Facility::from))
}
