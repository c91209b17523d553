//! Votes, their tallies, and the salts under which voters are known for a day.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Notices, StringList, dish, meal, meal_feedback, meal_tally, voter_salt};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, OnConflict, Query},
};
use uuid::Uuid;

use super::super::rules::{ballot::Ballot, tallying::Change};
use crate::tenancy::{Batch, PlatformDb, Scope, Tx};

/// What must be known to judge a ballot.
#[derive(FromQueryResult)]
pub struct Poll {
    /// The school.
    pub school_id: Uuid,
    /// The meal's day.
    pub served_on: NaiveDate,
    /// What the kitchen says besides.
    pub notices: Option<Notices>,
    /// Whether the meal has dishes.
    pub has_dishes: bool,
    /// Whether the dish that the ballot names is one of them.
    pub has_dish: bool,
    /// The salt of today, if somebody voted today.
    pub salt: Option<Vec<u8>>,
}

/// All that is asked about a meal before a vote, in one statement. Salts have no row rule that would show them to
/// anybody; this and [`find_salt`] are the only ways to them.
pub async fn find_poll(
    scope: &Scope,
    meal: Uuid,
    dish: Option<Uuid>,
    today: NaiveDate,
) -> Result<Option<Poll>, DbErr> {
    let (m, d, s) = (Alias::new("m"), Alias::new("d"), Alias::new("s"));
    let rows = scope
        .unruled(|municipality| {
            let dishes = || {
                Query::select()
                    .expr(Expr::val(1))
                    .from_as(dish::Entity, d.clone())
                    .and_where(Expr::col((d.clone(), dish::Column::MunicipalityId)).eq(municipality))
                    .and_where(
                        Expr::col((d.clone(), dish::Column::MealId)).equals((m.clone(), meal::Column::Id)),
                    )
                    .to_owned()
            };
            let mut that_dish = dishes();
            that_dish.and_where(Expr::col((d.clone(), dish::Column::Id)).eq(dish.unwrap_or_default()));
            Query::select()
                .columns([
                    (m.clone(), meal::Column::SchoolId),
                    (m.clone(), meal::Column::ServedOn),
                    (m.clone(), meal::Column::Notices),
                ])
                .expr_as(Expr::exists(dishes()), "has_dishes")
                .expr_as(Expr::exists(that_dish), "has_dish")
                .column((s.clone(), voter_salt::Column::Salt))
                .from_as(meal::Entity, m.clone())
                .join_as(
                    JoinType::LeftJoin,
                    voter_salt::Entity,
                    s.clone(),
                    Cond::all()
                        .add(Expr::col((s.clone(), voter_salt::Column::MunicipalityId)).eq(municipality))
                        .add(Expr::col((s, voter_salt::Column::Day)).eq(today)),
                )
                .and_where(Expr::col((m.clone(), meal::Column::MunicipalityId)).eq(municipality))
                .and_where(Expr::col((m, meal::Column::Id)).eq(meal))
                .to_owned()
        })
        .await?;
    Ok(rows.into_iter().next())
}

#[derive(FromQueryResult)]
struct Salt {
    salt: Vec<u8>,
}

/// The salt of a day, while there is one.
pub async fn find_salt(scope: &Scope, day: NaiveDate) -> Result<Option<Vec<u8>>, DbErr> {
    let rows: Vec<Salt> = scope
        .unruled(|municipality| {
            Query::select()
                .column(voter_salt::Column::Salt)
                .from(voter_salt::Entity)
                .and_where(Expr::col(voter_salt::Column::MunicipalityId).eq(municipality))
                .and_where(Expr::col(voter_salt::Column::Day).eq(day))
                .to_owned()
        })
        .await?;
    Ok(rows.into_iter().next().map(|row| row.salt))
}

/// Keeps a salt for the day, unless another voter of the day was faster.
pub async fn insert_salt(tx: &Tx, day: NaiveDate, salt: Vec<u8>) -> Result<(), DbErr> {
    let row = voter_salt::ActiveModel { day: Set(day), salt: Set(salt), ..Default::default() };
    let key = [voter_salt::Column::MunicipalityId, voter_salt::Column::Day];
    tx.insert_or::<voter_salt::Entity>(row, OnConflict::columns(key).do_nothing().to_owned()).await?;
    Ok(())
}

/// Destroys the salts of days before `today`, in every municipality.
pub async fn delete_salts_before(platform: &PlatformDb, today: NaiveDate) -> Result<(), DbErr> {
    let old = voter_salt::Entity::delete_many().filter(voter_salt::Column::Day.lt(today));
    old.exec(platform.connection()).await?;
    Ok(())
}

fn row(
    scope: &Scope,
    ballot: &Ballot,
    voter_hash: [u8; 32],
    at: DateTime<Utc>,
) -> meal_feedback::ActiveModel {
    meal_feedback::ActiveModel {
        id: Set(scope.new_id()),
        meal_id: Set(ballot.meal),
        dish_id: Set(ballot.dish),
        voter_hash: Set(voter_hash.to_vec()),
        role: Set(ballot.role),
        rating: Set(ballot.rating),
        reasons: Set(StringList::of_kinds(ballot.reasons.iter().copied())),
        comment: Set(ballot.comment.clone()),
        submitted_at: Set(at),
        ..Default::default()
    }
}

