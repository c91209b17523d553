//! Answers that are made once: what tools ask about the schema is the same each time, and large.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use moka::sync::Cache;

/// The bytes of an answer that is always the same.
#[derive(Debug)]
pub struct Made {
    /// The response map.
    pub json: Bytes,
    /// The same, packed by whoever first sends it so.
    pub packed: OnceLock<Bytes>,
}

/// Bytes that the made answers may have together.
const BYTES: u64 = 16 * 1024 * 1024;

/// The answers made so far, by the number of their operation.
pub(super) struct Answers(Cache<u64, Arc<Made>>);

impl Default for Answers {
    fn default() -> Self {
        let weight = |_: &u64, made: &Arc<Made>| u32::try_from(made.json.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(BYTES).weigher(weight).build())
    }
}

impl Answers {
    pub fn find(&self, operation: u64) -> Option<Arc<Made>> {
        self.0.get(&operation)
    }

    pub fn keep(&self, operation: u64, json: Vec<u8>) -> Arc<Made> {
        let made = Arc::new(Made { json: json.into(), packed: OnceLock::new() });
        self.0.insert(operation, Arc::clone(&made));
        made
    }
}
