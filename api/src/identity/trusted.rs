//! The issuers in the database: read by every server, written by the command line.

use chrono::{DateTime, Utc};
use entity::{municipality, trusted_issuer};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, sea_query::OnConflict,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::IssuerConfig;
use crate::tenancy::PlatformDb;

/// Why an issuer is not added or removed.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The database cannot be used.
    #[error("the database cannot be used: {0}")]
    Database(#[from] DbErr),
    /// A value cannot be meant.
    #[error("{0}")]
    Fault(String),
    /// There is no such municipality.
    #[error("there is no municipality {0} in the database; import a list of municipalities first")]
    UnknownMunicipality(String),
    /// It is there already.
    #[error("{0} is trusted for that audience already; remove it first to change it")]
    AlreadyTrusted(String),
}

/// All of them, by municipality, issuer and audience. One that cannot be read is named in the log and left out.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn list(connection: &impl ConnectionTrait) -> Result<Vec<IssuerConfig>, DbErr> {
    use trusted_issuer::{Column, Entity};
    let rows = Entity::find()
        .order_by_asc(Column::MunicipalityId)
        .order_by_asc(Column::Issuer)
        .order_by_asc(Column::Audience)
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<(i32, String)> = municipality::Entity::find()
        .select_only()
        .columns([municipality::Column::Id, municipality::Column::Code])
        .filter(municipality::Column::Id.is_in(rows.iter().map(|row| row.municipality_id)))
        .into_tuple()
        .all(connection)
        .await?;
    let read = |row: trusted_issuer::Model| {
        let (_, code) = codes.iter().find(|(id, _)| *id == row.municipality_id)?;
        let issuer = row.issuer.clone();
        match of_row(code, row) {
            Ok(config) => Some(config),
            Err(fault) => {
                tracing::warn!(municipality = %code, %issuer, %fault, "a stored issuer cannot be read");
                None
            }
        }
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The issuers that the database says are trusted.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_trusted(platform: &PlatformDb) -> Result<Vec<IssuerConfig>, TrustError> {
    Ok(list(platform.connection()).await?)
}

/// Trusts an issuer from now on.
///
/// # Errors
/// See [`TrustError`].
pub async fn trust(
    platform: &PlatformDb,
    config: &IssuerConfig,
    now: DateTime<Utc>,
) -> Result<(), TrustError> {
    use trusted_issuer::{ActiveModel, Column, Entity};
    config.check().map_err(TrustError::Fault)?;
    // Which also reads the keys, where they are given.
    super::Issuers::new(std::slice::from_ref(config), None)
        .map_err(|fault| TrustError::Fault(fault.trim_start_matches("identity.issuers: ").to_owned()))?;
    let municipality_id = municipality_id(platform, &config.municipality).await?;
    let row = ActiveModel {
        municipality_id: Set(municipality_id),
        issuer: Set(config.issuer.clone()),
        audience: Set(config.audience.clone()),
        algorithms: Set(json(&config.algorithms)?),
        jwks_url: Set(config.jwks_url.clone()),
        jwks: Set(config.jwks.clone()),
        claims: Set(json(&config.claims)?),
        accepted_acr: Set(json(&config.accepted_acr)?),
        created_at: Set(now),
    };
    let key = [Column::MunicipalityId, Column::Issuer, Column::Audience];
    let insert = Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned());
    match insert.exec_without_returning(platform.connection()).await? {
        0 => Err(TrustError::AlreadyTrusted(config.issuer.clone())),
        _ => Ok(()),
    }
}

/// Trusts an issuer no longer, for one audience or for all. Returns for how many it was trusted.
///
/// # Errors
/// See [`TrustError`].
pub async fn distrust(
    platform: &PlatformDb,
    municipality: &str,
    issuer: &str,
    audience: Option<&str>,
) -> Result<u64, TrustError> {
    use trusted_issuer::{Column, Entity};
    let municipality_id = municipality_id(platform, municipality).await?;
    let mut delete = Entity::delete_many()
        .filter(Column::MunicipalityId.eq(municipality_id))
        .filter(Column::Issuer.eq(issuer));
    if let Some(audience) = audience {
        delete = delete.filter(Column::Audience.eq(audience));
    }
    Ok(delete.exec(platform.connection()).await?.rows_affected)
}

async fn municipality_id(platform: &PlatformDb, code: &str) -> Result<i32, TrustError> {
    let id = municipality::Entity::find()
        .select_only()
        .column(municipality::Column::Id)
        .filter(municipality::Column::Code.eq(code))
        .into_tuple()
        .one(platform.connection())
        .await?;
    id.ok_or_else(|| TrustError::UnknownMunicipality(code.to_owned()))
}

fn of_row(code: &str, row: trusted_issuer::Model) -> Result<IssuerConfig, serde_json::Error> {
    fn read<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
        serde_json::from_value(value)
    }
    Ok(IssuerConfig {
        municipality: code.to_owned(),
        issuer: row.issuer,
        audience: row.audience,
        algorithms: read(row.algorithms)?,
        jwks_url: row.jwks_url,
        jwks_file: None,
        jwks: row.jwks,
        claims: read(row.claims)?,
        accepted_acr: read(row.accepted_acr)?,
    })
}

fn json(value: &impl Serialize) -> Result<Value, TrustError> {
    serde_json::to_value(value).map_err(|cause| TrustError::Fault(cause.to_string()))
}
