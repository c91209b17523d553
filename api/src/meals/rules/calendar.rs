//! ISO weeks (ISO 8601), as Swedish menus count them, and the day on which a meal can be judged.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

use crate::platform::clock::STOCKHOLM;

/// An ISO week. Its year can differ from the calendar year of its days around New Year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Week {
    /// ISO year.
    pub year: i32,
    /// 1 to 53.
    pub number: u32,
    /// The Monday.
    pub first_day: NaiveDate,
}

impl Week {
    /// The week of that number, if the year has it.
    pub fn new(year: i32, number: i32) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        // Years that no menu is of would not fit every column.
        let year = (1900..=2999).contains(&year).then_some(year)?;
        let first_day = NaiveDate::from_isoywd_opt(year, number, Weekday::Mon)?;
        Some(Self { year, number, first_day })
    }

    /// The week that the day lies in.
    pub fn of(day: NaiveDate) -> Self {
        let week = day.iso_week();
        let since_monday = Days::new(u64::from(day.weekday().num_days_from_monday()));
        let first_day = day.checked_sub_days(since_monday).unwrap_or(day);
        Self { year: week.year(), number: week.week(), first_day }
    }

    /// The Sunday.
    pub fn last_day(self) -> NaiveDate {
        self.first_day.checked_add_days(Days::new(6)).unwrap_or(self.first_day)
    }

    /// Monday to Sunday.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.first_day.iter_days().take(7)
    }
}

/// Parts of a school year that results are told by (M9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A day.
    Day,
    /// An ISO week.
    Week,
    /// A month of the calendar.
    Month,
    /// A term: spring until the end of June (vårtermin), autumn from July on (hösttermin), as the school year is parted.
    Term,
}

impl Span {
    /// The first and the last day of the part that the day lies in.
    pub fn around(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let months = |first: u32, count: u32| {
            let begins = NaiveDate::from_ymd_opt(day.year(), first, 1).unwrap_or(day);
            let next = begins.checked_add_months(Months::new(count));
            (begins, next.and_then(|next| next.pred_opt()).unwrap_or(day))
        };
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let week = Week::of(day);
                (week.first_day, week.last_day())
            }
            Self::Month => months(day.month(), 1),
            Self::Term => months(if day.month() < 7 { 1 } else { 7 }, 6),
        }
    }
}

/// Whether schools are open on such a day of the week.
pub fn is_school_day(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5
}

/// When a meal of that day can be judged: from the day's first moment to its last on the Stockholm clock, which is 23 or
/// 25 hours long when the clocks are changed (M5).
pub fn window(day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    (midnight(day), midnight(next))
}

/// A day's first moment in Sweden. Clocks are never changed at midnight there, so it exists once.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    STOCKHOLM.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_around_new_year_belong_to_their_iso_year() {
        let week = Week::of(day("2027-01-01"));
        assert_eq!((week.year, week.number, week.first_day), (2026, 53, day("2026-12-28")));
        assert_eq!(Week::new(2026, 53), Some(week));
        assert_eq!(Week::new(2025, 53), None);
        assert_eq!(Week::of(day("2025-12-29")), Week::new(2026, 1).unwrap());
        assert_eq!(week.last_day(), day("2027-01-03"));
    }

    #[test]
    fn months_and_terms_are_whole() {
        for (span, of, first, last) in [
            (Span::Month, "2028-02-10", "2028-02-01", "2028-02-29"),
            (Span::Month, "2026-12-31", "2026-12-01", "2026-12-31"),
            (Span::Term, "2026-06-30", "2026-01-01", "2026-06-30"),
            (Span::Term, "2026-07-01", "2026-07-01", "2026-12-31"),
            (Span::Week, "2027-01-01", "2026-12-28", "2027-01-03"),
            (Span::Day, "2027-01-01", "2027-01-01", "2027-01-01"),
        ] {
            assert_eq!(span.around(day(of)), (day(first), day(last)), "{span:?} {of}");
        }
    }

    #[test]
    fn weeks_that_cannot_be_are_refused() {
        for (year, number) in [(2026, 0), (2026, -1), (2026, 54), (0, 1), (1_000_000, 1)] {
            assert_eq!(Week::new(year, number), None, "{year} {number}");
        }
    }

    #[test]
    fn the_window_is_the_swedish_day_also_when_clocks_change() {
        let hours = |text: &str| {
            let (opens, closes) = window(day(text));
            (opens.to_rfc3339(), (closes - opens).num_hours())
        };
        assert_eq!(hours("2026-09-14"), ("2026-09-13T22:00:00+00:00".to_owned(), 24));
        assert_eq!(hours("2026-03-29"), ("2026-03-28T23:00:00+00:00".to_owned(), 23));
        assert_eq!(hours("2026-10-25"), ("2026-10-24T22:00:00+00:00".to_owned(), 25));
    }
}
