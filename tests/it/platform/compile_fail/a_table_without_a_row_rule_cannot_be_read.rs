//! A table that says neither whose its rows are nor who may see them cannot be read through a scope.

async fn unruled(scope: &api::tenancy::Scope) {
    let _ = scope.find::<entity::outbox::Entity>().all().await;
}

fn main() {}
