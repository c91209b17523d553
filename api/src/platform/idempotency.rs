//! A retried mutation is one mutation (S14): the same key and input answer the same, the same key with other input is an
//! error. The claim is a row of the action's own transaction, so a failed action leaves the key free, and of two that
//! run at once the second waits and answers what the first did.

use entity::idempotency_key::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Internal, secret};
use crate::tenancy::{Tx, public_rows};

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

/// Claims `key` for this operation and viewer. Without a key every call is a first.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim<Outcome: DeserializeOwned>(
    tx: &Tx,
    operation: &'static str,
    key: Option<&str>,
    input: &impl Serialize,
) -> Result<Claim<Outcome>, Internal> {
    claim_row(tx, operation, &viewer_of(tx), key, input, None::<&()>).await
}

/// The same for an owner that must not be traceable to the viewer, because the row outlives what may be known of them.
/// The input's hash is kept too: what could be guessed from it must be mixed with something that is forgotten in time.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim_as<Outcome: DeserializeOwned>(
    tx: &Tx,
    operation: &'static str,
    owner: &str,
    key: Option<&str>,
    input: &impl Serialize,
) -> Result<Claim<Outcome>, Internal> {
    claim_row(tx, operation, owner, key, input, None::<&()>).await
}

/// The same where the outcome is known before the work is done, because its ids are ours to make: one statement
/// instead of two.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim_with<Outcome: Serialize + DeserializeOwned>(
    tx: &Tx,
    operation: &'static str,
    key: Option<&str>,
    input: &impl Serialize,
    outcome: &Outcome,
) -> Result<Claim<Outcome>, Internal> {
    claim_row(tx, operation, &viewer_of(tx), key, input, Some(outcome)).await
}

/// The viewer as the owner of a key.
fn viewer_of(tx: &Tx) -> String {
    tx.scope().viewer().person_id().map_or_else(|| "anonymous".to_owned(), |id| id.to_string())
}

async fn claim_row<Outcome: DeserializeOwned>(
    tx: &Tx,
    operation: &'static str,
    owner: &str,
    key: Option<&str>,
    input: &impl Serialize,
    known: Option<&impl Serialize>,
) -> Result<Claim<Outcome>, Internal> {
    let Some(key) = key else { return Ok(Claim::First(Pending(None))) };
    let input_hash = secret::hash(&serde_json::to_vec(input).map_err(Internal::new)?).to_vec();
    let mine = Condition::all()
        .add(Column::Operation.eq(operation))
        .add(Column::Owner.eq(owner))
        .add(Column::Key.eq(key));
    let row = ActiveModel {
        operation: Set(operation.to_owned()),
        owner: Set(owner.to_owned()),
        key: Set(key.to_owned()),
        input_hash: Set(input_hash.clone()),
        outcome: Set(match known {
            Some(outcome) => serde_json::to_value(outcome).map_err(Internal::new)?,
            None => serde_json::Value::Null,
        }),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let columns = [Column::MunicipalityId, Column::Operation, Column::Owner, Column::Key];
    if tx.insert_or::<Entity>(row, OnConflict::columns(columns).do_nothing().to_owned()).await? == 1 {
        return Ok(Claim::First(Pending(known.is_none().then_some(mine))));
    }
    match tx.find::<Entity>().filter(mine).one().await? {
        Some(row) if row.input_hash == input_hash => {
            Ok(Claim::Done(serde_json::from_value(row.outcome).map_err(Internal::new)?))
        }
        _ => Ok(Claim::OtherInput),
    }
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
