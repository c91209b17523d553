//! Files that municipalities already have, read into what this server knows.
//!
//! Reading is pure: bytes in, plain structures out, with no database, no clock and no network; [`write`] alone knows the
//! database. A file that
//! cannot be understood at all is [`Unusable`]; a record that cannot is a [`Refusal`] that names every fault; all
//! others are rows. The parts that several sources share are [`table`], [`json`] and [`xml`] for the three
//! notations, [`reading`] for looking at one record, and [`text`], [`codes`], [`points`], [`times`] and [`html`]
//! for what stands in its fields.

pub mod codes;
pub mod dataset;
pub mod faults;
#[cfg(test)]
mod fuzz_tests;
pub mod html;
pub mod json;
pub mod menus;
pub mod municipalities;
pub mod parsed;
pub mod points;
pub mod reading;
#[cfg(test)]
mod real_data;
pub mod reports;
pub mod schools;
pub mod services;
pub mod source;
pub mod ss12000;
pub mod sync;
pub mod table;
pub mod text;
pub mod times;
pub mod write;
pub mod xml;

pub use dataset::{Dataset, read};
pub use faults::{Fault, FaultCode, NoteCode, Notes};
pub use parsed::{Parsed, Position, Refusal, Row, Unusable};
pub use points::Point;
pub use source::{Source, detect};
