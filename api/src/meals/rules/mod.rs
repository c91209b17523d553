//! What the pillar decides, without looking anything up: the calendar of menus and votes, what a ballot may say, and
//! which results may be shown.

pub mod ballot;
pub mod calendar;
pub mod classroom;
pub mod correction;
pub mod menu;
pub mod period;
pub mod portions;
pub mod remarks;
pub mod results;
pub mod scale;
pub mod versions;
pub mod waste;
