//! Tyck till: residents say what they think, and get a number, a received time and an answer (S1–S6). An anonymous sender
//! follows the submission by a private code and leaves no other trace (S3). Nothing is public until a case officer
//! publishes a moderated copy of it (S8).

mod actions;
mod loaders;
pub(crate) mod mutations;
pub(crate) mod node;
mod policy;
pub(crate) mod queries;
mod rules;
mod store;
pub(crate) mod subscriptions;
pub(crate) mod types;

pub(crate) use actions::kept_about;
pub(crate) use rules::{ingest, number};

/// Whether a submission's private tracking code, of which the database holds this hash, was made with this key or one
/// that it replaced.
pub(crate) fn is_tracked_by(
    key: &crate::platform::secret::SecretKey,
    submission: uuid::Uuid,
    hash: &[u8],
) -> bool {
    rules::tracking_codes(key, submission).iter().any(|code| rules::tracking_hash(code) == hash)
}

/// What the database holds of a submission's private tracking code.
pub(crate) fn tracking_hash_of(key: &crate::platform::secret::SecretKey, submission: uuid::Uuid) -> [u8; 32] {
    rules::tracking_hash(&rules::tracking_code(key, submission))
}
