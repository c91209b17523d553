//! When a source is asked again. Never all at the same moment, by day only, and the longer it has failed the later.

use chrono::{DateTime, Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Europe::Stockholm;
use uuid::Uuid;

/// The longest pause.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// How often, and when.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// Minutes from one fetch to the next.
    pub minutes: u32,
    /// The first hour of the day in Sweden.
    pub from_hour: u32,
    /// The hour after the last.
    pub to_hour: u32,
}

impl Rhythm {
    /// When a source is asked again that answered.
    pub fn after_success(self, source: Uuid, now: DateTime<Utc>) -> DateTime<Utc> {
        self.by_day(source, now, self.period())
    }

    /// When a source is asked again that has failed so many times in a row: after one period, two, four, up to a day; and
    /// not before the time that the server asked for.
    pub fn after_failure(
        self,
        source: Uuid,
        now: DateTime<Utc>,
        failures: u32,
        wanted: Option<TimeDelta>,
    ) -> DateTime<Utc> {
        let doubled = 1_i32.checked_shl(failures.saturating_sub(1).min(12)).unwrap_or(i32::MAX);
        let pause = self.period().checked_mul(doubled).unwrap_or(LONGEST).min(LONGEST);
        let at_least = wanted.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST);
        self.by_day(source, now, pause.max(at_least))
    }

    fn period(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.minutes.max(1)))
    }

    /// The pause and up to a tenth more; by night the next morning, spread over the first period of the day.
    fn by_day(self, source: Uuid, now: DateTime<Utc>, pause: TimeDelta) -> DateTime<Utc> {
        let at = now + pause + part_of(pause / 10, source, now);
        let local = at.with_timezone(&Stockholm);
        let day = match local.hour() {
            hour if hour < self.from_hour => local.date_naive(),
            hour if hour < self.to_hour => return at,
            _ => local.date_naive().checked_add_days(Days::new(1)).unwrap_or(local.date_naive()),
        };
        let morning = NaiveTime::from_hms_opt(self.from_hour, 0, 0).unwrap_or_default();
        let morning = Stockholm.from_local_datetime(&NaiveDateTime::new(day, morning)).earliest();
        let morning = morning.map_or(at, |morning| morning.to_utc());
        morning + part_of(self.period(), source, now)
    }
}

/// A part of a span that is another for each source and each day, and the same for all replicas.
fn part_of(span: TimeDelta, source: Uuid, now: DateTime<Utc>) -> TimeDelta {
    let (high, low) = source.as_u64_pair();
    let mut mixed = high ^ low.rotate_left(17) ^ u64::from(now.ordinal()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^= mixed >> 31;
    mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^= mixed >> 29;
    let part = i64::try_from(mixed % 1000).unwrap_or_default();
    TimeDelta::milliseconds(span.num_milliseconds() / 1000 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURLY: Rhythm = Rhythm { minutes: 60, from_hour: 5, to_hour: 18 };

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_source_is_asked_about_every_hour_by_day() {
        let source = Uuid::from_u128(7);
        let now = time("2026-01-09T09:00:00Z");
        let pause = HOURLY.after_success(source, now) - now;
        assert!((60..=66).contains(&pause.num_minutes()), "{pause}");
        // From 17:30 in Sweden to the morning, which is within the hour after five.
        let next = HOURLY.after_success(source, time("2026-01-09T16:30:00Z"));
        assert!(next >= time("2026-01-10T04:00:00Z") && next < time("2026-01-10T05:00:00Z"), "{next}");
        // The morning on which summer time begins.
        let next = HOURLY.after_success(source, time("2026-03-28T20:00:00Z"));
        assert!(next >= time("2026-03-29T03:00:00Z") && next < time("2026-03-29T04:00:00Z"), "{next}");
    }

    #[test]
    fn failures_make_pauses_twice_as_long_up_to_a_day() {
        let source = Uuid::from_u128(7);
        let always = Rhythm { minutes: 60, from_hour: 0, to_hour: 24 };
        let now = time("2026-01-09T00:00:00Z");
        let hours =
            |failures, wanted| (always.after_failure(source, now, failures, wanted) - now).num_minutes() / 60;
        assert_eq!([1, 2, 3, 4].map(|failures| hours(failures, None)), [1, 2, 4, 8]);
        assert!((24..=26).contains(&hours(6, None)) && hours(6, None) == hours(4_000_000_000, None));
        assert_eq!(hours(1, Some(TimeDelta::hours(3))), 3);
        assert!(hours(1, Some(TimeDelta::days(400))) <= 26);
        assert_eq!(hours(1, Some(TimeDelta::hours(-5))), 1);
    }

    #[test]
    fn sources_are_not_asked_all_at_once() {
        let now = time("2026-01-09T20:00:00Z");
        let times: std::collections::HashSet<_> =
            (0..100).map(|n| HOURLY.after_success(Uuid::from_u128(n << 80 | n), now)).collect();
        assert!(times.len() > 80, "{}", times.len());
    }
}
