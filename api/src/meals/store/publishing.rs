//! The rows of votes that wait, and of the results that they become. The votes of a meal are published by one at a time:
//! who publishes holds the rows of the votes that wait. Results are added to in the order of their keys, so that two who
//! publish wait for each other in turn and never in a circle.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{VoteChannel, dish, meal, meal_feedback, meal_result, meal_tally};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Alias, Expr, ExprTrait, JoinType, OnConflict, Query, SimpleExpr},
};
use uuid::Uuid;

use super::super::rules::{
    portions::{Counts, Pending, Said},
    results::MINIMUM,
};
use crate::tenancy::{PlatformDb, Scope, Tx};

/// Where an action's transaction publishes. Waiting votes are nobody's to see, so no row rule lets them through.
pub fn connection(tx: &Tx) -> &impl ConnectionTrait {
    tx.unruled()
}

/// How many ids one statement names.
const IDS: usize = 10_000;

/// A meal of a municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
pub struct MealOf {
    /// The municipality's key.
    pub municipality_id: i32,
    /// The meal.
    pub meal_id: Uuid,
}

/// What the results of a meal are kept by.
#[derive(Clone, Debug)]
pub struct Served {
    /// The school.
    pub school_id: Uuid,
    /// Swedish local date.
    pub day: NaiveDate,
    /// The names of its dishes.
    pub dishes: HashMap<Uuid, String>,
}

/// Results of a day: of a school or, where it is nil, of the whole municipality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayOf {
    /// The school.
    pub school_id: Uuid,
    /// By what dishes of the same name are known; empty for everything that was served.
    pub dish_key: String,
    /// Swedish local date.
    pub served_on: NaiveDate,
    /// The dish's name.
    pub dish_name: String,
}

#[derive(FromQueryResult)]
struct Waiting {
    votes: i64,
}

/// Whether so many votes of a way wait on the same dish that they can be published.
pub async fn is_portion_there(
    scope: &Scope,
    meal: Uuid,
    channel: VoteChannel,
    dish: Option<Uuid>,
) -> Result<bool, DbErr> {
    use meal_feedback::{Column as C, Entity};
    let rows: Vec<Waiting> = scope
        .unruled(|municipality| {
            Query::select()
                .expr_as(Expr::col(C::Id).count(), "votes")
                .from(Entity)
                .and_where(C::MunicipalityId.eq(municipality))
                .and_where(C::MealId.eq(meal))
                .and_where(C::PendingSince.is_not_null())
                .and_where(C::Channel.eq(channel.to_value()))
                .and_where(dish.map_or_else(|| C::DishId.is_null(), |dish| C::DishId.eq(dish)))
                .to_owned()
        })
        .await?;
    Ok(rows.first().is_some_and(|row| row.votes >= MINIMUM))
}

/// Meals of days before `today` with votes that wait, in every municipality.
pub async fn list_unfinished(platform: &PlatformDb, today: NaiveDate) -> Result<Vec<MealOf>, DbErr> {
    meal_feedback::Entity::find()
        .select_only()
        .columns([meal_feedback::Column::MunicipalityId, meal_feedback::Column::MealId])
        .distinct()
        .join(JoinType::InnerJoin, meal_feedback::Relation::Meal.def())
        .filter(meal_feedback::Column::PendingSince.is_not_null())
        .filter(meal::Column::ServedOn.lt(today))
        .into_model()
        .all(platform.connection())
        .await
}

/// The votes that wait on a meal, held until the transaction ends.
pub async fn list_pending(connection: &impl ConnectionTrait, of: MealOf) -> Result<Vec<Pending>, DbErr> {
    use meal_feedback::{Column as C, Entity};
    let mut find = Entity::find()
        .filter(C::MunicipalityId.eq(of.municipality_id))
        .filter(C::MealId.eq(of.meal_id))
        .filter(C::PendingSince.is_not_null())
        .order_by_asc(C::Id);
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        find = find.lock_exclusive();
    }
    Ok(find.all(connection).await?.into_iter().map(pending).collect())
}

fn pending(row: meal_feedback::Model) -> Pending {
    let counted = row.counted_rating.map(|rating| Said {
        dish: row.counted_dish,
        rating,
        reasons: row.counted_reasons.unwrap_or_default().kinds(),
    });
    let said = Said { dish: row.dish_id, rating: row.rating, reasons: row.reasons.kinds() };
    Pending { id: row.id, channel: row.channel, said, counted }
}

/// What is to be known of a meal whose votes are published.
pub async fn find_served(connection: &impl ConnectionTrait, of: MealOf) -> Result<Option<Served>, DbErr> {
    let meal = meal::Entity::find_by_id((of.municipality_id, of.meal_id)).one(connection).await?;
    let Some(meal) = meal else { return Ok(None) };
    let dishes = dish::Entity::find()
        .filter(dish::Column::MunicipalityId.eq(of.municipality_id))
        .filter(dish::Column::MealId.eq(of.meal_id))
        .all(connection)
        .await?;
    let dishes = dishes.into_iter().map(|dish| (dish.id, dish.name)).collect();
    Ok(Some(Served { school_id: meal.school_id, day: meal.served_on, dishes }))
}

