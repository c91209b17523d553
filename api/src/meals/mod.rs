//! School meals: the menus of every school, public and without login (M4), and what pupils, guardians and staff think of
//! them (M5). Each has one vote a meal, on its own day, and nobody can tell whose it was: voters are known for the day
//! only, by a hash under a salt that is destroyed after it, and results are shown from five votes on (M6). What a menu said is
//! kept when it changes, and who follows a school hears when its allergens do (M3). Others read menus as Open Meal and as calendars.

mod actions;
mod events;
pub mod ingest;
mod loaders;
pub(crate) mod mutations;
pub(crate) mod node;
mod policy;
pub(crate) mod publish;
pub(crate) mod queries;
pub(crate) mod report;
mod rules;
mod store;
pub(crate) mod subscriptions;
pub(crate) mod types;

pub use actions::{TallyCheck, TallyFault, check_tallies};
pub(crate) use actions::{cast_many, destroy_old_salts, finish_days, kept_about};
pub(crate) use rules::{
    ballot::{Ballot, Voter},
    period::{MostDays, PeriodFault},
};
pub(crate) use store::schools::{is_school, list_called};
