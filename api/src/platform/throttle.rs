//! Slows down what comes too fast from one person or from one network address (F2, S3).
//!
//! An address is never kept: it becomes a hash under a key that each process draws for itself and nobody knows, in memory
//! alone, and is forgotten as soon as it has its whole allowance again. The rule is the generic cell rate algorithm (GCRA):
//! one point in time for each key. `governor` does the same; it reads a clock of its own, which tests could not set.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Keys at which those that have their whole allowance are forgotten.
const TIDY_AT: usize = 10_000;
/// Most keys; beyond them all begin anew.
const MAX_KEYS: usize = 1_000_000;

/// What is counted, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A support of a submission: a class at once, then one a second.
    Support,
    /// A secret code that is shown: of a submission, an invitation, a classroom.
    Code,
    /// A vote on a meal, or a filing: a school behind one address votes in the same minute.
    Entry,
}

impl Act {
    /// How many at once, and after how many microseconds one more.
    const fn allowance(self) -> (i32, i64) {
        match self {
            Self::Support => (60, 1_000_000),
            Self::Code => (120, 500_000),
            Self::Entry => (5_000, 500),
        }
    }
}

/// Who acts: a hash of a person or of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(u64);

/// Counts what sources do. Cheap to clone.
#[derive(Clone, Default)]
pub struct Throttle(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Keyed at random, anew in each process.
    hasher: RandomState,
    /// When each source would have its whole allowance again.
    whole_at: Mutex<HashMap<(Source, Act), DateTime<Utc>>>,
}

impl Throttle {
    /// An address as a source. A household has 2^64 addresses of IPv6, so these count as one.
    #[must_use]
    pub fn address(&self, address: IpAddr) -> Source {
        let network = match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
            address @ IpAddr::V4(_) => address,
        };
        Source(self.0.hasher.hash_one(network))
    }

    /// A person as a source.
    #[must_use]
    pub fn person(&self, id: Uuid) -> Source {
        Source(self.0.hasher.hash_one(id))
    }

    /// Counts one act.
    ///
    /// # Errors
    /// The seconds to wait, when there were too many.
    pub fn count(&self, source: Source, act: Act, now: DateTime<Utc>) -> Result<(), u64> {
        let (burst, every) = act.allowance();
        let every = TimeDelta::microseconds(every);
        let mut all = self.0.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= TIDY_AT && all.len() == all.capacity() {
            all.retain(|_, whole_at| *whole_at > now);
        }
        if all.len() >= MAX_KEYS {
            all.clear();
        }
        let whole_at = all.entry((source, act)).or_insert(now);
        let next = (*whole_at).max(now) + every;
        let wait = next - now - every * burst;
        if wait > TimeDelta::zero() {
            return Err(wait.num_seconds().unsigned_abs() + 1);
        }
        *whole_at = next;
        drop(all);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_then_one_at_a_time() {
        let throttle = Throttle::default();
        let (mut now, one) = (DateTime::UNIX_EPOCH, throttle.address([192, 0, 2, 1].into()));
        let taken = |now| (0..200).filter(|_| throttle.count(one, Act::Support, now).is_ok()).count();
        assert_eq!(taken(now), 60);
        assert_eq!(throttle.count(one, Act::Support, now), Err(2));
        now += TimeDelta::seconds(3);
        assert_eq!(taken(now), 3);
        now += TimeDelta::hours(1);
        assert_eq!(taken(now), 60);
        let other = throttle.address([192, 0, 2, 2].into());
        assert_eq!(throttle.count(other, Act::Support, now), Ok(()));
        assert_eq!(throttle.count(one, Act::Code, now), Ok(()));
    }

    #[test]
    fn a_school_votes_in_the_same_minute() {
        let throttle = Throttle::default();
        let school = throttle.address([192, 0, 2, 1].into());
        for second in 0..60 {
            let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
            assert!((0..500).all(|_| throttle.count(school, Act::Entry, now).is_ok()));
        }
    }

    #[test]
    fn an_address_is_a_household_and_no_hash_is_the_same_elsewhere() {
        let throttle = Throttle::default();
        let [one, beside, other, mapped, v4] =
            ["2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::1", "::ffff:192.0.2.1", "192.0.2.1"]
                .map(|address| throttle.address(address.parse().unwrap()));
        assert_eq!(one, beside);
        assert_ne!(one, other);
        assert_eq!(mapped, v4);
        assert_ne!(v4, Throttle::default().address([192, 0, 2, 1].into()));
    }
}
