//! What can be done with meals.

pub mod follows;
pub mod menus;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    policy,
    rules::{
        ballot::{self, Ballot, Fault, Submitted, Voter},
        menu::is_served,
        tallying::{Vote, changes},
    },
    store::{kept, recount, schools, votes},
};
use crate::{
    platform::{
        Failure, Internal,
        idempotency::{Claim, Key, claim_key},
        secret::{self, keyed_hash},
    },
    tenancy::{PlatformDb, Proof, Scope, Section, Tx},
};

/// A vote that was counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// What was said.
    pub ballot: Ballot,
    /// How it was counted.
    pub outcome: Outcome,
}

/// How a vote was counted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether an earlier vote of the same voter was changed.
    pub was_corrected: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// Counts a vote on a meal (M5): one a voter and meal, on the meal's own Swedish day; another one on that day corrects
/// the first. The vote and its tallies are one transaction.
///
/// # Errors
/// [`Fault`]s of the ballot; faults of ours.
pub async fn submit_feedback(scope: &Scope, submitted: Submitted) -> Result<Counted, Failure<Fault>> {
    let (meal, dish) = (submitted.meal, submitted.dish);
    let today = scope.today();
    let poll = votes::find_poll(scope, meal, dish, today).await?;
    let mut faults = Vec::new();
    let ballot = ballot::read(submitted, scope.viewer().person_id()).map_err(|found| faults.extend(found));
    let Some(poll) = poll else {
        faults.insert(0, Fault::MealNotFound);
        return Err(Failure::Refused(faults));
    };
    if !is_served(poll.has_dishes, &poll.notices.unwrap_or_default().0) {
        faults.push(Fault::MealNotServed);
    }
    if dish.is_some() && !poll.has_dish {
        faults.push(Fault::DishNotOfMeal);
    }
    faults.extend(ballot::check_window(poll.served_on, scope.now()).err());
    let Ok(ballot) = ballot else { return Err(Failure::Refused(faults)) };
    let relations = schools::list_relations(scope, &[poll.school_id]).await?;
    let relation = relations.get(&poll.school_id).copied().unwrap_or_default();
    if !policy::roles(scope.viewer(), relation).contains(&ballot.role) {
        faults.push(Fault::RoleNotYours);
    }
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let salt = match poll.salt {
        Some(salt) => salt,
        None => salt_of(scope, today).await?,
    };
    cast(scope, ballot, &salt).await
}

/// Writes the vote as the voter's first on the meal, which nearly all are, and if it is not, corrects.
async fn cast(scope: &Scope, ballot: Ballot, salt: &[u8]) -> Result<Counted, Failure<Fault>> {
    let voter_hash = ballot.voter.hash(scope.key(), salt);
    let key = ballot.idempotency_key.as_deref().map(|key| {
        let owner = secret::hex(&voter_hash);
        Key::of_owner(owner, "submitMealFeedback", key, &blurred(&ballot, salt))
    });
    let key = key.transpose()?;
    let outcome = Outcome { was_corrected: false, at: scope.now() };
    let mut batch = votes::batch_of_first_vote(scope, &ballot, voter_hash, outcome.at);
    if let Some(key) = &key {
        key.keep(&mut batch, &outcome)?;
    }
    votes::add_to_tallies(&mut batch, &changes(&[counted(&ballot)], &[]));
    match batch.send().await {
        Ok(Some(_)) => Ok(Counted { ballot, outcome }),
        Ok(None) => correct(scope, ballot, voter_hash, key).await,
        Err(fault) if Key::is_taken(&fault) => correct(scope, ballot, voter_hash, key).await,
        Err(fault) => Err(fault.into()),
    }
}

/// Writes the vote where something was written before: the voter's vote on the meal, or an answer to the same key.
async fn correct(
    scope: &Scope,
    ballot: Ballot,
    voter_hash: [u8; 32],
    key: Option<Key>,
) -> Result<Counted, Failure<Fault>> {
    let tx = scope.with_proof(Proof::Voter(voter_hash)).begin().await?;
    let pending = match claim_key(&tx, key.as_ref()).await? {
        Claim::First(pending) => pending,
        Claim::Done(outcome) => return Ok(Counted { ballot, outcome }),
        Claim::OtherInput => return Err(Failure::of(Fault::IdempotencyKeyReused)),
    };
    let at = scope.now();
    let is_first = votes::insert_vote(&tx, &ballot, voter_hash, at).await?;
    let before = if is_first { None } else { votes::find_own_vote(&tx, ballot.meal).await? };
    if !is_first {
        votes::update_own_vote(&tx, &ballot, at).await?;
    }
    let before = before.map(|row| Vote { meal: row.meal_id, dish: row.dish_id, rating: row.rating });
    votes::update_tallies(&tx, &changes(&[counted(&ballot)], before.as_slice())).await?;
    let outcome = Outcome { was_corrected: !is_first, at };
    pending.keep(&tx, &outcome).await?;
    tx.commit().await?;
    Ok(Counted { ballot, outcome })
}

