//! The installation's keys: where they come from, and whether they are those that the database was written with. A wrong
//! key would be used for a while before anybody noticed, and what it has written fits no other; so the database keeps a
//! fingerprint of each, and nothing starts with another.

use chrono::{DateTime, Utc};
use entity::{
    audit_entry, identity_number,
    key_fingerprint::{Column, Entity, Model},
    submission,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    app::StartError,
    config::Config,
    platform::{
        audit,
        private::write_private,
        secret::{self, SecretKey},
    },
    submissions,
    tenancy::PlatformDb,
};

/// What the secret key's fingerprint is kept under.
const SECRET: &str = "secret key";
/// The same of the key for identity numbers.
const NUMBER: &str = "number key";
/// The migration from which on fingerprints are kept.
pub const SINCE: &str = "m20261130_000040_create_key_fingerprint";
/// What stands for the fingerprint of a key that was used before fingerprints were kept.
const UNRECORDED: &str = "unrecorded";

/// The installation's key. It is made when the database was never written with one; the database remembers its fingerprint.
/// A key that replaces one of `identity.previous_secret_keys` is recorded in its place.
///
/// # Errors
/// [`StartError::Config`] when the database was written with a key that is not here, with the way out.
pub async fn open(
    platform: &PlatformDb,
    config: &Config,
    now: DateTime<Utc>,
) -> Result<SecretKey, StartError> {
    let key = match configured(config)? {
        Some(key) => key,
        None if is_used(platform).await? => return Err(missing(platform, config).await?),
        None => make(config)?,
    };
    let recorded = refuse_lost(platform, config, &key).await?;
    for (purpose, fingerprint) in [(SECRET, key.fingerprint()), (NUMBER, current_number_key(&key))] {
        let known = recorded.iter().find(|row| row.is_current && row.purpose == purpose);
        if known.is_some_and(|known| known.fingerprint == fingerprint) {
            continue;
        }
        let known = known.map(|known| known.fingerprint.as_str());
        platform.append(async |tx| record(tx, (purpose, &fingerprint), known, now).await).await?;
        tracing::info!(purpose, fingerprint, replaced = known, "the fingerprint of a key is recorded");
    }
    // Somebody else may have recorded another one at the same moment.
    refuse_lost(platform, config, &key).await?;
    Ok(key)
}

/// Whether [`open`] would succeed; nothing is made or recorded.
///
/// # Errors
/// As for [`open`].
pub async fn check(platform: &PlatformDb, config: &Config) -> Result<(), StartError> {
    match configured(config)? {
        Some(key) => refuse_lost(platform, config, &key).await.map(drop),
        None if is_used(platform).await? => Err(missing(platform, config).await?),
        None => Ok(()),
    }
}

/// The installation's key as it is; none is made, and nothing is recorded.
///
/// # Errors
/// As for [`open`]; that there is no key.
pub async fn open_existing(platform: &PlatformDb, config: &Config) -> Result<SecretKey, StartError> {
    let Some(key) = configured(config)? else { return Err(missing(platform, config).await?) };
    refuse_lost(platform, config, &key).await?;
    Ok(key)
}

/// Records the configured keys in the place of keys that are lost. Each of those must be named, and no other. Where no
/// key is configured, one is made.
///
/// # Errors
/// When others are lost than those that are named.
pub async fn replace(
    platform: &PlatformDb,
    config: &Config,
    named: &[String],
    now: DateTime<Utc>,
) -> Result<SecretKey, StartError> {
    let key = match configured(config)? {
        Some(key) => key,
        None => make(config)?,
    };
    let lost = list_lost(platform, &key).await?;
    let unnamed = lost.iter().any(|lost| !named.contains(&lost.fingerprint));
    let unlost = named.iter().find(|named| lost.iter().all(|lost| lost.fingerprint != **named));
    if let Some(unlost) = unlost {
        let what = format!("the key {unlost} is not lost: it is here, or this database does not know it");
        return Err(StartError::Config(what));
    }
    if unnamed {
        return Err(refusal(config, &key, &lost));
    }
    platform
        .append(async |tx| {
            for lost in lost.iter().filter(|lost| lost.fingerprint != UNRECORDED) {
                Entity::delete_many().filter(is(lost.purpose, &lost.fingerprint)).exec(tx).await?;
                insert(tx, (lost.purpose, &lost.fingerprint), false, now).await?;
            }
            let recorded = Entity::find().filter(Column::IsCurrent.eq(true)).all(tx).await?;
            for (purpose, fingerprint) in [(SECRET, key.fingerprint()), (NUMBER, current_number_key(&key))] {
                let known = recorded.iter().find(|row| row.purpose == purpose);
                let known = known.map(|known| known.fingerprint.as_str());
                record(tx, (purpose, &fingerprint), known, now).await?;
            }
            Ok::<_, DbErr>(())
        })
        .await?;
    Ok(key)
}

