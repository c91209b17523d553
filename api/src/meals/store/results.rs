//! Published results (M9): of a meal's dishes, and of days of a school or of the whole municipality. Each reads as many rows
//! as there were days or dishes, however many votes there are.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{meal_result, meal_tally};
use sea_orm::{
    ColumnTrait, DbErr, FromQueryResult, IntoSimpleExpr as _, QueryResult,
    sea_query::{Expr, Func, SimpleExpr},
};
use uuid::Uuid;

use super::{
    super::rules::{
        portions::{Counts, Reasons},
        results::Tally,
    },
    publishing::{OF_RESULT, OF_TALLY},
};
use crate::tenancy::{Find, Scope};

/// What stands for the whole municipality.
pub const EVERY_SCHOOL: Uuid = Uuid::nil();

/// The names of counts in an answer, in their order.
const NAMES: [&str; 14] =
    ["c1", "c2", "c3", "c4", "c5", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"];

fn counts_of(row: &QueryResult) -> Result<Counts, DbErr> {
    let mut counts = [0_i64; 14];
    for (name, count) in NAMES.into_iter().zip(&mut counts) {
        *count = row.try_get("", name)?;
    }
    let [c1, c2, c3, c4, c5, reasons @ ..] = counts;
    Ok(Counts { votes: Tally([c1, c2, c3, c4, c5]), reasons: Reasons(reasons) })
}

/// Sums of the counts, with something before them.
fn sums(first: (SimpleExpr, &'static str)) -> Vec<(SimpleExpr, &'static str)> {
    let sum = |column: meal_result::Column| -> SimpleExpr { Func::sum(column.into_simple_expr()).into() };
    std::iter::once(first).chain(OF_RESULT.map(sum).into_iter().zip(NAMES)).collect()
}

struct OfSchool(Uuid, Counts);

impl FromQueryResult for OfSchool {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self(row.try_get("", "school_id")?, counts_of(row)?))
    }
}

/// The results of these schools from the first day to the last, by school.
pub async fn sum_results(
    scope: &Scope,
    schools: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Counts>, DbErr> {
    use meal_result::Column as C;
    let rows: Vec<OfSchool> = of_days(scope, schools, days)
        .filter(C::DishKey.eq(""))
        .columns(&sums((C::SchoolId.into_simple_expr(), "school_id")), &[C::SchoolId])
        .await?;
    Ok(rows.into_iter().map(|OfSchool(school, counts)| (school, counts)).collect())
}

struct OfDay(Uuid, NaiveDate, Counts);

impl FromQueryResult for OfDay {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self(row.try_get("", "school_id")?, row.try_get("", "served_on")?, counts_of(row)?))
    }
}

/// The results of the schools' days, those that have any, by school.
pub async fn list_days(
    scope: &Scope,
    schools: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<(NaiveDate, Counts)>>, DbErr> {
    use meal_result::Column as C;
    let mut columns = sums((C::ServedOn.into_simple_expr(), "served_on"));
    columns.push((C::SchoolId.into_simple_expr(), "school_id"));
    let rows: Vec<OfDay> = of_days(scope, schools, days)
        .filter(C::DishKey.eq(""))
        .columns(&columns, &[C::SchoolId, C::ServedOn])
        .await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for OfDay(school, day, counts) in rows {
        found.entry(school).or_default().push((day, counts));
    }
    Ok(found)
}

/// A dish's results over some days.
#[derive(Clone, Debug)]
pub struct OfDish {
    /// The school.
    school: Uuid,
    /// Its name as it was written last in the alphabet, where it was written in several ways.
    pub name: String,
    /// On how many days it has results.
    pub days: i64,
    /// The results.
    pub counts: Counts,
}

impl FromQueryResult for OfDish {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            school: row.try_get("", "school_id")?,
            name: row.try_get("", "dish_name")?,
            days: row.try_get("", "days")?,
            counts: counts_of(row)?,
        })
    }
}

/// The results of every dish of the schools' days, by school; dishes of the same name are one.
pub async fn list_dishes(
    scope: &Scope,
    schools: &[Uuid],
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<OfDish>>, DbErr> {
    use meal_result::Column as C;
    let name: SimpleExpr = Func::max(C::DishName.into_simple_expr()).into();
    let mut columns = sums((name, "dish_name"));
    columns.push((C::ServedOn.count(), "days"));
    columns.push((C::SchoolId.into_simple_expr(), "school_id"));
    let find = of_days(scope, schools, days).filter(C::DishKey.ne(""));
    let rows: Vec<OfDish> = find.columns(&columns, &[C::SchoolId, C::DishKey]).await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        found.entry(row.school).or_default().push(row);
    }
    Ok(found)
}

fn of_days(
    scope: &Scope,
    schools: &[Uuid],
    (from, to): (NaiveDate, NaiveDate),
) -> Find<'static, meal_result::Entity> {
    use meal_result::Column as C;
    scope
        .find::<meal_result::Entity>()
        .filter(C::SchoolId.is_in(schools.iter().copied()))
        .filter(C::ServedOn.between(from, to))
}

struct OfTally(Uuid, Uuid, Reasons);

impl FromQueryResult for OfTally {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let mut reasons = [0; 9];
        for (name, count) in NAMES.into_iter().skip(5).zip(&mut reasons) {
            *count = i64::from(row.try_get::<i32>("", name)?);
        }
        Ok(Self(row.try_get("", "meal_id")?, row.try_get("", "dish_id")?, Reasons(reasons)))
    }
}

/// The reasons on these meals and on their dishes, by meal and dish; the meal's own id stands for everything on it.
pub async fn list_reasons(scope: &Scope, meals: &[Uuid]) -> Result<HashMap<(Uuid, Uuid), Reasons>, DbErr> {
    use meal_tally::Column as C;
    let mut columns: Vec<(SimpleExpr, &str)> =
        vec![(Expr::col(C::MealId), "meal_id"), (Expr::col(C::DishId), "dish_id")];
    columns.extend(OF_TALLY.map(Expr::col).into_iter().zip(NAMES).skip(5));
    let find = scope.find::<meal_tally::Entity>().filter(C::MealId.is_in(meals.iter().copied()));
    let rows: Vec<OfTally> = find.columns(&columns, &[]).await?;
    Ok(rows.into_iter().map(|OfTally(meal, dish, reasons)| ((meal, dish), reasons)).collect())
}
