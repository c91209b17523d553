//! What happens at a preschool reaches the guardians who should see it, and nobody else (P1). Preschools are public;
//! groups, children, posts and comments exist only for who works in a group today or is guardian of a child placed there
//! today, is not blocked from the child (P2), and has logged in strongly enough (T4). Who was invited has the feed: a family
//! member (P4), and a guardian without e-identification until they step up (T8). Posts, comments and reading are
//! decided by the same rules that draw the app's buttons.

mod actions;
mod events;
mod loaders;
pub(crate) mod mutations;
pub(crate) mod node;
mod policy;
pub(crate) mod queries;
mod rules;
mod store;
pub(crate) mod subscriptions;
pub(crate) mod types;

pub(crate) use store::kept_about;
