//! Time and ids, injected so that tests own them.

use std::sync::Arc;

use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

/// The time zone that every date of the product is told in.
pub const STOCKHOLM: chrono_tz::Tz = chrono_tz::Europe::Stockholm;

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

    /// The present, in whole microseconds: the finest that PostgreSQL keeps, so that what is stored is what was said.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.0)();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
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
