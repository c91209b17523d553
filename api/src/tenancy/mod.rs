//! Whose data a request may touch. A [`Scope`] is made once per request, from the address and the bearer token; it is
//! the only way to rows, and it adds the municipality and the entity's row rule to every query. A forgotten tenant
//! filter does not compile (T1). Work that is really about all municipalities goes through [`PlatformDb`].
//!
//! A query that forgets the municipality: a scope is no connection to run it on.
//!
//! ```compile_fail,E0277
//! use sea_orm::EntityTrait;
//! async fn every_municipality(scope: &api::tenancy::Scope) {
//!     let _ = entity::department::Entity::find().all(scope).await;
//! }
//! ```
//!
//! A table that says neither whose its rows are nor who may see them cannot be read.
//!
//! ```compile_fail,E0277
//! async fn unruled(scope: &api::tenancy::Scope) {
//!     let _ = scope.find::<entity::outbox::Entity>().all().await;
//! }
//! ```
//!
//! The query behind a find cannot be taken out: a union on it would escape the municipality.
//!
//! ```compile_fail,E0616
//! fn escape(find: api::tenancy::Find<'static, entity::department::Entity>) {
//!     let _ = find.select;
//! }
//! ```
//!
//! A scope comes from the door, which checked address and token, and from nowhere else.
//!
//! ```compile_fail,E0423
//! fn forge(inner: std::sync::Arc<()>) {
//!     let _ = api::tenancy::Scope(inner);
//! }
//! ```
//!
//! What does compile:
//!
//! ```
//! async fn departments(scope: &api::tenancy::Scope) {
//!     let _ = scope.find::<entity::department::Entity>().all().await;
//! }
//! ```

mod batch;
mod database;
mod find;
mod joined;
mod kept;
mod keyset;
pub mod municipality;
mod owned;
mod scope;
mod scopes;
mod server_lock;
mod tx;
pub(crate) mod types;

pub use batch::{Batch, Insert};
pub use database::{Database, PlatformDb, StatementLog};
pub use find::Find;
pub use joined::Joined;
pub use kept::Section;
pub use keyset::{Cursor, Keyset, Page, PageRequest};
pub use municipality::{Municipalities, Municipality};
pub use owned::{PublicRows, RowRule, Sight, TenantOwned};
pub(crate) use owned::{public_rows, tenant_owned};
pub use scope::{Proof, Scope};
pub use scopes::{Caller, OpenError, Scopes, Tenant};
pub use server_lock::{LockError, ServerLock};
pub use tx::Tx;
