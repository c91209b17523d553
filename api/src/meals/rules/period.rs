//! Days that somebody asks for by Open Meal: points in time or plain dates.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime};

use crate::platform::{calendar::is_storable, clock::STOCKHOLM};

/// Days from the first to the last, both counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// How many days one answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MostDays {
    /// Of one school.
    OfOne,
    /// Of all schools at once.
    OfAll,
}

impl MostDays {
    /// The number.
    pub fn number(self) -> i64 {
        match self {
            Self::OfOne => 100,
            Self::OfAll => 31,
        }
    }
}

/// What is wrong with the days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodFault {
    /// The first is no date.
    StartUnreadable,
    /// The last is no date.
    EndUnreadable,
    /// The last is before the first.
    EndsBeforeStart,
    /// More days than so many.
    TooLong(MostDays),
}

impl Period {
    /// Reads the two days; seven days from today, or from the first, where they are left out.
    ///
    /// # Errors
    /// See [`PeriodFault`].
    pub fn read(
        start: Option<&str>,
        end: Option<&str>,
        today: NaiveDate,
        most: MostDays,
    ) -> Result<Self, PeriodFault> {
        let first = match start {
            Some(text) => day(text).ok_or(PeriodFault::StartUnreadable)?,
            None => today,
        };
        let last = match end {
            Some(text) => day(text).ok_or(PeriodFault::EndUnreadable)?,
            None => first.checked_add_days(Days::new(6)).unwrap_or(first),
        };
        match (last - first).num_days() {
            ..0 => Err(PeriodFault::EndsBeforeStart),
            days if days >= most.number() => Err(PeriodFault::TooLong(most)),
            _ => Ok(Self { first, last }),
        }
    }
}

/// The Swedish day of a text: `2026-09-14`, `2026-09-14T00:00:00+02:00`, or a time without an offset, which is a Swedish one.
/// A plus sign that was not written as `%2B` arrives as a space.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let mended = text.replace(' ', "+");
    let of_time = || Some(DateTime::parse_from_rfc3339(&mended).ok()?.with_timezone(&STOCKHOLM).date_naive());
    let of_local = || Some(text.parse::<NaiveDateTime>().ok()?.date());
    let day = text.parse::<NaiveDate>().ok().or_else(of_time).or_else(of_local)?;
    is_storable(day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: Option<&str>, end: Option<&str>, most: MostDays) -> Result<String, PeriodFault> {
        let period = Period::read(start, end, "2026-09-14".parse().unwrap(), most)?;
        Ok(format!("{} {}", period.first, period.last))
    }

    #[test]
    fn nothing_said_is_the_seven_days_from_today() {
        assert_eq!(read(None, None, MostDays::OfAll), Ok("2026-09-14 2026-09-20".to_owned()));
        assert_eq!(read(Some("2026-10-01"), None, MostDays::OfAll), Ok("2026-10-01 2026-10-07".to_owned()));
    }

    #[test]
    fn days_are_swedish_ones_however_they_are_written() {
        for start in [
            "2026-09-15",
            "2026-09-15T00:00:00+02:00",
            "2026-09-15T00:00:00 02:00",
            "2026-09-14T22:00:00Z",
            "2026-09-15T12:30:00",
        ] {
            let read = read(Some(start), Some("2026-09-16"), MostDays::OfOne);
            assert_eq!(read, Ok("2026-09-15 2026-09-16".to_owned()), "{start}");
        }
    }

    #[test]
    fn days_that_cannot_be_are_faults() {
        assert_eq!(read(Some("igår"), None, MostDays::OfOne), Err(PeriodFault::StartUnreadable));
        assert_eq!(read(None, Some("2026-13-01"), MostDays::OfOne), Err(PeriodFault::EndUnreadable));
        assert_eq!(read(Some("+99999-01-01"), None, MostDays::OfOne), Err(PeriodFault::StartUnreadable));
        assert_eq!(read(None, Some("2026-09-13"), MostDays::OfOne), Err(PeriodFault::EndsBeforeStart));
        assert_eq!(read(None, Some("2026-10-14"), MostDays::OfAll), Ok("2026-09-14 2026-10-14".to_owned()));
        let long = Err(PeriodFault::TooLong(MostDays::OfAll));
        assert_eq!(read(None, Some("2026-10-15"), MostDays::OfAll), long);
        assert_eq!(read(None, Some("2026-10-15"), MostDays::OfOne), Ok("2026-09-14 2026-10-15".to_owned()));
    }
}
