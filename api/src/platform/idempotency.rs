//! A retried mutation is one mutation (S14): the same key and input answer the same, the same key with other input is an
//! error. The claim is a row of the action's own transaction or batch, so a failed action leaves the key free, and of two
//! that run at once the second waits and answers what the first did.
//!
//! A key is looked up ([`recall`]) before anything is judged that changes with time or request: a voting window, a status,
//! a right, the language of the request. What it answered is read again through the scope, so that nobody is shown what
//! they may no longer see. The claim in the transaction is then for two that run at once.

use entity::idempotency_key::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Failure, Internal, failure::violates_unique, secret};
use crate::tenancy::{Batch, Find, Scope, Tx, public_rows};

// Rows are found only by their key, which only the client knows; no query lists them.
public_rows!(entity::idempotency_key);

/// What became of a claim.
pub enum Claim<Outcome> {
    /// The mutation is new: do it, then [`Pending::keep`] the outcome.
    First(Pending),
    /// It was done before, with this outcome.
    Done(Outcome),
    /// The key was used with other input.
    OtherInput,
}

/// A claim whose outcome is still to be kept.
pub struct Pending(Option<Condition>);

/// What is said of a key that cannot be kept, in Swedish and English.
pub const INVALID: (&str, &str) = (
    "Nyckeln ska ha 1 till 255 tecken, inga styrtecken.",
    "The key must have 1 to 255 characters, no control characters.",
);
/// The same where it can be of somebody who is not logged in.
pub const INVALID_FOR_ANYBODY: (&str, &str) = (
    "Nyckeln ska ha 1 till 255 tecken, inga styrtecken, och utan inloggning minst 22: ta ett UUID.",
    "The key must have 1 to 255 characters, no control characters, and at least 22 without login: take a UUID.",
);
/// What is said of a key that was used with other input.
pub const REUSED: (&str, &str) =
    ("Nyckeln har redan använts för något annat.", "The key was used for something else already.");

/// Whether a client's key can be kept: 1 to 255 characters, none of them a control character.
#[must_use]
pub fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.chars().count()) && !key.chars().any(char::is_control)
}

/// Whether a client's key can be kept for somebody who is not logged in. All of them together are one owner, so that the
/// key alone must tell them apart: nobody may come upon another's by counting. A UUID will do.
#[must_use]
pub fn is_unguessable_key(key: &str) -> bool {
    is_key(key) && key.chars().count() >= UNGUESSABLE
}

/// Characters of 64 kinds that hold the 128 bits of a UUID.
const UNGUESSABLE: usize = 22;

/// A client's key, with the mutation and a hash of the input as it was sent: before anything was filled in that another
/// request would fill in differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    operation: &'static str,
    text: String,
    input_hash: [u8; 32],
}

impl ClientKey {
    /// The key of a mutation, with its input in GraphQL's spelling.
    #[must_use]
    pub fn new(operation: &'static str, text: &str, input: &str) -> Self {
        Self { operation, text: text.to_owned(), input_hash: secret::hash(input.as_bytes()) }
    }

    /// As the client spelled it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it can be kept: see [`is_key`].
    #[must_use]
    pub fn is_valid(&self) -> bool {
        is_key(&self.text)
    }

    /// The hash of what it was sent with.
    #[must_use]
    pub fn input_hash(&self) -> &[u8; 32] {
        &self.input_hash
    }
}

/// A client's key, and whose it is.
pub struct Key {
    operation: &'static str,
    owner: String,
    text: String,
    input_hash: Vec<u8>,
}

/// The columns by which a key is known.
const KNOWN_BY: [Column; 4] = [Column::MunicipalityId, Column::Operation, Column::Owner, Column::Key];

impl Key {
    /// The key of the scope's viewer.
    #[must_use]
    pub fn of_viewer(scope: &Scope, key: &ClientKey) -> Self {
        let person = scope.viewer().person_id();
        let owner = person.map_or_else(|| "anonymous".to_owned(), |id| id.to_string());
        let ClientKey { operation, text, input_hash } = key.clone();
        Self { operation, owner, text, input_hash: input_hash.to_vec() }
    }

    /// The key of an owner that must not be traceable to the viewer, because the row outlives what may be known of them.
    /// `owner` tells one owner's keys apart, and the hash of the input must not let it be guessed.
    #[must_use]
    pub fn of_pseudonym(operation: &'static str, owner: String, input_hash: Vec<u8>) -> Self {
        Self { operation, owner, text: String::new(), input_hash }
    }

    /// A batch that is written if the key is new, and keeps this outcome for it.
    ///
    /// # Errors
    /// When the outcome cannot be written down.
    pub fn batch(&self, scope: &Scope, outcome: &impl Serialize) -> Result<Batch, Internal> {
        Ok(scope.batch_unless_there::<Entity>(self.row(scope, Some(outcome))?, KNOWN_BY))
    }

    /// Keeps the outcome of a batch with it. Where the key is not new, the batch fails: see [`Key::is_taken`].
    ///
    /// # Errors
    /// When the outcome cannot be written down.
    pub fn keep(&self, batch: &mut Batch, outcome: &impl Serialize) -> Result<(), Internal> {
        let row = self.row(batch.scope(), Some(outcome))?;
        batch.insert::<Entity>(row);
        Ok(())
    }

