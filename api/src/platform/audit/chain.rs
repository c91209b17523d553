//! How entries hold together. Pure.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::platform::secret::{SecretKey, hex};

/// What the first entry of a chain has for the hash of the one before.
const NOTHING: [u8; 32] = [0; 32];

/// An entry as the database holds it. The action is text here: one that this release does not know is checked like any.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Link {
    pub municipality_id: i32,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub action: String,
    pub actor_id: Option<Uuid>,
    pub subject_id: Option<Uuid>,
    pub object_kind: Option<String>,
    pub object_id: Option<Uuid>,
    pub request_id: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Link {
    /// The keyed hash over everything else.
    pub fn sealed(&self, key: &SecretKey) -> [u8; 32] {
        key.derive(PURPOSE, &self.to_bytes())
    }

    /// Whether its hash was made with the installation's key, the current one or one that it replaced.
    pub fn is_sealed(&self, key: &SecretKey) -> bool {
        key.derive_all(PURPOSE, &self.to_bytes()).any(|hash| self.hash == hash)
    }

    /// Everything but the hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![1];
        for field in [
            Some(self.municipality_id.to_be_bytes().as_slice()),
            Some(&self.seq.to_be_bytes()),
            Some(&self.at.timestamp_micros().to_be_bytes()),
            Some(self.action.as_bytes()),
            self.actor_id.as_ref().map(|id| id.as_bytes().as_slice()),
            self.subject_id.as_ref().map(|id| id.as_bytes().as_slice()),
            self.object_kind.as_deref().map(str::as_bytes),
            self.object_id.as_ref().map(|id| id.as_bytes().as_slice()),
            Some(self.request_id.as_bytes()),
            Some(&self.previous_hash),
        ] {
            put_field(&mut bytes, field);
        }
        bytes
    }
}

/// What entries are keyed for.
const PURPOSE: &str = "audit entry";

/// Adds a field with its length, and one that is null as such: no two rows are written alike.
pub(super) fn put_field(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        Some(field) => {
            bytes.push(1);
            bytes.extend_from_slice(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(field);
        }
        None => bytes.push(0),
    }
}

/// The last entry of a chain: its place and its hash. Written as `17:5d41…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries the chain has.
    pub seq: i64,
    /// The last one's hash.
    pub hash: [u8; 32],
}

impl Head {
    /// The head of a chain without entries.
    pub const EMPTY: Self = Self { seq: 0, hash: NOTHING };

    /// The head once the link has followed.
    ///
    /// # Errors
    /// [`Break`], where it does not follow.
    pub(super) fn followed_by(self, link: &Link, key: &SecretKey) -> Result<Self, Break> {
        let next = self.seq + 1;
        if link.seq < next {
            return Err(Break::OutOfPlace(link.seq));
        }
        if link.seq > next {
            return Err(Break::Missing(next));
        }
        if link.previous_hash != self.hash {
            return Err(Break::Unlinked(next));
        }
        match <[u8; 32]>::try_from(link.hash.as_slice()) {
            Ok(hash) if link.is_sealed(key) => Ok(Self { seq: next, hash }),
            _ => Err(Break::Changed(next)),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once(':').and_then(|(seq, hash)| {
            let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
            let digits = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            let bytes = (0..32).map(|n| u8::from_str_radix(hash.get(2 * n..2 * n + 2)?, 16).ok());
            let bytes: Vec<u8> = bytes.collect::<Option<_>>().filter(|_| digits)?;
            Some(Self { seq, hash: bytes.try_into().ok()? })
        });
        parsed.ok_or_else(|| "a head is a number, a colon and 64 hexadecimal digits".to_owned())
    }
}

/// Where a chain does not hold, first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// There is no entry of that number, and a later one.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry of a number that no chain has.
    #[error("entry {0} is in no chain: they begin at 1")]
    OutOfPlace(i64),
    /// The entry is not what was written.
    #[error("entry {0} was changed, or written under another key")]
    Changed(i64),
    /// The entry does not follow the one before it.
    #[error("entry {0} does not follow the one before it: entries were inserted, exchanged or written anew")]
    Unlinked(i64),
    /// What was acknowledged from this entry on is not what it was then.
    #[error("what was acknowledged from entry {0} on was changed since")]
    AcknowledgedChanged(i64),
    /// The chain ends before the head that was expected.
    #[error("the chain ends at entry {0}, before the expected head: entries at the end were removed")]
    CutOff(i64),
    /// The chain has another entry where the expected head was.
    #[error("entry {0} is not the expected head: the chain was written anew")]
    OtherHead(i64),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::new(b"an installation's key of thirty-two bytes")
    }

    fn link(seq: i64, previous: [u8; 32]) -> Link {
        let mut link = Link {
            municipality_id: 1,
            seq,
            at: DateTime::from_timestamp_micros(1_789_380_000_123_456).unwrap(),
            action: "CHILD_VIEWED".to_owned(),
            actor_id: Some(Uuid::from_u128(1)),
            subject_id: Some(Uuid::from_u128(2)),
            object_kind: None,
            object_id: None,
            request_id: "r-1".to_owned(),
            previous_hash: previous.to_vec(),
            hash: Vec::new(),
        };
        link.hash = link.sealed(&key()).to_vec();
        link
    }

    #[test]
    fn a_changed_field_of_any_kind_shows() {
        let changes: [fn(&mut Link); 9] = [
            |link| link.municipality_id = 2,
            |link| link.at += chrono::TimeDelta::microseconds(1),
            |link| link.action = "ROLE_GRANTED".to_owned(),
            |link| link.actor_id = None,
            |link| link.subject_id = Some(Uuid::from_u128(3)),
            |link| link.object_kind = Some(String::new()),
            |link| link.object_id = Some(Uuid::nil()),
            |link| link.request_id.push('x'),
            |link| std::mem::swap(&mut link.actor_id, &mut link.subject_id),
        ];
        assert!(Head::EMPTY.followed_by(&link(1, NOTHING), &key()).is_ok());
        for change in changes {
            let mut link = link(1, NOTHING);
            change(&mut link);
            assert_eq!(Head::EMPTY.followed_by(&link, &key()), Err(Break::Changed(1)), "{link:?}");
        }
    }

    #[test]
    fn a_chain_cannot_be_written_without_the_key() {
        let other = SecretKey::new(b"another installation's key of 32 bytes");
        assert_eq!(Head::EMPTY.followed_by(&link(1, NOTHING), &other), Err(Break::Changed(1)));
    }

    #[test]
    fn an_entry_out_of_place_shows() {
        let first = Head::EMPTY.followed_by(&link(1, NOTHING), &key()).unwrap();
        assert_eq!(first.followed_by(&link(3, first.hash), &key()), Err(Break::Missing(2)));
        assert_eq!(first.followed_by(&link(2, NOTHING), &key()), Err(Break::Unlinked(2)));
        assert!(first.followed_by(&link(2, first.hash), &key()).is_ok());
    }

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head { seq: 17, hash: [0xa5; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in
            ["", "17", "17:a5", "x:00", &format!("-1:{}", "0".repeat(64)), &format!("1:{}", "å".repeat(32))]
        {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