/// All that the database remembers.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(platform: &PlatformDb) -> Result<Vec<Model>, DbErr> {
    let all = Entity::find().order_by_asc(Column::Purpose).order_by_asc(Column::RecordedAt);
    all.all(platform.connection()).await
}

fn current_number_key(key: &SecretKey) -> String {
    key.number_keys().current_id().to_owned()
}

/// The key of the configuration, or of the data folder.
fn configured(config: &Config) -> Result<Option<SecretKey>, StartError> {
    let bytes = if let Some(key) = &config.identity.secret_key {
        key.expose_secret().as_bytes().to_vec()
    } else {
        let file = config.secret_key_file();
        if !file.exists() {
            return Ok(None);
        }
        std::fs::read(&file).map_err(|cause| StartError::Io(file.display().to_string(), cause))?
    };
    let bytes_of = |keys: &[SecretString]| -> Vec<Vec<u8>> {
        keys.iter().map(|key| key.expose_secret().as_bytes().to_vec()).collect()
    };
    let previous = bytes_of(&config.identity.previous_secret_keys);
    let numbers = bytes_of(&config.identity.number_keys);
    let previous: Vec<_> = previous.iter().map(Vec::as_slice).collect();
    let numbers: Vec<_> = numbers.iter().map(Vec::as_slice).collect();
    Ok(Some(SecretKey::new(&bytes).with_previous(&previous).with_number_keys(&numbers)))
}

/// Makes the data folder's key if it does not exist yet.
fn make(config: &Config) -> Result<SecretKey, StartError> {
    let file = config.secret_key_file();
    let fresh = secret::random::<32>().map_err(|cause| StartError::Config(cause.to_string()))?;
    write_private(&file, secret::hex(&fresh).as_bytes())
        .map_err(|cause| StartError::Io(file.display().to_string(), cause))?;
    configured(config)?.ok_or_else(|| StartError::Config(format!("{} is gone again", file.display())))
}

/// A key that the database was written with and that is not here.
#[derive(Debug)]
struct Lost {
    purpose: &'static str,
    fingerprint: String,
    why: String,
}

/// Refuses to go on without a key that the database was written with; answers what is recorded.
async fn refuse_lost(
    platform: &PlatformDb,
    config: &Config,
    key: &SecretKey,
) -> Result<Vec<Model>, StartError> {
    let lost = list_lost(platform, key).await?;
    if lost.is_empty() { Ok(list(platform).await?) } else { Err(refusal(config, key, &lost)) }
}

async fn list_lost(platform: &PlatformDb, key: &SecretKey) -> Result<Vec<Lost>, DbErr> {
    let recorded = list(platform).await?;
    let mut lost = Vec::new();
    match recorded.iter().find(|row| row.is_current && row.purpose == SECRET) {
        Some(row) => {
            let is_here = key.fingerprint() == row.fingerprint
                || key.previous_fingerprints().any(|it| it == row.fingerprint);
            if !is_here {
                let why = format!("it was recorded at {}", row.recorded_at.format("%Y-%m-%d %H:%M:%SZ"));
                lost.push(Lost { purpose: SECRET, fingerprint: row.fingerprint.clone(), why });
            }
        }
        None if recorded.is_empty() => {
            let why = find_foreign(platform, key).await?;
            let fingerprint = UNRECORDED.to_owned();
            lost.extend(why.map(|why| Lost { purpose: SECRET, fingerprint, why }));
        }
        None => {}
    }
    let is_here = |id: &str| key.number_keys().ids().any(|known| known == id);
    let current = recorded.iter().find(|row| row.is_current && row.purpose == NUMBER);
    if let Some(row) = current.filter(|row| !is_here(&row.fingerprint)) {
        let why = "identity numbers are hashed under it".to_owned();
        lost.push(Lost { purpose: NUMBER, fingerprint: row.fingerprint.clone(), why });
    }
    for (id, count) in count_numbers(platform).await? {
        let is_given_up =
            recorded.iter().any(|row| !row.is_current && row.purpose == NUMBER && row.fingerprint == id);
        if !is_here(&id) && !is_given_up && lost.iter().all(|lost| lost.fingerprint != id) {
            let why = format!("{count} identity numbers are hashed under it");
            lost.push(Lost { purpose: NUMBER, fingerprint: id, why });
        }
    }
    Ok(lost)
}