    /// Whether a batch failed because a key of it is not new.
    #[must_use]
    pub fn is_taken(fault: &DbErr) -> bool {
        violates_unique(fault, "idempotency_key", &["municipality_id", "operation", "owner", "key"])
    }

    /// What an earlier use of the key answered, if there was one.
    ///
    /// # Errors
    /// `reused` when it was sent with other input.
    pub async fn recall<Outcome: DeserializeOwned, Fault>(
        &self,
        scope: &Scope,
        reused: Fault,
    ) -> Result<Option<Outcome>, Failure<Fault>> {
        match self.stored(scope.find()).await? {
            Some(Claim::Done(outcome)) => Ok(Some(outcome)),
            Some(_) => Err(Failure::of(reused)),
            None => Ok(None),
        }
    }

    /// Claims the key, for an outcome that is known already or will be.
    async fn claim<Outcome: DeserializeOwned>(
        &self,
        tx: &Tx,
        known: Option<&impl Serialize>,
    ) -> Result<Claim<Outcome>, Internal> {
        let once = OnConflict::columns(KNOWN_BY).do_nothing().to_owned();
        if tx.insert_or::<Entity>(self.row(tx.scope(), known)?, once).await? == 1 {
            return Ok(Claim::First(Pending(known.is_none().then(|| self.condition()))));
        }
        Ok(self.stored(tx.find()).await?.unwrap_or(Claim::OtherInput))
    }

    async fn stored<Outcome: DeserializeOwned>(
        &self,
        rows: Find<'_, Entity>,
    ) -> Result<Option<Claim<Outcome>>, Internal> {
        let Some(row) = rows.filter(self.condition()).one().await? else { return Ok(None) };
        if row.input_hash != self.input_hash {
            return Ok(Some(Claim::OtherInput));
        }
        serde_json::from_value(row.outcome).map(|outcome| Some(Claim::Done(outcome))).map_err(Internal::new)
    }

    fn condition(&self) -> Condition {
        Condition::all()
            .add(Column::Operation.eq(self.operation))
            .add(Column::Owner.eq(&self.owner))
            .add(Column::Key.eq(&self.text))
    }

    fn row(&self, scope: &Scope, outcome: Option<&impl Serialize>) -> Result<ActiveModel, Internal> {
        let outcome = outcome.map(serde_json::to_value).transpose().map_err(Internal::new)?;
        Ok(ActiveModel {
            operation: Set(self.operation.to_owned()),
            owner: Set(self.owner.clone()),
            key: Set(self.text.clone()),
            input_hash: Set(self.input_hash.clone()),
            outcome: Set(outcome.unwrap_or_default()),
            created_at: Set(scope.now()),
            ..Default::default()
        })
    }
}

/// What an earlier use of the viewer's key answered, if there was one: to be asked before anything else is. A key that
/// cannot be kept has none.
///
/// # Errors
/// `reused` when it was sent with other input.
pub async fn recall<Outcome: DeserializeOwned, Fault>(
    scope: &Scope,
    key: Option<&ClientKey>,
    reused: Fault,
) -> Result<Option<Outcome>, Failure<Fault>> {
    match key.filter(|key| key.is_valid()) {
        Some(key) => Key::of_viewer(scope, key).recall(scope, reused).await,
        None => Ok(None),
    }
}

/// Claims the viewer's key. Without a key every call is a first.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim<Outcome: DeserializeOwned>(
    tx: &Tx,
    key: Option<&ClientKey>,
) -> Result<Claim<Outcome>, Internal> {
    claim_key(tx, key.map(|key| Key::of_viewer(tx.scope(), key)).as_ref()).await
}

/// The same for a key of any owner.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim_key<Outcome: DeserializeOwned>(
    tx: &Tx,
    key: Option<&Key>,
) -> Result<Claim<Outcome>, Internal> {
    let Some(key) = key else { return Ok(Claim::First(Pending(None))) };
    key.claim(tx, None::<&()>).await
}

/// The same where the outcome is known before the work is done, because its ids are ours to make: one statement
/// instead of two.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim_with<Outcome: Serialize + DeserializeOwned>(
    tx: &Tx,
    key: Option<&ClientKey>,
    outcome: &Outcome,
) -> Result<Claim<Outcome>, Internal> {
    let Some(key) = key else { return Ok(Claim::First(Pending(None))) };
    Key::of_viewer(tx.scope(), key).claim(tx, Some(outcome)).await
}

impl Pending {
    /// Keeps the outcome for retries: ids, nothing personal.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep(self, tx: &Tx, outcome: &impl Serialize) -> Result<(), Internal> {
        let Some(mine) = self.0 else { return Ok(()) };
        let outcome = serde_json::to_value(outcome).map_err(Internal::new)?;
        tx.update::<Entity>(mine, vec![(Column::Outcome, Expr::val(outcome))]).await?;
        Ok(())
    }
}

/// How long a key is remembered.
pub const RETENTION: chrono::TimeDelta = chrono::TimeDelta::hours(48);

/// Forgets keys older than [`RETENTION`].
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_expired(
    platform: &crate::tenancy::PlatformDb,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    use sea_orm::{EntityTrait, QueryFilter};
    let expired = Entity::delete_many().filter(Column::CreatedAt.lt(now - RETENTION));
    expired.exec(platform.connection()).await?;
    Ok(())
}
