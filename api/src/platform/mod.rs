//! What every feature stands on: time, ids, languages, failures, events, retries. Nothing here knows a feature.

pub mod address;
pub mod audit;
pub mod calendar;
pub mod clock;
pub mod code;
pub mod event;
pub mod failure;
pub mod idempotency;
pub mod locale;
pub(crate) mod pii;
pub(crate) mod plain;
pub mod private;
pub mod relay;
pub mod room;
pub mod search;
pub mod secret;
pub mod text;
pub mod throttle;

pub use address::PublicAddress;
pub use clock::{Clock, Ids};
pub use event::{Event, Topic};
pub use failure::{Element, Failure, Internal};
pub use locale::Locale;
pub use room::Room;
