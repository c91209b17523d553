//! The tallies counted again from the votes, for the check that they agree. Looks at every municipality.

use std::collections::HashMap;

use entity::{meal_feedback, meal_tally};
use sea_orm::{
    DbErr, EntityTrait, FromQueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::tenancy::PlatformDb;

/// Votes of each rating by municipality, meal and dish; the meal's own id stands for votes in all.
pub type Counts = HashMap<(i32, Uuid, Uuid), [i64; 5]>;

#[derive(FromQueryResult)]
struct Counted {
    municipality_id: i32,
    meal_id: Uuid,
    dish_id: Option<Uuid>,
    rating: i32,
    votes: i64,
}

/// What the votes say.
pub async fn count_votes(platform: &PlatformDb) -> Result<Counts, DbErr> {
    use meal_feedback::Column as C;
    let rows = meal_feedback::Entity::find()
        .select_only()
        .columns([C::MunicipalityId, C::MealId, C::DishId, C::Rating])
        .expr_as(Expr::col(C::Id).count(), "votes")
        .group_by(C::MunicipalityId)
        .group_by(C::MealId)
        .group_by(C::DishId)
        .group_by(C::Rating)
        .into_model::<Counted>()
        .all(platform.connection())
        .await?;
    let mut counts = Counts::new();
    for row in rows {
        for dish in std::iter::once(row.meal_id).chain(row.dish_id) {
            let count = counts.entry((row.municipality_id, row.meal_id, dish)).or_default();
            let place = usize::try_from(row.rating - 1).ok();
            if let Some(votes) = place.and_then(|place| count.get_mut(place)) {
                *votes += row.votes;
            }
        }
    }
    Ok(counts)
}

/// What the tallies say. A tally that has come back to nothing is as good as none.
pub async fn list_tallies(platform: &PlatformDb) -> Result<Counts, DbErr> {
    let rows = meal_tally::Entity::find().all(platform.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let votes = [row.ones, row.twos, row.threes, row.fours, row.fives].map(i64::from);
            ((row.municipality_id, row.meal_id, row.dish_id), votes)
        })
        .filter(|(_, votes)| *votes != [0; 5])
        .collect())
}
