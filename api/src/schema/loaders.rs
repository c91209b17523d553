//! Batch reads. One set of loaders per request, holding the request's scope: nothing is shared between viewers. Each
//! feature implements `Loader` for its own keys; a missing key means "not visible".

use std::{sync::Arc, time::Duration};

use async_graphql::dataloader::DataLoader;
use sea_orm::DbErr;

use crate::{platform::Internal, tenancy::Scope};

/// What loaders read through.
pub struct Loaders {
    /// The request's scope.
    pub scope: Scope,
}

/// Why a batch could not be read; shared by all who wait for it.
#[derive(Clone, Debug)]
pub struct LoadError(Internal);

impl From<DbErr> for LoadError {
    fn from(cause: DbErr) -> Self {
        Self(cause.into())
    }
}

impl From<Arc<LoadError>> for Internal {
    fn from(error: Arc<LoadError>) -> Self {
        error.0.clone()
    }
}

impl From<LoadError> for Internal {
    fn from(error: LoadError) -> Self {
        error.0
    }
}

impl Loaders {
    /// Loaders for one request. Without delay: everything that one level of the query asks for is batched anyway.
    pub fn new(scope: Scope) -> DataLoader<Self> {
        DataLoader::new(Self { scope }, tokio::spawn).delay(Duration::ZERO)
    }
}
