//! What somebody may say of a meal (M5), and when.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{FeedbackReason, VoteChannel, VoterRole};
use uuid::Uuid;

use super::calendar::window;
use crate::platform::{
    idempotency::ClientKey,
    pii::{Place, find_identity_number},
    secret::{SecretKey, keyed_hash},
    text,
};

/// How long a comment may be, in characters.
pub const COMMENT_MAX: usize = 1_000;
/// How long an idempotency key may be, in characters.
pub const KEY_MAX: usize = 200;

/// A ballot as it arrives.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The meal.
    pub meal: Uuid,
    /// The dish, if one is named.
    pub dish: Option<Uuid>,
    /// 1 to 5, hopefully.
    pub rating: i32,
    /// Why.
    pub reasons: Vec<FeedbackReason>,
    /// In words.
    pub comment: Option<String>,
    /// In what role.
    pub role: VoterRole,
    /// The phone's own random id, for who is not logged in.
    pub installation_id: Option<String>,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// A ballot that can be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The meal.
    pub meal: Uuid,
    /// The dish, if one is named.
    pub dish: Option<Uuid>,
    /// 1 to 5.
    pub rating: i32,
    /// Why, each once.
    pub reasons: Vec<FeedbackReason>,
    /// In words, without control characters.
    pub comment: Option<String>,
    /// In what role.
    pub role: VoterRole,
    /// Who votes.
    pub voter: Voter,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// Who votes: a person, a phone, or whoever holds a classroom's device for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voter {
    /// Somebody who is logged in.
    Person(Uuid),
    /// The random id of an app's installation.
    Installation(Uuid),
    /// A tap on a classroom's device.
    Tap {
        /// The session.
        session: Uuid,
        /// The tap's own random id.
        tap: Uuid,
    },
}

/// What can be wrong with a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No such meal.
    MealNotFound,
    /// The school serves nothing then.
    MealNotServed,
    /// The dish is of another meal, or there is none.
    DishNotOfMeal,
    /// The meal's day has not come.
    WindowNotOpen,
    /// The meal's day is over.
    WindowClosed,
    /// Not 1 to 5.
    RatingOutOfRange,
    /// Longer than [`COMMENT_MAX`].
    CommentTooLong,
    /// It has a personal identity number in it (T7).
    CommentTellsIdentityNumber(Place),
    /// Nobody is logged in and the phone does not say which it is.
    InstallationIdMissing,
    /// Not a UUID, or one that is the same for many.
    InstallationIdInvalid,
    /// The person is not that at this school.
    RoleNotYours,
    /// Empty or too long.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

/// Reads a ballot. `person` is who is logged in.
///
/// # Errors
/// All faults that the ballot has by itself.
pub fn read(submitted: Submitted, person: Option<Uuid>) -> Result<Ballot, Vec<Fault>> {
    let mut faults = Vec::new();
    if !(1..=5).contains(&submitted.rating) {
        faults.push(Fault::RatingOutOfRange);
    }
    let comment = submitted.comment.as_deref().map(text::paragraphs).filter(|comment| !comment.is_empty());
    if comment.as_ref().is_some_and(|comment| comment.chars().count() > COMMENT_MAX) {
        faults.push(Fault::CommentTooLong);
    }
    let written = submitted.comment.as_deref().unwrap_or_default();
    let told = comment.as_deref().and_then(|comment| find_identity_number(written, comment));
    faults.extend(told.map(Fault::CommentTellsIdentityNumber));
    let voter = voter(person, submitted.installation_id.as_deref());
    if let Err(fault) = voter {
        faults.push(fault);
    }
    if submitted.idempotency_key.as_ref().is_some_and(|key| !is_key(key.text())) {
        faults.push(Fault::IdempotencyKeyInvalid);
    }
    let mut reasons = submitted.reasons;
    reasons.sort_unstable();
    reasons.dedup();
    let Submitted { meal, dish, rating, role, idempotency_key, .. } = submitted;
    match voter {
        Ok(voter) if faults.is_empty() => {
            Ok(Ballot { meal, dish, rating, reasons, comment, role, voter, idempotency_key })
        }
        _ => Err(faults),
    }
}

/// Who votes. A person who is logged in counts as the person, whatever phone it is.
///
/// # Errors
/// When nobody is logged in and the phone's id is missing or cannot be one.
pub fn voter(person: Option<Uuid>, installation_id: Option<&str>) -> Result<Voter, Fault> {
    if let Some(person) = person {
        return Ok(Voter::Person(person));
    }
    let id = installation_id.ok_or(Fault::InstallationIdMissing)?;
    let id = Uuid::try_parse(id.trim()).ok().filter(|id| !id.is_nil() && !id.is_max());
    id.map(Voter::Installation).ok_or(Fault::InstallationIdInvalid)
}

/// Whether a meal of that day can be judged now.
///
/// # Errors
/// Why not.
pub fn check_window(served_on: NaiveDate, now: DateTime<Utc>) -> Result<(), Fault> {
    let (opens, closes) = window(served_on);
    if now < opens {
        Err(Fault::WindowNotOpen)
    } else if now >= closes {
        Err(Fault::WindowClosed)
    } else {
        Ok(())
    }
}

