//! Search in Swedish and its neighbours (D3): forgiving of case, accents, inflection, compounds and slips of the finger,
//! ranked, and the same whatever database is behind, because the index lies in memory and is a function of the texts.
//!
//! - [`words`] cuts a text into words and folds them: "Återvinning" and "atervinning" are one.
//! - [`stem`] takes the inflection off: "soporna", "sopor" and "sopa" are one.
//! - [`compound`] sees words within words: "sophämtning" has to do with "sopor" and with "hämtning".
//! - [`everyday`] knows what people say for what the municipality writes: "dagis" is "förskola".
//! - [`slips`] counts the slips between two words: "biblotek" is one from "bibliotek".
//! - [`index`] is built from documents once; [`ranking`] answers a query from it.

mod accents;
mod compound;
mod everyday;
mod index;
mod ranking;
mod slips;
mod stem;
mod words;

pub use index::{Builder, Field, Index};
pub use ranking::Hit;
