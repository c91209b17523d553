//! Votes on meals (M5).

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DbErr, SqlErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    super::{
        policy,
        rules::{
            ballot::{self, Ballot, Fault, Submitted, Voter},
            menu::is_served,
            portions::Counts,
            remarks::{flags, is_sensitive},
        },
        store::{
            kept,
            publishing::{self, MealOf},
            recount::{self, Subject},
            remarks::{self, NewComment},
            schools, votes,
        },
    },
    publishing::{publish, publish_if_full},
};
use crate::{
    platform::{
        Failure, Internal,
        clock::STOCKHOLM,
        idempotency::{Claim, Key, claim_key, is_unguessable_key},
        secret::{self, keyed_hash},
        throttle::Act,
    },
    tenancy::{PlatformDb, Proof, Scope, Section, Tx},
};

/// The mutation of voting.
pub const SUBMIT: &str = "submitMealFeedback";

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
/// the first. It is in the results as soon as enough others are (M6).
///
/// # Errors
/// [`Fault`]s of the ballot; faults of ours.
pub async fn submit_feedback(scope: &Scope, submitted: Submitted) -> Result<Counted, Failure<Fault>> {
    if let Err(limited) = scope.count(Act::Entry) {
        let ballot = ballot::read(submitted, scope.viewer().person_id()).ok();
        let counted = recall_vote(scope, ballot, Some(scope.today())).await?;
        return counted.map_or_else(|| Err(limited), Ok);
    }
    let (meal, dish) = (submitted.meal, submitted.dish);
    let today = scope.today();
    let poll = votes::find_poll(scope, meal, dish, today).await?;
    let mut faults = Vec::new();
    let ballot = ballot::read(submitted, scope.viewer().person_id()).map_err(|found| faults.extend(found));
    let Some(poll) = poll else {
        faults.insert(0, Fault::MealNotFound);
        let counted = recall_vote(scope, ballot.ok(), None).await?;
        return counted.ok_or(Failure::Refused(faults));
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
        let counted = recall_vote(scope, Some(ballot), Some(poll.served_on)).await?;
        return counted.ok_or(Failure::Refused(faults));
    }
    let salt = match poll.salt {
        Some(salt) => salt,
        None => salt_of(scope, today).await?,
    };
    let comment = remark(&ballot, poll.school_id, poll.served_on)?;
    let counted = cast(scope, ballot, comment, &salt).await?;
    let Ballot { meal, dish, voter, .. } = counted.ballot;
    publish_if_full(scope, meal, voter.channel(), dish).await;
    Ok(counted)
}

/// A vote that cannot be counted now, as it was counted before with the same key, if it was.
async fn recall_vote(
    scope: &Scope,
    ballot: Option<Ballot>,
    served_on: Option<NaiveDate>,
) -> Result<Option<Counted>, Failure<Fault>> {
    let Some(ballot) = ballot.filter(|ballot| ballot.idempotency_key.is_some()) else { return Ok(None) };
    let salt = match served_on {
        Some(day) => votes::find_salt(scope, day).await?,
        None => None,
    };
    let Some(key) = key_of(scope, &ballot, salt.as_deref()) else { return Ok(None) };
    let outcome = key.recall(scope, Fault::IdempotencyKeyReused).await?;
    Ok(outcome.map(|outcome| Counted { ballot, outcome }))
}

/// Under what a vote's key is kept. The row outlives the day, after which nobody may be able to tell whose vote was which.
/// So neither voter nor key nor input are in it, but hashes that only the key's holder can make again. A key that could be
/// guessed is mixed with the day's salt and forgotten with it.
fn key_of(scope: &Scope, ballot: &Ballot, salt: Option<&[u8]>) -> Option<Key> {
    let key = ballot.idempotency_key.as_ref()?;
    let salt = if is_unguessable_key(key.text()) { &[][..] } else { salt? };
    let known_by = [&ballot.voter.hash(scope.key(), salt)[..], key.text().as_bytes()].concat();
    let owner = secret::hex(&scope.key().derive("meals.retry owner", &known_by));
    let pepper = scope.key().derive("meals.retry input", &known_by);
    Some(Key::of_pseudonym(SUBMIT, owner, keyed_hash(&pepper, &[key.input_hash().as_slice()]).to_vec()))
}