/// Something of a database without fingerprints that was written with another key: the newest that there is.
async fn find_foreign(platform: &PlatformDb, key: &SecretKey) -> Result<Option<String>, DbErr> {
    if let Some((municipality, seq)) = audit::list_foreign_heads(platform, key).await?.first() {
        return Ok(Some(format!(
            "entry {seq}, the newest of the audit log of the municipality with the id {municipality}, was written with it"
        )));
    }
    let newest = submission::Entity::find()
        .filter(submission::Column::TrackingHash.is_not_null())
        .order_by_desc(submission::Column::ReceivedAt)
        .limit(1)
        .one(platform.connection())
        .await?;
    let foreign = newest.filter(|row| {
        let hash = row.tracking_hash.as_deref().unwrap_or_default();
        !submissions::is_tracked_by(key, row.id, hash)
    });
    Ok(foreign
        .map(|row| format!("the tracking code of {}, the newest submission, was made with it", row.number)))
}

async fn count_numbers(platform: &PlatformDb) -> Result<Vec<(String, i64)>, DbErr> {
    use identity_number::Column;
    identity_number::Entity::find()
        .select_only()
        .column(Column::KeyId)
        .column_as(Column::KeyId.count(), "count")
        .group_by(Column::KeyId)
        .order_by_asc(Column::KeyId)
        .into_tuple()
        .all(platform.connection())
        .await
}

/// Whether anything in the database hangs on a key.
async fn is_used(platform: &PlatformDb) -> Result<bool, DbErr> {
    let connection = platform.connection();
    let tracked = submission::Entity::find().filter(submission::Column::TrackingHash.is_not_null());
    Ok(Entity::find().limit(1).one(connection).await?.is_some()
        || audit_entry::Entity::find().limit(1).one(connection).await?.is_some()
        || identity_number::Entity::find().limit(1).one(connection).await?.is_some()
        || tracked.limit(1).one(connection).await?.is_some())
}

async fn missing(platform: &PlatformDb, config: &Config) -> Result<StartError, DbErr> {
    let recorded = list(platform).await?;
    let secret = recorded.iter().find(|row| row.is_current && row.purpose == SECRET);
    let fingerprint = secret.map_or(UNRECORDED, |row| &row.fingerprint);
    let file = config.secret_key_file();
    Ok(StartError::Config(format!(
        "there is no key at {}, and this database was written with one (fingerprint {fingerprint}): give the folder of the \
         installation with --data-dir, put secret.key back from its backup, or set identity.secret_key in the configuration \
         or the environment. Only if it is lost for good: `mittkommun key replace --lost {fingerprint}` makes a new one",
        file.display()
    )))
}

fn refusal(config: &Config, key: &SecretKey, lost: &[Lost]) -> StartError {
    let secret = if config.identity.secret_key.is_some() {
        "identity.secret_key".to_owned()
    } else {
        config.secret_key_file().display().to_string()
    };
    let mut lines = Vec::new();
    for Lost { purpose, fingerprint, why } in lost {
        lines.push(if *purpose == SECRET {
            format!(
                "{secret} (fingerprint {}) is not the secret key that this database was written with: that one has the \
                 fingerprint {fingerprint}; {why}. Set the right key, or name it in identity.previous_secret_keys when it is \
                 to be replaced",
                key.fingerprint()
            )
        } else {
            format!(
                "identity.number_keys lacks the key with the fingerprint {fingerprint}; {why}. Put it back into the list \
                 (a key that was derived from a secret key: name that one in identity.previous_secret_keys)"
            )
        });
    }
    let flags: Vec<_> = lost.iter().map(|lost| format!(" --lost {}", lost.fingerprint)).collect();
    let flags = flags.concat();
    lines.push(format!("Only if a key is lost for good: `mittkommun key replace{flags}`"));
    StartError::Config(lines.join("\n"))
}

fn is(purpose: &str, fingerprint: &str) -> Condition {
    Condition::all().add(Column::Purpose.eq(purpose)).add(Column::Fingerprint.eq(fingerprint))
}

/// Makes this the current key of its purpose, in the place of the one that is known. Where somebody else has done so
/// meanwhile, nothing is changed.
async fn record(
    tx: &impl ConnectionTrait,
    (purpose, fingerprint): (&str, &str),
    known: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for replaced in known.into_iter().chain([fingerprint]) {
        Entity::delete_many().filter(is(purpose, replaced)).exec(tx).await?;
    }
    insert(tx, (purpose, fingerprint), true, now).await
}

async fn insert(
    tx: &impl ConnectionTrait,
    (purpose, fingerprint): (&str, &str),
    is_current: bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = entity::key_fingerprint::ActiveModel {
        purpose: Set(purpose.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        is_current: Set(is_current),
        recorded_at: Set(now),
    };
    let once = OnConflict::new().do_nothing().to_owned();
    Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}
