//! How importers write schools and menus. Everything here compares with what is there and writes the difference, in the
//! caller's transaction: the same file twice changes nothing the second time (M1).
//!
//! A feed speaks for the days that it names and for no others, so one that drops past days deletes nothing. On a day that
//! it names, a meal or a dish that it no longer has goes away unless somebody has voted on it; a dish keeps its id, and
//! with it its votes, when it is renamed or moved.

mod lines;
mod matching;
mod menus;
mod schools;

pub use lines::{Line, NewDish};
pub use menus::{Written, write_menu};
pub use schools::{NewSchool, find_school, write_schools};

/// What became of the things that a feed has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New.
    pub created: usize,
    /// Known, and different now.
    pub changed: usize,
    /// Known, and the same.
    pub unchanged: usize,
    /// Gone from the feed, and deleted.
    pub removed: usize,
    /// Gone from the feed, and kept for their votes.
    pub kept: usize,
}

impl std::ops::AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.removed += other.removed;
        self.kept += other.kept;
    }
}
