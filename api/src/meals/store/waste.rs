//! The rows of what was left on plates.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::meal_waste;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, FromQueryResult, IntoSimpleExpr as _, QueryResult,
    sea_query::{Expr, Func, OnConflict, SimpleExpr},
};
use uuid::Uuid;

use super::{
    super::rules::waste::{Waste, Weighed},
    results::EVERY_SCHOOL,
};
use crate::tenancy::{Scope, Tx};

/// What was weighed of a meal.
pub struct NewWaste {
    pub meal: Uuid,
    pub school: Uuid,
    pub served_on: NaiveDate,
    pub weighed: Weighed,
    pub by: Uuid,
}

/// Records it, in the place of what was recorded before.
pub async fn insert_or_update_waste(tx: &Tx, new: NewWaste) -> Result<(), DbErr> {
    use meal_waste::Column as C;
    let row = meal_waste::ActiveModel {
        id: Set(tx.scope().new_id()),
        meal_id: Set(new.meal),
        school_id: Set(new.school),
        served_on: Set(new.served_on),
        grams: Set(new.weighed.grams),
        plates: Set(new.weighed.plates),
        recorded_by: Set(new.by),
        recorded_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let again = OnConflict::columns([C::MunicipalityId, C::MealId])
        .update_columns([C::Grams, C::Plates, C::RecordedBy, C::RecordedAt])
        .to_owned();
    tx.insert_or::<meal_waste::Entity>(row, again).await?;
    Ok(())
}

/// Takes back what was recorded of a meal.
pub async fn delete_waste(tx: &Tx, meal: Uuid) -> Result<(), DbErr> {
    tx.delete::<meal_waste::Entity>(Condition::all().add(meal_waste::Column::MealId.eq(meal))).await?;
    Ok(())
}

/// What was weighed of these meals.
pub async fn list_waste(scope: &Scope, meals: &[Uuid]) -> Result<HashMap<Uuid, Waste>, DbErr> {
    let theirs = meal_waste::Column::MealId.is_in(meals.iter().copied());
    let rows = scope.find::<meal_waste::Entity>().filter(theirs).all().await?;
    Ok(rows.into_iter().map(|row| (row.meal_id, Waste::of(row.grams, row.plates))).collect())
}

struct OfDay(Uuid, NaiveDate, Waste);

impl FromQueryResult for OfDay {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let waste = Waste {
            meals: row.try_get("", "meals")?,
            grams: row.try_get("", "grams")?,
            plates: row.try_get::<Option<i64>>("", "plates")?.unwrap_or_default(),
            grams_of_plates: row.try_get("", "grams_of_plates")?,
        };
        // Of all schools together there is no school.
        let school = row.try_get("", "school_id").unwrap_or(EVERY_SCHOOL);
        Ok(Self(school, row.try_get("", "served_on")?, waste))
    }
}

/// What was weighed on these days, by school; all schools together are one where [`EVERY_SCHOOL`] is among them.
pub async fn list_days(
    scope: &Scope,
    schools: &[Uuid],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<(NaiveDate, Waste)>>, DbErr> {
    use meal_waste::Column as C;
    let sum = |value: SimpleExpr| -> SimpleExpr { Func::sum(value).into() };
    let columns = vec![
        (C::Id.count(), "meals"),
        (sum(C::Grams.into_simple_expr()), "grams"),
        (sum(C::Plates.into_simple_expr()), "plates"),
        (sum(Expr::cust("CASE WHEN plates IS NULL THEN 0 ELSE grams END")), "grams_of_plates"),
        (C::ServedOn.into_simple_expr(), "served_on"),
    ];
    let of_days = || scope.find::<meal_waste::Entity>().filter(C::ServedOn.between(from, to));
    let mut rows: Vec<OfDay> = Vec::new();
    if schools.contains(&EVERY_SCHOOL) {
        rows.extend(of_days().columns::<OfDay>(&columns, &[C::ServedOn]).await?);
    }
    if schools.iter().any(|school| *school != EVERY_SCHOOL) {
        let mut columns = columns;
        columns.push((C::SchoolId.into_simple_expr(), "school_id"));
        let of_schools = of_days().filter(C::SchoolId.is_in(schools.iter().copied()));
        rows.extend(of_schools.columns::<OfDay>(&columns, &[C::SchoolId, C::ServedOn]).await?);
    }
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for OfDay(school, day, waste) in rows {
        found.entry(school).or_default().push((day, waste));
    }
    Ok(found)
}
