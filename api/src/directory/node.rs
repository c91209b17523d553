//! How node ids become the directory's objects.

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    loaders::{DepartmentId, FacilityId, ServiceId, UnitId},
    types::{Department, Facility, Service, Unit},
};
use crate::schema::{Loaders, errors::internal};

pub async fn department(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Department>> {
    Ok(loaders.load_one(DepartmentId(id)).await.map_err(internal)?.map(Department::from))
}

pub async fn unit(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Unit>> {
    Ok(loaders.load_one(UnitId(id)).await.map_err(internal)?.map(Unit::from))
}

pub async fn service(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Service>> {
    Ok(loaders.load_one(ServiceId(id)).await.map_err(internal)?.map(Service::from))
}

pub async fn facility(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Facility>> {
    Ok(loaders.load_one(FacilityId(id)).await.map_err(internal)?.map(Facility::from))
}