/// The salt of today; its first voter makes it.
async fn salt_of(scope: &Scope, today: NaiveDate) -> Result<Vec<u8>, Internal> {
    let tx = scope.begin().await?;
    votes::insert_salt(&tx, today, secret::random::<32>()?.to_vec()).await?;
    tx.commit().await?;
    let salt = votes::find_salt(scope, today).await?;
    salt.ok_or_else(|| Internal::new("the day's salt is gone as soon as it was written"))
}

fn counted(ballot: &Ballot) -> Vote {
    Vote { meal: ballot.meal, dish: ballot.dish, rating: ballot.rating }
}

/// The input as a retry repeats it, under the day's salt: what somebody said could be guessed from a plain hash as long
/// as keys are remembered, which is longer than the day.
fn blurred(ballot: &Ballot, salt: &[u8]) -> String {
    secret::hex(&keyed_hash(salt, &[format!("{ballot:?}").as_bytes()]))
}

/// Counts many first votes at once, each of a voter of its own, on whatever day: for demonstrations.
///
/// # Errors
/// When the database cannot be written.
pub async fn cast_many(tx: &Tx, ballots: &[(Ballot, DateTime<Utc>)]) -> Result<(), Internal> {
    let mut rows = Vec::with_capacity(ballots.len());
    for (ballot, at) in ballots {
        // As after the day: nobody knows any more what the hash is of.
        rows.push((ballot, secret::random::<32>()?, *at));
    }
    votes::insert_votes(tx, &rows).await?;
    let come: Vec<_> = ballots.iter().map(|(ballot, _)| counted(ballot)).collect();
    votes::update_tallies(tx, &changes(&come, &[])).await?;
    Ok(())
}

/// The viewer's hash today, or that of an installation; none while nobody voted today, for then they have not either.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_proof(scope: &Scope, voter: Voter) -> Result<Option<Proof>, DbErr> {
    let salt = votes::find_salt(scope, scope.today()).await?;
    Ok(salt.map(|salt| Proof::Voter(voter.hash(scope.key(), &salt))))
}

/// Destroys the salts of days that are over in Sweden. From then on no vote of theirs can be led back to anybody (M6).
///
/// # Errors
/// When the database cannot be written.
pub async fn destroy_old_salts(platform: &PlatformDb, today: NaiveDate) -> Result<(), DbErr> {
    votes::delete_salts_before(platform, today).await
}

/// A tally that does not say what the votes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyFault {
    /// The municipality's key.
    pub municipality_id: i32,
    /// The meal.
    pub meal: Uuid,
    /// The dish; the meal's own id for votes in all.
    pub dish: Uuid,
    /// What the tally says, from 1 to 5.
    pub tallied: [i64; 5],
    /// What the votes say.
    pub counted: [i64; 5],
}

/// Counts all votes again and tells where the tallies differ: nowhere, unless somebody wrote past this server. While
/// votes come in, one that is counted between the two readings can show as a difference.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_tallies(platform: &PlatformDb) -> Result<Vec<TallyFault>, DbErr> {
    let (counted, tallied) = (recount::count_votes(platform).await?, recount::list_tallies(platform).await?);
    let mut keys: Vec<_> = counted.keys().chain(tallied.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    Ok(keys
        .into_iter()
        .filter(|key| counted.get(key) != tallied.get(key))
        .map(|key @ (municipality_id, meal, dish)| TallyFault {
            municipality_id,
            meal,
            dish,
            tallied: tallied.get(&key).copied().unwrap_or_default(),
            counted: counted.get(&key).copied().unwrap_or_default(),
        })
        .collect())
}

/// What is kept about a person, for the register extract: schools, and today's votes. The salt of older ones is destroyed:
/// nobody can tell any more whose they are (M5).
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let mut sections = kept::list_kept_relations(scope, id).await?;
    sections.extend(kept::list_kept_menus(scope, id).await?);
    let salt = votes::find_salt(scope, scope.today()).await?;
    let voter = salt.map(|salt| Voter::Person(id).hash(scope.key(), &salt));
    sections.push(kept::list_kept_votes(scope, voter).await?);
    Ok(sections)
}
