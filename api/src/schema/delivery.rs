//! What makes a subscription more than a query that answers often: each event is judged by what its viewer may see
//! when it is delivered, not when they subscribed.

use std::{sync::Arc, time::Duration};

use async_graphql::{
    Data, Response,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};

use tokio::time::Instant;

use super::{Loaders, Refusal, errors};
use crate::{
    platform::{Internal, Room},
    tenancy::{Scope, Scopes},
};

/// Gives every event a scope of its own: roles are looked up again, and loaders start empty.
///
/// An extension, because async-graphql lets nothing else in between two events. It costs two more futures around every
/// field, so only the schema that runs subscriptions carries it.
pub(super) struct FreshScope;

/// How long an event waits for its memory.
const PATIENCE: Duration = Duration::from_secs(10);

/// The memory that each event's answer takes while it is made.
#[derive(Clone)]
pub(super) struct EventRoom {
    pub room: Room,
    pub bytes: usize,
}

impl ExtensionFactory for FreshScope {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for FreshScope {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let Some(subscribed) = ctx.data_opt::<Scope>() else {
            return next.run(ctx, operation_name).await;
        };
        let _space = match ctx.data_opt::<EventRoom>() {
            Some(EventRoom { room, bytes }) => {
                let Ok(space) = room.run(*bytes, Instant::now() + PATIENCE).await else {
                    return Response::from_errors(Refusal::Busy.into_errors(subscribed.locale()));
                };
                Some(space)
            }
            None => None,
        };
        match Scopes::renew(subscribed).await {
            Ok(fresh) => {
                let mut data = Data::default();
                data.insert(Loaders::new(fresh.clone()));
                data.insert(fresh.clone());
                let response = next.run_with_data(ctx, operation_name, data).await;
                // As with every answer: none leaves before what it shows is handed over to the audit log.
                match fresh.hand_over().await {
                    Ok(()) => response,
                    Err(cause) => failed(Internal::new(cause)),
                }
            }
            Err(cause) => failed(cause.into()),
        }
    }
}

fn failed(cause: Internal) -> Response {
    let error = errors::internal(cause).into_server_error(async_graphql::Pos::default());
    Response::from_errors(vec![error])
}
