//! The feature's queries. Everything goes through the scope's row rules; what counts people in a subquery says why it may.

mod comments;
mod family;
mod groups;
mod kept;
mod posts;

pub use comments::*;
pub use family::*;
pub use groups::*;
pub use kept::kept_about;
pub use posts::*;
