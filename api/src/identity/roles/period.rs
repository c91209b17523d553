//! The days on which a role is held. Pure.

use chrono::NaiveDate;
use entity::role_assignment;

/// From a first day to a last, inclusive; open when no end is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// The days of a role that is held.
    pub fn of(row: &role_assignment::Model) -> Self {
        Self { from: row.valid_from, to: row.valid_to }
    }

    /// Whether it ends on the other's last day or later.
    pub fn lasts_as_long_as(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.to.is_some_and(|last| to >= last))
    }

    /// Whether its last day has passed.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < today)
    }

    /// Whether no day lies between the end of this one and the beginning of the other.
    fn reaches(self, other: Self) -> bool {
        self.to.is_none_or(|to| to.succ_opt().is_none_or(|next| next >= other.from))
    }
}

/// The days of a role that is granted for `wanted` to somebody who may hold it for other days: from the earlier beginning
/// to the wanted end. None where days would lie between the two, which one row cannot tell.
pub fn joined(held: Option<Period>, wanted: Period, today: NaiveDate) -> Option<Period> {
    match held.filter(|held| !held.is_over(today)) {
        None => Some(wanted),
        Some(held) if held.reaches(wanted) && wanted.reaches(held) => {
            Some(Period { from: held.from.min(wanted.from), to: wanted.to })
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    fn period(from: &str, to: Option<&str>) -> Period {
        Period { from: day(from), to: to.map(day) }
    }

    #[test]
    fn days_that_touch_are_joined_and_the_wanted_end_counts() {
        let today = day("09-14");
        for (held, wanted, expected) in [
            (None, period("10-01", None), Some(period("10-01", None))),
            (
                Some(period("01-01", None)),
                period("09-14", Some("12-31")),
                Some(period("01-01", Some("12-31"))),
            ),
            (Some(period("01-01", Some("09-30"))), period("10-01", None), Some(period("01-01", None))),
            (Some(period("01-01", Some("09-30"))), period("10-02", None), None),
            (Some(period("12-01", None)), period("09-14", Some("10-31")), None),
            (Some(period("12-01", None)), period("09-14", None), Some(period("09-14", None))),
            (Some(period("01-01", Some("09-13"))), period("10-02", None), Some(period("10-02", None))),
        ] {
            assert_eq!(joined(held, wanted, today), expected, "{held:?} {wanted:?}");
        }
    }
}
