//! Classroom mode (M5): staff open a device for a few minutes, and a class votes on it one after the other. Each vote is
//! nobody's; who taps twice votes once.

use chrono::TimeDelta;
use entity::{FeedbackReason, VoterRole, classroom_session};
use uuid::Uuid;

use super::{
    super::{
        policy,
        rules::{
            ballot::{self, Ballot, Voter},
            calendar::window,
            classroom::{MINUTES, PAUSE, VOTES, code, code_hash, parse_code},
            menu::is_served,
        },
        store::{
            classroom::{self as store, NewSession},
            schools, votes,
        },
    },
    publishing::publish_if_full,
    voting::salt_of,
};
use crate::{
    platform::{
        Failure,
        idempotency::{Claim, ClientKey, claim, recall},
        secret::{self, hex},
        throttle::Act,
    },
    tenancy::{Proof, Scope},
};

/// A device to be opened.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// For votes on which meal.
    pub meal: Uuid,
    /// For how long.
    pub minutes: i32,
    /// For how many votes.
    pub max_votes: i32,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// A session that was opened, with the code that nobody is told again.
pub struct Opened {
    /// The session.
    pub row: classroom_session::Model,
    /// The code for the device, unless it was derived from a key that is another one now.
    pub code: Option<String>,
}

/// Why no device is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenFault {
    /// No such meal.
    MealNotFound,
    /// The school serves nothing then.
    MealNotServed,
    /// It is not the meal's day.
    NotTheDay,
    /// Too few or too many.
    MinutesOutOfRange,
    /// Too few or too many.
    MaxVotesOutOfRange,
    /// Empty or too long.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

/// Opens a device for a class; for staff of the meal's school.
pub async fn open_session(scope: &Scope, input: OpenSession) -> Result<Opened, Failure<OpenFault>> {
    let key = input.idempotency_key.as_ref();
    if let Some(id) = recall(scope, key, OpenFault::IdempotencyKeyReused).await?
        && let Some(row) = store::list_sessions_by_id(scope, &[id]).await?.pop()
    {
        return Ok(shown_again(scope, row));
    }
    let opened_by = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let poll = votes::find_poll(scope, input.meal, None, scope.today()).await?;
    let poll = poll.ok_or(Failure::of(OpenFault::MealNotFound))?;
    let relation = schools::list_relations(scope, &[poll.school_id]).await?;
    let relation = relation.get(&poll.school_id).copied().unwrap_or_default();
    if !policy::roles(scope.viewer(), relation).contains(&VoterRole::Staff) {
        return Err(Failure::Forbidden);
    }
    let mut faults = Vec::new();
    if !is_served(poll.has_dishes, &poll.notices.unwrap_or_default().0) {
        faults.push(OpenFault::MealNotServed);
    }
    if ballot::check_window(poll.served_on, scope.now()).is_err() {
        faults.push(OpenFault::NotTheDay);
    }
    if !MINUTES.contains(&input.minutes) {
        faults.push(OpenFault::MinutesOutOfRange);
    }
    if !VOTES.contains(&input.max_votes) {
        faults.push(OpenFault::MaxVotesOutOfRange);
    }
    if !key.is_none_or(ClientKey::is_valid) {
        faults.push(OpenFault::IdempotencyKeyInvalid);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }

    let tx = scope.begin().await?;
    let pending = match claim::<Uuid>(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::OtherInput => return Err(Failure::of(OpenFault::IdempotencyKeyReused)),
        Claim::Done(id) => {
            let row = store::find_session_in(&tx, id).await?;
            let row = row.ok_or(Failure::of(OpenFault::MealNotFound))?;
            return Ok(shown_again(scope, row));
        }
    };
    let id = scope.new_id();
    let code = code(scope.key(), id);
    let closes_at = scope.now() + TimeDelta::minutes(i64::from(input.minutes));
    let row = store::insert_session(
        &tx,
        NewSession {
            id,
            meal: input.meal,
            opened_by,
            code_hash: code_hash(scope.key(), &code),
            closes_at: closes_at.min(window(poll.served_on).1),
            max_votes: input.max_votes,
        },
    )
    .await?;
    pending.keep(&tx, &id).await?;
    tx.commit().await?;
    Ok(Opened { row, code: Some(code) })
}

/// What a retried opening answers.
fn shown_again(scope: &Scope, row: classroom_session::Model) -> Opened {
    let code = code(scope.key(), row.id);
    let is_its_own = code_hash(scope.key(), &code).as_slice() == row.code_hash;
    Opened { row, code: is_its_own.then_some(code) }
}

/// Why a device does not join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinFault {
    /// The code is none, or serves no more: a device has joined, or the session is closed. Which of these is not told.
    CodeNotFound,
}

/// Lets a device in that shows the code; only one, and only while the session is open. Answers the device's token, which
/// nobody is told again.
pub async fn join_session(
    scope: &Scope,
    typed: &str,
) -> Result<(classroom_session::Model, String), Failure<JoinFault>> {
    scope.count(Act::Code)?;
    let not_found = || Failure::of(JoinFault::CodeNotFound);
    let code = parse_code(typed).ok_or_else(not_found)?;
    let proof = Proof::Classroom(code_hash(scope.key(), &code));
    let tx = scope.with_proof(proof).begin().await?;
    let row = store::find_shown_session(&tx).await?;
    let row = row.filter(|row| is_open(row, scope) && row.device_hash.is_none()).ok_or_else(not_found)?;
    let token = hex(&secret::random::<32>()?);
    store::update_session_as_joined(&tx, row.id, secret::hash(token.as_bytes())).await?;
    tx.commit().await?;
    Ok((row, token))
}

