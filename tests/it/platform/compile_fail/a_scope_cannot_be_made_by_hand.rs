//! A scope comes from the door, which checked the address and the token, and from nowhere else.

fn forge(inner: std::sync::Arc<()>) {
    let _ = api::tenancy::Scope(inner);
}

fn main() {}
