//! The results counted again from the votes, for the check that they agree. Looks at every municipality.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{StringList, meal, meal_feedback, meal_result, meal_tally};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::super::rules::{
    portions::{Counts, Reasons, Said},
    results::Tally,
};

/// What a count is of: everything on a meal (its own id stands for the dish) or on one of its dishes, or a day of a school
/// or, where that is nil, of a municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A meal's tally.
    Meal { municipality_id: i32, meal: Uuid, dish: Uuid },
    /// A day's results.
    Day { municipality_id: i32, school: Uuid, day: NaiveDate },
}

/// The counts of each.
pub type Counted = HashMap<Subject, Counts>;

#[derive(FromQueryResult)]
struct Row {
    municipality_id: i32,
    meal_id: Uuid,
    school_id: Uuid,
    served_on: NaiveDate,
    counted_dish: Option<Uuid>,
    counted_rating: i32,
    counted_reasons: Option<StringList>,
    votes: i64,
}

/// What the votes say that are published.
pub async fn count_votes(connection: &impl ConnectionTrait) -> Result<Counted, DbErr> {
    use meal_feedback::Column as C;
    let rows = meal_feedback::Entity::find()
        .select_only()
        .columns([C::MunicipalityId, C::MealId, C::CountedDish, C::CountedRating, C::CountedReasons])
        .columns([meal::Column::SchoolId, meal::Column::ServedOn])
        .expr_as(Expr::col((meal_feedback::Entity, C::Id)).count(), "votes")
        .join(JoinType::InnerJoin, meal_feedback::Relation::Meal.def())
        .filter(C::CountedRating.is_not_null())
        .group_by(C::MunicipalityId)
        .group_by(C::MealId)
        .group_by(C::CountedDish)
        .group_by(C::CountedRating)
        .group_by(C::CountedReasons)
        .group_by(meal::Column::SchoolId)
        .group_by(meal::Column::ServedOn)
        .into_model::<Row>()
        .all(connection)
        .await?;
    let mut counts = Counted::new();
    for row in rows {
        let Row { municipality_id, meal_id: meal, served_on: day, .. } = row;
        let reasons = row.counted_reasons.unwrap_or_default().kinds();
        let said = Said { dish: row.counted_dish, rating: row.counted_rating, reasons };
        let of_days =
            [Uuid::nil(), row.school_id].map(|school| Subject::Day { municipality_id, school, day });
        let of_meal = std::iter::once(meal).chain(row.counted_dish).map(|dish| Subject::Meal {
            municipality_id,
            meal,
            dish,
        });
        for counted in of_days.into_iter().chain(of_meal) {
            counts.entry(counted).or_default().add(&said, row.votes);
        }
    }
    Ok(counts)
}

/// The counts of a row of either table: their columns are the same.
macro_rules! counts {
    ($row:ident) => {{
        let reasons = [
            $row.taste,
            $row.temperature,
            $row.appearance,
            $row.portion,
            $row.choice,
            $row.noise,
            $row.time,
            $row.queue,
            $row.service,
        ];
        Counts {
            votes: Tally([$row.ones, $row.twos, $row.threes, $row.fours, $row.fives].map(i64::from)),
            reasons: Reasons(reasons.map(i64::from)),
        }
    }};
}

/// What the results say.
pub async fn list_results(connection: &impl ConnectionTrait) -> Result<Counted, DbErr> {
    let tallies = meal_tally::Entity::find().all(connection).await?;
    let tallies = tallies.into_iter().map(|row| {
        let counts = counts!(row);
        let municipality_id = row.municipality_id;
        (Subject::Meal { municipality_id, meal: row.meal_id, dish: row.dish_id }, counts)
    });
    let whole = meal_result::Column::DishKey.eq("");
    let days = meal_result::Entity::find().filter(whole).all(connection).await?;
    let days = days.into_iter().map(|row| {
        let counts = counts!(row);
        let municipality_id = row.municipality_id;
        (Subject::Day { municipality_id, school: row.school_id, day: row.served_on }, counts)
    });
    Ok(tallies.chain(days).collect())
}
