//! The query behind a find cannot be taken out: a union on it would escape the municipality.

async fn escape(find: api::tenancy::Find<'static, entity::department::Entity>) {
    let _ = find.select;
}

fn main() {}
