//! Who may vouch for whom.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::identity::IssuerConfig;

/// Who may vouch for whom.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityConfig {
    /// Accept tokens of the local issuer. For development: whoever can read its key can be anybody.
    pub local_issuer: bool,
    /// The issuers that municipalities trust.
    pub issuers: Vec<IssuerConfig>,
    /// The installation's secret, 32 characters or more: tracking codes and hashes are derived from it. Made and kept in
    /// the data folder when left out; replicas need the same.
    #[serde(serialize_with = "masked")]
    pub secret_key: Option<SecretString>,
    /// The secrets that `secret_key` replaced, the newest first: what was derived from them is still recognised.
    #[serde(serialize_with = "each_masked")]
    pub previous_secret_keys: Vec<SecretString>,
    /// Keys under which identity numbers are hashed, 32 characters or more each; that of now first, then those that were
    /// before. Derived from `secret_key` when left out.
    #[serde(serialize_with = "each_masked")]
    pub number_keys: Vec<SecretString>,
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn masked<S: serde::Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|_| "***").serialize(serializer)
}

fn each_masked<S: serde::Serializer>(secrets: &[SecretString], serializer: S) -> Result<S::Ok, S::Error> {
    vec!["***"; secrets.len()].serialize(serializer)
}
