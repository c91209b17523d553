//! Dates and times as feeds write them, and weeks that have no year.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Weekday};
use chrono_tz::Europe::Stockholm;

use crate::platform::clock::to_millis;

/// A point in time and whether its offset had to be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// The time with the offset that it was written with, in whole milliseconds.
    pub at: DateTime<FixedOffset>,
    /// No offset was written: Swedish local time was assumed.
    pub assumed: bool,
}

/// A wall-clock time in Sweden as an instant. In the hour that daylight saving skips the clock is read as an hour
/// later, in the hour that it repeats the first one is meant.
#[must_use]
pub fn in_sweden(wall: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
    let local = Stockholm
        .from_local_datetime(&wall)
        .earliest()
        .or_else(|| Stockholm.from_local_datetime(&(wall + chrono::TimeDelta::hours(1))).earliest())?;
    Some(local.with_timezone(&local.offset().fix()))
}

/// Whether a year is one that menus, cases and registers of today can speak of.
fn plausible(date: NaiveDate) -> bool {
    (1900..=2200).contains(&date.year())
}

/// Reads a W3C date and time (ISO 8601 profile) or one of the near misses that servers send: a space for the T,
/// an offset without its colon, none at all, or RFC 2822.
#[must_use]
pub fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    let exact = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok();
    if let Some(at) = exact.map(to_millis) {
        return plausible(at.date_naive()).then_some(Instant { at, assumed: false });
    }
    let wall = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    if !plausible(wall.date()) {
        return None;
    }
    in_sweden(wall).map(|at| Instant { at: to_millis(at), assumed: true })
}

/// The day that a time falls on in Sweden. Vendors send the day of a menu as midnight, some of them as midnight in
/// UTC and some as local midnight, which is the evening before in UTC; in Sweden both are the day that is meant.
#[must_use]
pub fn swedish_day(at: DateTime<FixedOffset>) -> NaiveDate {
    at.with_timezone(&Stockholm).date_naive()
}

/// The day in Sweden of a Unix time given in seconds or in milliseconds.
#[must_use]
pub fn swedish_day_of_epoch(number: i64) -> Option<NaiveDate> {
    // Seconds reach this size in the year 5138, milliseconds had passed it in 1973.
    let millis = if number.unsigned_abs() < 100_000_000_000 { number.checked_mul(1000)? } else { number };
    let day = swedish_day(DateTime::from_timestamp_millis(millis)?.fixed_offset());
    plausible(day).then_some(day)
}

/// A day: `2026-01-05`, `20260105`, or a time that falls on it in Sweden. A time written without offset is a wall
/// clock's; `…T00:00:00.000Z`, which Mateo sends, is that day too.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let plain =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%Y/%m/%d"));
    if let Ok(date) = plain {
        return plausible(date).then_some(date);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok().filter(|date| plausible(*date));
    }
    instant(text).map(|instant| swedish_day(instant.at))
}

/// The weekday that a Swedish or English word names, in any of its common forms.
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    let word = super::text::key(word);
    let days = [
        (Weekday::Mon, ["mandag", "monday"]),
        (Weekday::Tue, ["tisdag", "tuesday"]),
        (Weekday::Wed, ["onsdag", "wednesday"]),
        (Weekday::Thu, ["torsdag", "thursday"]),
        (Weekday::Fri, ["fredag", "friday"]),
        (Weekday::Sat, ["lordag", "saturday"]),
        (Weekday::Sun, ["sondag", "sunday"]),
    ];
    days.into_iter().find(|(_, names)| names.contains(&word.trim_end_matches("en"))).map(|(day, _)| day)
}

/// The day of an ISO week that was written without its year: the one nearest to the reference date. Around New
/// Year, week 52 seen on 2 January is the past one and week 2 seen on 29 December the coming one.
#[must_use]
pub fn day_of_week_nearest(week: u32, weekday: Weekday, reference: NaiveDate) -> Option<NaiveDate> {
    let year = reference.iso_week().year();
    (year - 1..=year + 1)
        .filter_map(|year| NaiveDate::from_isoywd_opt(year, week, weekday))
        .min_by_key(|date| (*date - reference).num_days().abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a date")
    }

    #[test]
    fn local_midnight_is_the_day_that_begins_then() {
        assert_eq!(swedish_day_of_epoch(1_767_567_600_000), Some(date("2026-01-05")));
        assert_eq!(swedish_day_of_epoch(1_767_567_600), Some(date("2026-01-05")));
        // In summer Sweden is two hours ahead of UTC.
        assert_eq!(swedish_day_of_epoch(1_782_856_800_000), Some(date("2026-07-01")));
        assert_eq!(swedish_day_of_epoch(i64::MAX), None);
        assert_eq!(swedish_day_of_epoch(i64::MIN), None);
    }

    #[test]
    fn midnight_in_utc_is_that_day_too() {
        assert_eq!(day("2026-01-05T00:00:00.000Z"), Some(date("2026-01-05")));
        assert_eq!(day("Mon, 05 Jan 2026 00:00:00 GMT"), Some(date("2026-01-05")));
        assert_eq!(day("2026-07-01T22:00:00Z"), Some(date("2026-07-02")));
        assert_eq!(day("2026-01-05T00:00:00"), Some(date("2026-01-05")));
        assert_eq!(day("20260105"), Some(date("2026-01-05")));
    }

    #[test]
    fn a_time_keeps_the_offset_it_was_written_with() {
        let found = instant("2014-07-12T10:58:43-05:00").expect("a time");
        assert_eq!((found.at.to_rfc3339(), found.assumed), ("2014-07-12T10:58:43-05:00".to_owned(), false));
        assert!(instant("2014-07-12T10:58:43-0500").is_some_and(|i| i == found));
    }

    #[test]
    fn a_time_without_offset_is_swedish() {
        let winter = instant("2026-01-05 12:00:00").expect("a time");
        assert_eq!((winter.at.to_rfc3339(), winter.assumed), ("2026-01-05T12:00:00+01:00".to_owned(), true));
        // The hour that does not exist on the night to 29 March 2026.
        assert_eq!(
            instant("2026-03-29T02:30:00").map(|i| i.at.to_rfc3339()).as_deref(),
            Some("2026-03-29T03:30:00+02:00")
        );
    }

    #[test]
    fn a_week_without_year_is_the_nearest_one() {
        assert_eq!(day_of_week_nearest(2, Weekday::Mon, date("2025-12-29")), Some(date("2026-01-05")));
        assert_eq!(day_of_week_nearest(52, Weekday::Mon, date("2026-01-02")), Some(date("2025-12-22")));
        assert_eq!(day_of_week_nearest(1, Weekday::Wed, date("2025-12-30")), Some(date("2025-12-31")));
        assert_eq!(day_of_week_nearest(53, Weekday::Fri, date("2026-12-20")), Some(date("2027-01-01")));
        assert_eq!(day_of_week_nearest(54, Weekday::Fri, date("2026-12-20")), None);
    }

    #[test]
    fn weekdays_are_known_in_swedish_and_english() {
        assert_eq!(weekday("Måndag"), Some(Weekday::Mon));
        assert_eq!(weekday("lördagen"), Some(Weekday::Sat));
        assert_eq!(weekday("Wednesday"), Some(Weekday::Wed));
        assert_eq!(weekday("Vecka"), None);
    }
}
