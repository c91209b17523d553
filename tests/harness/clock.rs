//! The time and the ids of a test: both its own, both the same at every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// When every test begins: a Monday in the school term, noon in Stockholm.
pub const BEGINNING: &str = "2026-09-14T10:00:00Z";

/// A clock that stands still until the test moves it.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        let beginning = DateTime::parse_from_rfc3339(BEGINNING).expect("a time");
        Self(Arc::new(AtomicI64::new(beginning.timestamp_micros())))
    }
}

impl TestClock {
    /// The present.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).expect("a time within the calendar")
    }

    /// Sets the time, forwards or backwards, in RFC 3339: `2026-03-29T01:30:00+01:00`.
    pub fn set(&self, time: &str) {
        let time = DateTime::parse_from_rfc3339(time).expect("a time in RFC 3339");
        self.0.store(time.timestamp_micros(), Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().expect("a time within the calendar"), Ordering::SeqCst);
    }
}

/// UUIDs of version 7 that carry the test's time and count up: they sort by the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct TestIds {
    clock: TestClock,
    made: Arc<AtomicU64>,
}

impl TestIds {
    /// Ids on this clock.
    #[must_use]
    pub fn new(clock: &TestClock) -> Self {
        Self { clock: clock.clone(), made: Arc::default() }
    }

    /// A new id.
    #[must_use]
    pub fn next(&self) -> Uuid {
        let number = self.made.fetch_add(1, Ordering::SeqCst);
        let mut rest = [0; 10];
        // The first two bits after the version and variant fields hold the count's highest bytes, so that it sorts.
        rest[2..].copy_from_slice(&number.to_be_bytes());
        let milliseconds = u64::try_from(self.clock.now().timestamp_millis()).expect("a time after 1970");
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &rest).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_in_which_they_were_made() {
        let ids = TestIds::default();
        let made: Vec<_> = (0..100_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted() && made.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
