//! The directory's batch reads.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{department, service};
use sea_orm::ColumnTrait;
use uuid::Uuid;

use super::store::SERVICES;
use crate::{
    schema::{LoadError, Loaders},
    tenancy::{Page, PageRequest},
};

/// A department by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DepartmentId(pub Uuid);

impl Loader<DepartmentId> for Loaders {
    type Value = Arc<department::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[DepartmentId]) -> Result<HashMap<DepartmentId, Self::Value>, LoadError> {
        let ids = keys.iter().map(|key| key.0);
        let rows =
            self.scope.find::<department::Entity>().filter(department::Column::Id.is_in(ids)).all().await?;
        Ok(rows.into_iter().map(|row| (DepartmentId(row.id), Arc::new(row))).collect())
    }
}

/// A page of a department's services.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServicesOf {
    pub department: Uuid,
    pub request: PageRequest,
}

impl Loader<ServicesOf> for Loaders {
    type Value = Arc<Page<service::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[ServicesOf]) -> Result<HashMap<ServicesOf, Self::Value>, LoadError> {
        let mut by_request: HashMap<&PageRequest, Vec<Uuid>> = HashMap::new();
        for key in keys {
            by_request.entry(&key.request).or_default().push(key.department);
        }
        let mut pages = HashMap::new();
        for (request, departments) in by_request {
            let find = self.scope.find::<service::Entity>();
            let found =
                find.page_by_parent(service::Column::DepartmentId, &departments, &SERVICES, request).await?;
            pages.extend(found.into_iter().map(|(department, page)| {
                (ServicesOf { department, request: request.clone() }, Arc::new(page))
            }));
        }
        Ok(pages)
    }
}
