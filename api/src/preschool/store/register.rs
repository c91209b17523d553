//! Preschools and groups as importers write them.

use entity::{preschool, preschool_group};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::tenancy::Tx;

/// What a register says of a preschool.
pub struct Facts<'a> {
    pub name: &'a str,
    pub organiser: Option<&'a str>,
    pub street_address: Option<&'a str>,
    pub postal_code: Option<&'a str>,
    pub city: Option<&'a str>,
    pub point: Option<(f64, f64)>,
}

/// The preschools of a source that have these ids there.
pub async fn list_registered(
    tx: &Tx,
    source: &str,
    external_ids: &[&str],
) -> Result<Vec<preschool::Model>, DbErr> {
    tx.find::<preschool::Entity>()
        .filter(preschool::Column::Source.eq(source))
        .filter(preschool::Column::ExternalId.is_in(external_ids.iter().copied()))
        .all()
        .await
}

/// Preschools of these names, in lower case, that another source told of.
pub async fn list_named_elsewhere(
    tx: &Tx,
    source: &str,
    search_names: &[String],
) -> Result<Vec<preschool::Model>, DbErr> {
    let elsewhere =
        Condition::any().add(preschool::Column::Source.is_null()).add(preschool::Column::Source.ne(source));
    tx.find::<preschool::Entity>()
        .filter(preschool::Column::SearchName.is_in(search_names.iter().map(String::as_str)))
        .filter(elsewhere)
        .all()
        .await
}

/// Whether the row says what the facts say.
pub fn agrees(row: &preschool::Model, facts: &Facts<'_>) -> bool {
    row.name == facts.name
        && row.search_name == facts.name.to_lowercase()
        && row.organiser.as_deref() == facts.organiser
        && row.street_address.as_deref() == facts.street_address
        && row.postal_code.as_deref() == facts.postal_code
        && row.city.as_deref() == facts.city
        && row.latitude.zip(row.longitude) == facts.point
}

/// A row for a preschool that is new.
pub fn new_preschool(
    tx: &Tx,
    id: Uuid,
    source: Option<&str>,
    external_id: Option<&str>,
    facts: &Facts<'_>,
) -> preschool::ActiveModel {
    preschool::ActiveModel {
        id: Set(id),
        name: Set(facts.name.to_owned()),
        search_name: Set(facts.name.to_lowercase()),
        organiser: Set(facts.organiser.map(str::to_owned)),
        street_address: Set(facts.street_address.map(str::to_owned)),
        postal_code: Set(facts.postal_code.map(str::to_owned)),
        city: Set(facts.city.map(str::to_owned)),
        latitude: Set(facts.point.map(|(latitude, _)| latitude)),
        longitude: Set(facts.point.map(|(_, longitude)| longitude)),
        source: Set(source.map(str::to_owned)),
        external_id: Set(external_id.map(str::to_owned)),
        updated_at: Set(tx.scope().now()),
        ..Default::default()
    }
}

pub async fn insert_preschools(tx: &Tx, rows: Vec<preschool::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_all::<preschool::Entity>(rows).await
}

pub async fn update_preschool(tx: &Tx, id: Uuid, facts: &Facts<'_>) -> Result<(), DbErr> {
    use preschool::Column;
    let changes = vec![
        (Column::Name, Expr::val(facts.name)),
        (Column::SearchName, Expr::val(facts.name.to_lowercase())),
        (Column::Organiser, Expr::val(facts.organiser.map(str::to_owned))),
        (Column::StreetAddress, Expr::val(facts.street_address.map(str::to_owned))),
        (Column::PostalCode, Expr::val(facts.postal_code.map(str::to_owned))),
        (Column::City, Expr::val(facts.city.map(str::to_owned))),
        (Column::Latitude, Expr::val(facts.point.map(|(latitude, _)| latitude))),
        (Column::Longitude, Expr::val(facts.point.map(|(_, longitude)| longitude))),
        (Column::UpdatedAt, Expr::val(tx.scope().now())),
    ];
    tx.update::<preschool::Entity>(Condition::all().add(Column::Id.eq(id)), changes).await?;
    Ok(())
}

/// Writes the groups that are not there yet and answers how many those were. Groups are not public, and an importer sees
/// no more than anybody: the key of preschool and name tells which are there.
pub async fn insert_groups(tx: &Tx, groups: &[(Uuid, String)]) -> Result<u64, DbErr> {
    use preschool_group::Column;
    let row = |(preschool, name): &(Uuid, String)| preschool_group::ActiveModel {
        id: Set(tx.scope().new_id()),
        preschool_id: Set(*preschool),
        name: Set(name.clone()),
        ..Default::default()
    };
    let known = OnConflict::columns([Column::MunicipalityId, Column::PreschoolId, Column::Name]);
    let rows = groups.iter().map(row).collect();
    tx.insert_all_or::<preschool_group::Entity>(rows, known.to_owned().do_nothing().to_owned()).await
}
