//! Visibility is judged when an event is delivered, below the root of the subscription too.

use std::sync::Arc;

use api::{
    app::Foundation,
    identity::Issuers,
    platform::{Locale, Room},
    schema::{Answer, Executor, Limits, Parameters, Scalars},
    tenancy::{Caller, Municipalities, Scope, Scopes, Tenant},
};
use async_graphql::{Context, EmptyMutation, Object, Schema, Subscription};
use chrono::TimeDelta;
use entity::{Role, role_assignment};
use futures_util::{Stream, StreamExt, stream};
use harness::{Actor, TestApp, both_engines, builders::LONG_AGO};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;

struct Query;

#[Object]
impl Query {
    async fn holds_kitchen(&self, ctx: &Context<'_>) -> bool {
        ctx.data_unchecked::<Scope>().viewer().holds(Role::KitchenStaff)
    }
}

struct Events;

#[Subscription]
impl Events {
    async fn event(&self) -> impl Stream<Item = Query> {
        stream::iter([Query])
    }
}

#[both_engines]
async fn a_role_that_has_ended_is_gone_for_the_next_event(app: TestApp) {
    let actor = app.home.resident("Kim").await;
    let until_today = role_assignment::ActiveModel {
        person_id: Set(actor.id()),
        role: Set(Role::KitchenStaff),
        valid_from: Set(LONG_AGO),
        valid_to: Set(Some(app.clock.now().date_naive())),
        ..ActiveModelTrait::default()
    };
    app.home.insert(until_today).await;
    let scope = open(&app, &actor).await;

    let build = || Schema::build(Query, EmptyMutation, Events);
    let executor = Executor::new(build, Scalars::default(), Limits::default(), Room::default()).unwrap();
    let ask = |query: &str| {
        executor.prepare(Parameters { query: Some(query.to_owned()), ..Parameters::default() }).unwrap()
    };
    let (at_once, _space) = executor.run(ask("{ holdsKitchen }"), &scope, executor.deadline()).await;
    let Answer::Executed(at_once) = at_once else { panic!("{at_once:?}") };
    assert_eq!(json!(at_once.data), json!({ "holdsKitchen": true }));

    let events = executor.stream(ask("subscription { event { holdsKitchen } }"), &scope);
    app.clock.advance(TimeDelta::days(1));
    let events: Vec<_> = events.collect().await;
    let [Answer::Executed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(json!(event.data), json!({ "event": { "holdsKitchen": false } }));
}

/// A scope as a request of the actor would have it.
async fn open(app: &TestApp, actor: &Actor) -> Scope {
    let Foundation { platform, key, local_issuer, world, .. } = app.foundation().clone();
    let municipalities = Municipalities::load_all(platform.clone()).await.unwrap();
    let issuers = Issuers::new(&[], local_issuer).unwrap();
    let scopes = Scopes::new(&platform, municipalities, issuers, world.clock, world.ids, key, None);
    let (bearer, locale) = (actor.token.clone(), Locale::default());
    let caller = Caller { bearer, locale, request_id: Arc::from("r1"), source: None };
    scopes.open(Tenant::Code(&app.home.code), &caller).await.unwrap()
}
