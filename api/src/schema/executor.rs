//! The one way to run an operation.

use async_graphql::{Request, Response};

use super::{AppSchema, Loaders, root};
use crate::{config::Config, platform::relay::Announcements, tenancy::Scope};

/// Runs operations. Cheap to clone.
#[derive(Clone)]
pub struct Executor(AppSchema);

impl Executor {
    /// An executor over the whole schema.
    #[must_use]
    pub fn new(_config: &Config, announcements: Announcements) -> Self {
        Self(root::build().data(announcements).finish())
    }

    /// Gives a request what resolvers need.
    #[must_use]
    pub fn attach(&self, request: Request, scope: &Scope) -> Request {
        request.data(Loaders::new(scope.clone())).data(scope.clone())
    }

    /// Runs it.
    pub async fn execute(&self, request: Request) -> Response {
        self.0.execute(request).await
    }
}