/// How votes stop waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Published as they are.
    Counted,
    /// Published as the meal's, together with votes on other dishes.
    Together,
    /// Not published.
    LeftOut,
}

/// Notes what became of these votes.
pub async fn update_votes(
    connection: &impl ConnectionTrait,
    municipality: i32,
    ids: &[Uuid],
    end: End,
) -> Result<(), DbErr> {
    use meal_feedback::{Column as C, Entity};
    for ids in ids.chunks(IDS) {
        let mut update = Entity::update_many()
            .filter(C::MunicipalityId.eq(municipality))
            .filter(C::Id.is_in(ids.iter().copied()))
            .col_expr(C::PendingSince, Expr::cust("NULL"));
        if end != End::LeftOut {
            update = update
                .col_expr(C::CountedRating, Expr::col(C::Rating))
                .col_expr(C::CountedReasons, Expr::col(C::Reasons))
                .col_expr(C::CountedTogether, Expr::val(end == End::Together));
        }
        if end == End::Counted {
            update = update.col_expr(C::CountedDish, Expr::col(C::DishId));
        }
        update.exec(connection).await?;
    }
    Ok(())
}

/// The columns of the counts of either table: ratings from 1 to 5, then reasons in the order of `FeedbackReason`.
macro_rules! counts_of {
    ($table:ident) => {{
        use $table::Column as C;
        [
            C::Ones,
            C::Twos,
            C::Threes,
            C::Fours,
            C::Fives,
            C::Taste,
            C::Temperature,
            C::Appearance,
            C::Portion,
            C::Choice,
            C::Noise,
            C::Time,
            C::Queue,
            C::Service,
        ]
    }};
}

/// The counts of a tally.
pub const OF_TALLY: [meal_tally::Column; 14] = counts_of!(meal_tally);

/// The counts of a day's results.
pub const OF_RESULT: [meal_result::Column; 14] = counts_of!(meal_result);

/// Adds to the tallies of a meal and its dishes; the meal's own id stands for the meal.
pub async fn add_to_tallies(
    connection: &impl ConnectionTrait,
    of: MealOf,
    changes: impl IntoIterator<Item = (Uuid, Counts)>,
) -> Result<(), DbErr> {
    use meal_tally::Column as C;
    let row = |(dish, counts): (Uuid, Counts)| {
        let mut row = meal_tally::ActiveModel {
            municipality_id: Set(of.municipality_id),
            meal_id: Set(of.meal_id),
            dish_id: Set(dish),
            ..Default::default()
        };
        set_counts(&mut row, OF_TALLY, counts);
        row
    };
    let key = [C::MunicipalityId, C::MealId, C::DishId];
    add::<meal_tally::Entity>(connection, changes.into_iter().map(row).collect(), key, OF_TALLY, None).await
}

/// Adds to the results of days.
pub async fn add_to_results(
    connection: &impl ConnectionTrait,
    municipality: i32,
    changes: impl IntoIterator<Item = (DayOf, Counts)>,
) -> Result<(), DbErr> {
    use meal_result::Column as C;
    let row = |(of, counts): (DayOf, Counts)| {
        let mut row = meal_result::ActiveModel {
            municipality_id: Set(municipality),
            school_id: Set(of.school_id),
            dish_key: Set(of.dish_key),
            served_on: Set(of.served_on),
            dish_name: Set(of.dish_name),
            ..Default::default()
        };
        set_counts(&mut row, OF_RESULT, counts);
        row
    };
    let key = [C::MunicipalityId, C::SchoolId, C::DishKey, C::ServedOn];
    let rows = changes.into_iter().map(row).collect();
    add::<meal_result::Entity>(connection, rows, key, OF_RESULT, Some(C::DishName)).await
}

fn set_counts<A: ActiveModelTrait>(
    row: &mut A,
    columns: [<A::Entity as EntityTrait>::Column; 14],
    counts: Counts,
) {
    for (column, count) in columns.into_iter().zip(counts.votes.0.into_iter().chain(counts.reasons.0)) {
        row.set(column, i32::try_from(count).unwrap_or_default().into());
    }
}

async fn add<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    rows: Vec<E::ActiveModel>,
    key: impl IntoIterator<Item = E::Column>,
    counts: [E::Column; 14],
    renewed: Option<E::Column>,
) -> Result<(), DbErr>
where
    E::ActiveModel: Send,
{
    if rows.is_empty() {
        return Ok(());
    }
    let new = |column: E::Column| -> SimpleExpr { Expr::col((Alias::new("excluded"), column)) };
    let mut conflict = OnConflict::columns(key);
    conflict.values(counts.map(|column| (column, Expr::col((E::default(), column)).add(new(column)))));
    conflict.values(renewed.map(|column| (column, new(column))));
    E::insert_many(rows).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}
