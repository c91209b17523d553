//! Time and ids, injected so that tests own them.

use std::sync::Arc;

use chrono::{DateTime, DurationRound, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use uuid::Uuid;

/// The time zone that every date of the product is told in.
pub const STOCKHOLM: chrono_tz::Tz = chrono_tz::Europe::Stockholm;

/// When a day begins in Sweden.
#[must_use]
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // The clocks change at one in the night UTC, so that every Swedish midnight happens once.
    STOCKHOLM.from_local_datetime(&midnight).earliest().map_or(midnight.and_utc(), |time| time.to_utc())
}

/// The time in whole milliseconds, what is finer cut off: the precision of every time that is stored and told, so that both
/// engines, cursors and clients have the same one.
#[must_use]
pub fn to_millis<Tz: TimeZone>(time: DateTime<Tz>) -> DateTime<Tz> {
    time.clone().duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(time)
}

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that a test owns.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present, in whole milliseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        to_millis((self.0)())
    }

    /// Today's date in Sweden.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&STOCKHOLM).date_naive()
    }
}

/// Where ids come from.
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn() -> Uuid + Send + Sync>);

impl Ids {
    /// UUIDs of version 7 (RFC 9562): they sort by the time they were made, which keeps indexes dense.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    pub fn system() -> Self {
        Self(Arc::new(Uuid::now_v7))
    }

    /// Ids that a test owns.
    #[must_use]
    pub fn from_fn(next: impl Fn() -> Uuid + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// A new id.
    #[must_use]
    pub fn next(&self) -> Uuid {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::start_of_day;

    #[test]
    fn a_swedish_day_begins_at_swedish_midnight_in_winter_and_summer() {
        for (day, begins) in [
            ("2026-01-15", "2026-01-14T23:00:00Z"),
            ("2026-07-15", "2026-07-14T22:00:00Z"),
            ("2026-03-29", "2026-03-28T23:00:00Z"),
            ("2026-03-30", "2026-03-29T22:00:00Z"),
            ("2026-10-25", "2026-10-24T22:00:00Z"),
            ("2026-10-26", "2026-10-25T23:00:00Z"),
        ] {
            assert_eq!(
                start_of_day(day.parse().unwrap()),
                begins.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
            );
        }
    }
}