/// Writes the vote as the voter's first on the meal, which nearly all are, and if it is not, corrects.
async fn cast(
    scope: &Scope,
    ballot: Ballot,
    comment: Option<NewComment>,
    salt: &[u8],
) -> Result<Counted, Failure<Fault>> {
    let voter_hash = ballot.voter.hash(scope.key(), salt);
    let key = key_of(scope, &ballot, Some(salt));
    let outcome = Outcome { was_corrected: false, at: scope.now() };
    let known = (voter_hash, comment.as_ref().map(|comment| comment.id));
    let mut batch = votes::batch_of_first_vote(scope, &ballot, known, outcome.at);
    if let Some(key) = &key {
        key.keep(&mut batch, &outcome)?;
    }
    if let Some(comment) = &comment {
        remarks::add_comment(&mut batch, comment);
    }
    match batch.send().await {
        Ok(Some(_)) => Ok(Counted { ballot, outcome }),
        Ok(None) => correct(scope, ballot, (voter_hash, comment), key).await,
        Err(fault) if Key::is_taken(&fault) => correct(scope, ballot, (voter_hash, comment), key).await,
        Err(fault) => Err(vanished(fault)),
    }
}

/// The dish was there when the ballot was read, and is gone from the menu since.
fn vanished(fault: DbErr) -> Failure<Fault> {
    match fault.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => Failure::of(Fault::DishNotOfMeal),
        _ => fault.into(),
    }
}

/// Writes the vote where something was written before: the voter's vote on the meal, or an answer to the same key.
async fn correct(
    scope: &Scope,
    ballot: Ballot,
    (voter_hash, comment): ([u8; 32], Option<NewComment>),
    key: Option<Key>,
) -> Result<Counted, Failure<Fault>> {
    let tx = scope.with_proof(Proof::Voter(voter_hash)).begin().await?;
    let pending = match claim_key(&tx, key.as_ref()).await? {
        Claim::First(pending) => pending,
        Claim::Done(outcome) => return Ok(Counted { ballot, outcome }),
        Claim::OtherInput => return Err(Failure::of(Fault::IdempotencyKeyReused)),
    };
    let at = scope.now();
    let comment_id = comment.as_ref().map(|comment| comment.id);
    let is_first = votes::insert_vote(&tx, &ballot, (voter_hash, comment_id), at).await.map_err(vanished)?;
    let mut replaced = None;
    if !is_first && let Some(before) = votes::find_own_vote(&tx, ballot.meal).await? {
        votes::update_own_vote(&tx, &ballot, (&before, comment_id), at).await.map_err(vanished)?;
        replaced = before.comment_id;
    }
    remarks::replace_comment(&tx, replaced, comment.as_ref()).await?;
    let outcome = Outcome { was_corrected: !is_first, at };
    pending.keep(&tx, &outcome).await?;
    tx.commit().await?;
    Ok(Counted { ballot, outcome })
}

/// The salt of today; its first voter makes it.
pub(super) async fn salt_of(scope: &Scope, today: NaiveDate) -> Result<Vec<u8>, Internal> {
    let tx = scope.begin().await?;
    votes::insert_salt(&tx, today, secret::random::<32>()?.to_vec()).await?;
    tx.commit().await?;
    let salt = votes::find_salt(scope, today).await?;
    salt.ok_or_else(|| Internal::new("the day's salt is gone as soon as it was written"))
}

