//! How importers write menus: what a feed says is compared with what is there, and the difference is written, in the
//! caller's transaction. The same feed twice changes nothing the second time (M1).
//!
//! A feed speaks for the meals that it names on the days that it names and for nothing else, so one that drops past days
//! deletes nothing. A dish that a meal no longer has goes away unless somebody has voted on it; a dish keeps its id, and
//! with it its votes, when it is renamed or moved.

mod corrected;
mod lines;
mod matching;
mod menus;

pub(super) use lines::rank;
pub(super) use lines::sign;
pub use lines::{Line, NewDish};
pub use menus::{For, Outcome, write_confirmed_menu, write_menu};
