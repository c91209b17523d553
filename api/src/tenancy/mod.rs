//! Whose data a request may touch. A [`Scope`] is made once per request, from the address and the bearer token; it is
//! the only way to rows, and it adds the municipality and the entity's row rule to every query. A forgotten tenant
//! filter does not compile (T1). Work that is really about all municipalities goes through [`PlatformDb`].

mod database;
mod find;
mod keyset;
pub mod municipality;
mod owned;
mod scope;
mod scopes;
mod tx;
pub(crate) mod types;

pub use database::{Database, PlatformDb, StatementLog};
pub use find::Find;
pub use keyset::{Cursor, Keyset, Page, PageRequest};
pub use municipality::{Municipalities, Municipality};
pub use owned::{PublicRows, RowRule, Sight, TenantOwned};
pub(crate) use owned::{public_rows, tenant_owned};
pub use scope::{Proof, Scope};
pub use scopes::{Caller, OpenError, Scopes, Tenant};
pub use tx::Tx;