/// The columns by which a vote is known: one a voter and meal.
const ONE_VOTE: [meal_feedback::Column; 3] =
    [meal_feedback::Column::MunicipalityId, meal_feedback::Column::MealId, meal_feedback::Column::VoterHash];

/// A batch that puts a ballot in, and is written if it is the voter's first on that meal.
pub fn batch_of_first_vote(scope: &Scope, ballot: &Ballot, voter_hash: [u8; 32], at: DateTime<Utc>) -> Batch {
    scope.batch_unless_there::<meal_feedback::Entity>(row(scope, ballot, voter_hash, at), ONE_VOTE)
}

/// Puts a ballot in, and answers whether it is the voter's first on that meal. If it is not, nothing was written.
pub async fn insert_vote(
    tx: &Tx,
    ballot: &Ballot,
    voter_hash: [u8; 32],
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let once = OnConflict::columns(ONE_VOTE).do_nothing().to_owned();
    let row = row(tx.scope(), ballot, voter_hash, at);
    Ok(tx.insert_or::<meal_feedback::Entity>(row, once).await? == 1)
}

/// Puts many first ballots in.
pub async fn insert_votes(tx: &Tx, ballots: &[(&Ballot, [u8; 32], DateTime<Utc>)]) -> Result<(), DbErr> {
    let row = |(ballot, voter_hash, at): &(&Ballot, _, _)| row(tx.scope(), ballot, *voter_hash, *at);
    tx.insert_all::<meal_feedback::Entity>(ballots.iter().map(row).collect()).await
}

/// The voter's own vote on the meal, locked. The transaction's scope holds the voter's hash as its proof.
pub async fn find_own_vote(tx: &Tx, meal: Uuid) -> Result<Option<meal_feedback::Model>, DbErr> {
    let mine = tx.find::<meal_feedback::Entity>().filter(meal_feedback::Column::MealId.eq(meal));
    mine.for_update().one().await
}

/// Makes the voter's own vote on the meal what the ballot says.
pub async fn update_own_vote(tx: &Tx, ballot: &Ballot, at: DateTime<Utc>) -> Result<(), DbErr> {
    use meal_feedback::Column as C;
    let changes = vec![
        (C::DishId, Expr::val(ballot.dish)),
        (C::Role, Expr::val(ballot.role)),
        (C::Rating, Expr::val(ballot.rating)),
        (C::Reasons, Expr::val(StringList::of_kinds(ballot.reasons.iter().copied()))),
        (C::Comment, Expr::val(ballot.comment.clone())),
        (C::SubmittedAt, Expr::val(at)),
    ];
    tx.update::<meal_feedback::Entity>(Condition::all().add(C::MealId.eq(ballot.meal)), changes).await?;
    Ok(())
}

/// The voters' own votes on these meals; the scope holds the voter's hash as its proof.
pub async fn list_own_votes(scope: &Scope, meals: &[Uuid]) -> Result<Vec<meal_feedback::Model>, DbErr> {
    let mine = scope.find::<meal_feedback::Entity>();
    mine.filter(meal_feedback::Column::MealId.is_in(meals.iter().copied())).all().await
}

/// Changes tallies by adding to them, in the order given. Two transactions that take rows in the same order wait for
/// each other and never for each other's ends.
pub async fn update_tallies(tx: &Tx, changes: &[Change]) -> Result<(), DbErr> {
    let added = OnConflict::columns(ONE_TALLY).values(sums()).to_owned();
    tx.insert_all_or::<meal_tally::Entity>(changes.iter().map(tally).collect(), added).await?;
    Ok(())
}

/// The same in a batch.
pub fn add_to_tallies(batch: &mut Batch, changes: &[Change]) {
    for change in changes {
        batch.insert::<meal_tally::Entity>(tally(change)).or_change(ONE_TALLY, sums());
    }
}

/// The columns by which a tally is known.
const ONE_TALLY: [meal_tally::Column; 3] =
    [meal_tally::Column::MunicipalityId, meal_tally::Column::MealId, meal_tally::Column::DishId];

/// The tally where there is none yet.
fn tally(change: &Change) -> meal_tally::ActiveModel {
    let [ones, twos, threes, fours, fives] = change.by.map(Set);
    let (meal_id, dish_id) = (Set(change.meal), Set(change.dish));
    meal_tally::ActiveModel { meal_id, dish_id, ones, twos, threes, fours, fives, ..Default::default() }
}

/// What becomes of the tally that is there.
fn sums() -> [(meal_tally::Column, Expr); 5] {
    use meal_tally::{Column as C, Entity};
    [C::Ones, C::Twos, C::Threes, C::Fours, C::Fives].map(|column| {
        let sum = Expr::col((Entity, column)).add(Expr::col((Alias::new("excluded"), column)));
        (column, sum)
    })
}
