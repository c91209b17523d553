//! The scalars of the schema, each with the specification it follows.

mod contact;
mod locale_tag;
mod time;

pub use contact::{EmailAddress, PhoneNumber, Url};
pub use locale_tag::LocaleTag;
pub use time::{DateTime, LocalDate, LocalTime};
