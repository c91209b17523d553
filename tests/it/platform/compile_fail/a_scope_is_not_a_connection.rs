//! The query that forgets the municipality: a scope is no connection to run it on.

use sea_orm::EntityTrait;

async fn every_municipality(scope: &api::tenancy::Scope) {
    let _ = entity::department::Entity::find().all(scope).await;
}

fn main() {}