impl Voter {
    /// On which way the vote comes.
    #[must_use]
    pub fn channel(self) -> VoteChannel {
        match self {
            Self::Person(_) => VoteChannel::Person,
            Self::Installation(_) => VoteChannel::Phone,
            Self::Tap { .. } => VoteChannel::Classroom,
        }
    }

    /// The voter's hash on one day. The salt is destroyed after the day; from then on nobody can compute the hash of any
    /// person or phone again, with the installation's key or without.
    #[must_use]
    pub fn hash(self, key: &SecretKey, salt: &[u8]) -> [u8; 32] {
        let (kind, id, tap) = match self {
            Self::Person(id) => (b"person".as_slice(), id, None),
            Self::Installation(id) => (b"installation".as_slice(), id, None),
            Self::Tap { session, tap } => (b"tap".as_slice(), session, Some(tap)),
        };
        let tap = tap.as_ref().map(|tap| tap.as_bytes().as_slice()).unwrap_or_default();
        let pseudonym = key.derive("meals.voter", &[kind, &[0], id.as_bytes(), tap].concat());
        keyed_hash(salt, &[&pseudonym])
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().count() <= KEY_MAX && !key.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b11";

    fn submitted() -> Submitted {
        Submitted {
            meal: Uuid::from_u128(1),
            dish: None,
            rating: 4,
            reasons: Vec::new(),
            comment: None,
            role: VoterRole::Pupil,
            installation_id: Some(PHONE.to_owned()),
            idempotency_key: None,
        }
    }

    #[test]
    fn all_faults_come_back_together() {
        let ballot = Submitted {
            rating: 6,
            comment: Some("å".repeat(COMMENT_MAX + 1)),
            installation_id: Some("my phone".to_owned()),
            idempotency_key: Some(ClientKey::new("submitMealFeedback", "", "")),
            ..submitted()
        };
        let expected = [
            Fault::RatingOutOfRange,
            Fault::CommentTooLong,
            Fault::InstallationIdInvalid,
            Fault::IdempotencyKeyInvalid,
        ];
        assert_eq!(read(ballot, None).unwrap_err(), expected);
    }

    #[test]
    fn a_comment_is_tidied_before_it_is_measured() {
        let comment = format!("\u{0}\r\n {}\u{7}\r\nrad två  ", "å".repeat(COMMENT_MAX - 8));
        let ballot = read(Submitted { comment: Some(comment), ..submitted() }, None).unwrap();
        assert_eq!(ballot.comment.unwrap(), format!("{}\nrad två", "å".repeat(COMMENT_MAX - 8)));
        let blank = read(Submitted { comment: Some(" \n\u{0}".to_owned()), ..submitted() }, None);
        assert_eq!(blank.unwrap().comment, None);
    }

    #[test]
    fn reasons_count_once() {
        let reasons = vec![FeedbackReason::Time, FeedbackReason::Taste, FeedbackReason::Time];
        let ballot = read(Submitted { reasons, ..submitted() }, None).unwrap();
        assert_eq!(ballot.reasons, [FeedbackReason::Taste, FeedbackReason::Time]);
    }

    #[test]
    fn a_phone_is_known_by_a_uuid_that_only_it_has() {
        let phone = Uuid::try_parse(PHONE).unwrap();
        assert_eq!(voter(None, Some(PHONE)), Ok(Voter::Installation(phone)));
        assert_eq!(voter(Some(phone), Some("whatever")), Ok(Voter::Person(phone)));
        assert_eq!(voter(None, None), Err(Fault::InstallationIdMissing));
        for same in ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", ""] {
            assert_eq!(voter(None, Some(same)), Err(Fault::InstallationIdInvalid));
        }
    }

    #[test]
    fn a_meal_is_judged_on_its_own_swedish_day() {
        let day = "2026-09-14".parse().unwrap();
        let at = |time: &str| check_window(day, time.parse().unwrap());
        assert_eq!(at("2026-09-13T21:59:59Z"), Err(Fault::WindowNotOpen));
        assert_eq!(at("2026-09-13T22:00:00Z"), Ok(()));
        assert_eq!(at("2026-09-14T21:59:59Z"), Ok(()));
        assert_eq!(at("2026-09-14T22:00:00Z"), Err(Fault::WindowClosed));
    }

    #[test]
    fn a_hash_differs_by_voter_kind_day_and_installation() {
        let id = Uuid::from_u128(7);
        let (key, other) = (SecretKey::new(b"a"), SecretKey::new(b"b"));
        let hashes = [
            Voter::Person(id).hash(&key, b"monday"),
            Voter::Installation(id).hash(&key, b"monday"),
            Voter::Person(id).hash(&key, b"tuesday"),
            Voter::Person(id).hash(&other, b"monday"),
        ];
        assert_eq!(hashes[0], Voter::Person(id).hash(&key, b"monday"));
        let mut different = hashes.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), hashes.len());
    }
}