/// A tap on the device.
#[derive(Clone, Debug)]
pub struct Tap {
    /// The device's token.
    pub device_token: String,
    /// The tap's own random id: a retry has the same.
    pub id: String,
    /// 1 to 5, hopefully.
    pub rating: i32,
    /// The dish, if one is named.
    pub dish: Option<Uuid>,
    /// Why.
    pub reasons: Vec<FeedbackReason>,
}

/// Why a tap is no vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapFault {
    /// No device has that token.
    DeviceNotFound,
    /// The time is over, or staff have closed it.
    SessionClosed,
    /// As many have voted as were to.
    SessionFull,
    /// The last vote was a moment ago: somebody tapped twice.
    TooSoon,
    /// The tap's id is no random UUID.
    TapIdInvalid,
    /// Not 1 to 5.
    RatingOutOfRange,
    /// The dish is of another meal.
    DishNotOfMeal,
}

/// A vote that was given on a device.
#[derive(Clone, Copy, Debug)]
pub struct Tapped {
    /// How many votes were given on the device.
    pub votes: i32,
    /// Whether the tap had been counted before.
    pub was_repeated: bool,
}

/// Counts a tap on a classroom's device. The same tap again counts once, also after the session is closed: a phone that was
/// offline for a moment is told that its vote is there.
pub async fn tap(scope: &Scope, tap: Tap) -> Result<Tapped, Failure<TapFault>> {
    let device = Proof::Classroom(secret::hash(tap.device_token.trim().as_bytes()));
    let shown = store::find_session_of_device(&scope.with_proof(device.clone())).await?;
    let session = shown.ok_or(Failure::of(TapFault::DeviceNotFound))?;
    let poll = votes::find_poll(scope, session.meal_id, tap.dish, scope.today()).await?;
    let poll = poll.ok_or(Failure::of(TapFault::SessionClosed))?;
    let mut faults = Vec::new();
    let id = Uuid::try_parse(tap.id.trim()).ok().filter(|id| !id.is_nil() && !id.is_max());
    faults.extend(id.is_none().then_some(TapFault::TapIdInvalid));
    faults.extend((!(1..=5).contains(&tap.rating)).then_some(TapFault::RatingOutOfRange));
    faults.extend((tap.dish.is_some() && !poll.has_dish).then_some(TapFault::DishNotOfMeal));
    let Some(id) = id.filter(|_| faults.is_empty()) else { return Err(Failure::Refused(faults)) };
    let voter = Voter::Tap { session: session.id, tap: id };
    // Its day is over, and with it the salt soon; or the kitchen has taken the meal back.
    let is_served = is_served(poll.has_dishes, &poll.notices.unwrap_or_default().0);
    if !is_served || ballot::check_window(poll.served_on, scope.now()).is_err() {
        let salt = votes::find_salt(scope, poll.served_on).await?;
        let voter = salt.map(|salt| Proof::Voter(voter.hash(scope.key(), &salt)));
        if let Some(voter) = voter
            && votes::find_own_vote(&scope.with_proof(voter).begin().await?, session.meal_id).await?.is_some()
        {
            return Ok(Tapped { votes: session.votes, was_repeated: true });
        }
        return Err(Failure::of(TapFault::SessionClosed));
    }
    let salt = match poll.salt {
        Some(salt) => salt,
        None => salt_of(scope, scope.today()).await?,
    };
    let mut reasons = tap.reasons;
    reasons.sort_unstable();
    reasons.dedup();
    let hash = voter.hash(scope.key(), &salt);
    let ballot = Ballot {
        meal: session.meal_id,
        dish: tap.dish,
        rating: tap.rating,
        reasons,
        comment: None,
        role: VoterRole::Pupil,
        voter,
        idempotency_key: None,
    };

    let tx = scope.with_proof(device).begin().await?;
    let row = store::find_shown_session(&tx).await?.ok_or(Failure::of(TapFault::DeviceNotFound))?;
    if !votes::insert_vote(&tx, &ballot, (hash, None), scope.now()).await? {
        return Ok(Tapped { votes: row.votes, was_repeated: true });
    }
    let fault = if !is_open(&row, scope) {
        Some(TapFault::SessionClosed)
    } else if row.votes >= row.max_votes {
        Some(TapFault::SessionFull)
    } else {
        row.last_vote_at.filter(|last| scope.now() < *last + PAUSE).map(|_| TapFault::TooSoon)
    };
    if let Some(fault) = fault {
        return Err(Failure::of(fault));
    }
    store::update_session_as_voted(&tx, &row, scope.now()).await?;
    tx.commit().await?;
    publish_if_full(scope, row.meal_id, voter.channel(), ballot.dish).await;
    Ok(Tapped { votes: row.votes + 1, was_repeated: false })
}

/// Why a session is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseFault {
    /// No such session of the viewer's.
    SessionNotFound,
}

/// Closes a device before its time; for who opened it. Doing it again changes nothing.
pub async fn close_session(scope: &Scope, id: Uuid) -> Result<classroom_session::Model, Failure<CloseFault>> {
    scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    let tx = scope.begin().await?;
    let row = store::find_session_in(&tx, id).await?;
    let mut row = row.ok_or(Failure::of(CloseFault::SessionNotFound))?;
    if row.closed_at.is_none() {
        store::update_session_as_closed(&tx, id, scope.now()).await?;
        row.closed_at = Some(scope.now());
        tx.commit().await?;
    }
    Ok(row)
}

/// Whether votes can be given.
pub fn is_open(row: &classroom_session::Model, scope: &Scope) -> bool {
    row.closed_at.is_none() && scope.now() < row.closes_at
}
