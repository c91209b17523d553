//! The key with which a client says that a mutation is a retry (S14).

use async_graphql::{ID, InputType};

use crate::platform::idempotency::ClientKey;

/// The key of a mutation with its input as the client sent it: to be taken before anything of the input is filled in.
pub fn client_key(operation: &'static str, key: Option<&ID>, input: &impl InputType) -> Option<ClientKey> {
    key.map(|key| ClientKey::new(operation, key, &input.to_value().to_string()))
}