/// The comment of a ballot as staff read it: apart from the vote, under an id that tells no time, without rating or role.
fn remark(ballot: &Ballot, school: Uuid, served_on: NaiveDate) -> Result<Option<NewComment>, Internal> {
    let Some(text) = ballot.comment.clone() else { return Ok(None) };
    let flags = flags(&text);
    Ok(Some(NewComment {
        id: uuid::Builder::from_random_bytes(secret::random::<16>()?).into_uuid(),
        school,
        meal: ballot.meal,
        dish: ballot.dish,
        served_on,
        text,
        is_sensitive: is_sensitive(&flags),
        flags,
    }))
}

/// Counts many first votes at once at these schools, each of a voter of its own, on days that are over: for demonstrations.
///
/// # Errors
/// When the database cannot be written.
pub async fn cast_many(tx: &Tx, ballots: &[(Uuid, Ballot, DateTime<Utc>)]) -> Result<(), Internal> {
    let (mut rows, mut comments) = (Vec::with_capacity(ballots.len()), Vec::new());
    for (school, ballot, at) in ballots {
        // As after the day: nobody knows any more what the hash is of.
        let served_on = at.with_timezone(&STOCKHOLM).date_naive();
        let comment = remark(ballot, *school, served_on)?;
        rows.push((ballot, (secret::random::<32>()?, comment.as_ref().map(|comment| comment.id)), *at));
        comments.extend(comment);
    }
    votes::insert_votes(tx, &rows).await?;
    remarks::insert_comments(tx, &comments).await?;
    let meals: BTreeSet<_> = ballots.iter().map(|(_, ballot, _)| ballot.meal).collect();
    for meal_id in meals {
        let of = MealOf { municipality_id: tx.scope().municipality().id, meal_id };
        publish(publishing::connection(tx), of, true).await?;
    }
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

/// A result that does not say what the votes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyFault {
    /// What it is of.
    pub of: Subject,
    /// What the result says.
    pub tallied: Counts,
    /// What the votes say.
    pub counted: Counts,
}

/// What was compared, and where votes and results differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyCheck {
    /// How many published votes there are.
    pub votes: i64,
    /// How many results of meals, dishes and days they make.
    pub results: usize,
    /// Those that say something else than the votes.
    pub faults: Vec<TallyFault>,
}

/// Counts all published votes again and tells where the results differ: nowhere, unless somebody wrote past this server.
/// Votes may come in meanwhile: one moment is looked at.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_tallies(platform: &PlatformDb) -> Result<TallyCheck, DbErr> {
    let read = async |connection: &_| {
        Ok::<_, DbErr>((recount::count_votes(connection).await?, recount::list_results(connection).await?))
    };
    let (counted, tallied) = platform.read(read).await?;
    let keys: BTreeSet<_> = counted.keys().chain(tallied.keys()).copied().collect();
    // Each vote is in the result of its meal.
    let of_meals =
        counted.iter().filter(|(of, _)| matches!(of, Subject::Meal { meal, dish, .. } if meal == dish));
    let votes = of_meals.map(|(_, counts)| counts.votes.0.iter().sum::<i64>()).sum();
    let results = keys.len();
    let faults = keys
        .into_iter()
        .filter(|key| counted.get(key) != tallied.get(key))
        .map(|key| TallyFault {
            of: key,
            tallied: tallied.get(&key).copied().unwrap_or_default(),
            counted: counted.get(&key).copied().unwrap_or_default(),
        })
        .collect();
    Ok(TallyCheck { votes, results, faults })
}

/// What is kept about a person, for the register extract: schools, and today's votes. The salt of older ones is destroyed:
/// nobody can tell any more whose they are (M5).
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let mut sections = kept::list_kept_relations(scope, id).await?;
    sections.extend(kept::list_kept_menus(scope, id).await?);
    sections.extend(kept::list_kept_service(scope, id).await?);
    let salt = votes::find_salt(scope, scope.today()).await?;
    let voter = salt.map(|salt| Voter::Person(id).hash(scope.key(), &salt));
    sections.push(kept::list_kept_votes(scope, voter).await?);
    Ok(sections)
}
