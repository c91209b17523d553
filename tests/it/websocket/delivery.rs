//! Visibility is judged when an event is delivered, below the root of the subscription too.

use std::{collections::HashMap, sync::Arc};

use api::{
    identity::{Assurance, Person, Remembered, Viewer},
    schema::{Answer, Executor, Limits, Parameters, Scalars},
    tenancy::{Municipalities, Scope},
};
use async_graphql::{Context, EmptyMutation, Object, Schema, Subscription};
use chrono::TimeDelta;
use entity::{IdentityProtection, Role};
use futures_util::{Stream, StreamExt, stream};
use harness::{TestApp, both_engines};
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
    let foundation = app.foundation();
    let municipalities =
        Municipalities::load(foundation.platform.clone(), &HashMap::new(), &[]).await.unwrap();
    let municipality = municipalities.by_code(&app.home.code).await.unwrap().unwrap();
    let person = actor.person.unwrap();
    // As known when subscribing: in the kitchen. The database says otherwise by now.
    let then = Person {
        id: person.id,
        given_name: person.given_name,
        family_name: person.family_name,
        protection: IdentityProtection::None,
        roles: vec![Role::KitchenStaff],
        assurance: Assurance::Substantial,
        login: ("issuer".to_owned(), "subject".to_owned()),
        expires_at: app.clock.now() + TimeDelta::hours(1),
        relations: Remembered::default(),
    };
    let world = &foundation.world;
    let scope = foundation.platform.scope(municipality, &world.clock, &world.ids, &foundation.key);
    let scope = scope.seen_by(Viewer::Person(Arc::new(then)));

    let build = || Schema::build(Query, EmptyMutation, Events);
    let executor = Executor::new(build, Scalars::default(), Limits::default()).unwrap();
    let ask = |query: &str| {
        executor.prepare(Parameters { query: Some(query.to_owned()), ..Parameters::default() }).unwrap()
    };
    let at_once = executor.run(ask("{ holdsKitchen }"), &scope, executor.deadline()).await;
    let Answer::Executed(at_once) = at_once else { panic!("{at_once:?}") };
    assert_eq!(json!(at_once.data), json!({ "holdsKitchen": true }));

    let events: Vec<_> =
        executor.stream(ask("subscription { event { holdsKitchen } }"), &scope).collect().await;
    let [Answer::Executed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(json!(event.data), json!({ "event": { "holdsKitchen": false } }));
}
