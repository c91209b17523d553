//! What is kept about a person, whatever they may see of it in the app: for the register extract (GDPR article 15, O3).

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult, Iden, ModelTrait, QueryFilter, QueryTrait, Value,
};
use serde_json::{Map, Value as Json};

use super::{Scope, TenantOwned};

/// So many ids are looked up in one statement.
const IDS: usize = 1_000;

/// Rows of one kind, under the name that the extract gives them.
#[derive(Clone, Debug)]
pub struct Section {
    /// In `camelCase`.
    pub name: &'static str,
    /// Each a JSON object.
    pub rows: Vec<Map<String, Json>>,
}

impl Section {
    /// The rows that meet the condition, with these columns and no others: what a row tells of third parties is left out
    /// by not being named. Whoever calls this answers for the condition: it must keep to one person.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn read<E>(
        scope: &Scope,
        name: &'static str,
        about: Condition,
        columns: &[E::Column],
    ) -> Result<Self, DbErr>
    where
        E: TenantOwned,
        E::Model: FromQueryResult,
    {
        let rows: Vec<E::Model> = scope
            .unruled(|municipality| {
                E::find().filter(E::municipality().eq(municipality)).filter(about).into_query()
            })
            .await?;
        let rows = rows.iter().map(|row| {
            columns.iter().map(|column| (camel_case(column.unquoted()), json(row.get(*column)))).collect()
        });
        Ok(Self { name, rows: rows.collect() })
    }

    /// Puts the name of what `key` points at in the place of its id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn naming<P>(
        mut self,
        scope: &Scope,
        (key, named): (&'static str, &'static str),
        (id, name): (P::Column, P::Column),
    ) -> Result<Self, DbErr>
    where
        P: TenantOwned,
        P::Model: FromQueryResult,
    {
        let ids: Vec<_> =
            self.rows.iter().filter_map(|row| row.get(key)?.as_str()?.parse::<uuid::Uuid>().ok()).collect();
        let mut by_id = HashMap::new();
        for ids in ids.chunks(IDS) {
            let about = Condition::all().add(id.is_in(ids.iter().copied()));
            for mut row in Self::read::<P>(scope, named, about, &[id, name]).await?.rows {
                let [id, name] = [id, name].map(|column| row.remove(&camel_case(column.unquoted())));
                if let (Some(Json::String(id)), Some(name)) = (id, name) {
                    by_id.insert(id, name);
                }
            }
        }
        for row in &mut self.rows {
            let pointer = row.remove(key);
            let found = pointer.as_ref().and_then(Json::as_str).and_then(|id| by_id.get(id)).cloned();
            row.insert(named.to_owned(), found.unwrap_or_default());
        }
        Ok(self)
    }
}

fn camel_case(column: &str) -> String {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let initial = letters.next().into_iter().flat_map(char::to_uppercase);
        name + &initial.chain(letters).collect::<String>()
    })
}

/// Dates and times as in the rest of the contract (RFC 3339); hashes, which tell nobody anything, as null.
fn json(value: Value) -> Json {
    match value {
        Value::Bool(value) => value.into(),
        Value::Int(value) => value.into(),
        Value::BigInt(value) => value.into(),
        Value::Double(value) => value.into(),
        Value::String(value) => value.into(),
        Value::Uuid(value) => value.map(|id| id.to_string()).into(),
        Value::ChronoDate(value) => value.map(|day| day.to_string()).into(),
        Value::ChronoDateTimeUtc(value) => value.map(|at| at.to_rfc3339()).into(),
        Value::Json(value) => value.map(|value| *value).into(),
        _ => Json::Null,
    }
}
