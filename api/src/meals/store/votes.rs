//! Votes, their tallies, and the salts under which voters are known for a day.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Notices, StringList, dish, meal, meal_feedback, voter_salt};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, OnConflict, Query},
};
use uuid::Uuid;

use super::super::rules::ballot::Ballot;
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
    (voter_hash, comment): ([u8; 32], Option<Uuid>),
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
        channel: Set(ballot.voter.channel()),
        pending_since: Set(Some(at)),
        comment_id: Set(comment),
        ..Default::default()
    }
}

/// The columns by which a vote is known: one a voter and meal.
const ONE_VOTE: [meal_feedback::Column; 3] =
    [meal_feedback::Column::MunicipalityId, meal_feedback::Column::MealId, meal_feedback::Column::VoterHash];

/// A batch that puts a ballot in, and is written if it is the voter's first on that meal.
pub fn batch_of_first_vote(
    scope: &Scope,
    ballot: &Ballot,
    known: ([u8; 32], Option<Uuid>),
    at: DateTime<Utc>,
) -> Batch {
    scope.batch_unless_there::<meal_feedback::Entity>(row(scope, ballot, known, at), ONE_VOTE)
}

/// Puts a ballot in under the voter's hash, with the id of its comment, and answers whether it is the voter's first on that
/// meal. If it is not, nothing was written.
pub async fn insert_vote(
    tx: &Tx,
    ballot: &Ballot,
    known: ([u8; 32], Option<Uuid>),
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let once = OnConflict::columns(ONE_VOTE).do_nothing().to_owned();
    let row = row(tx.scope(), ballot, known, at);
    Ok(tx.insert_or::<meal_feedback::Entity>(row, once).await? == 1)
}

/// A ballot under its voter's hash, with the id of its comment, and when it came.
pub type Cast<'a> = (&'a Ballot, ([u8; 32], Option<Uuid>), DateTime<Utc>);

/// Puts many first ballots in.
pub async fn insert_votes(tx: &Tx, ballots: &[Cast<'_>]) -> Result<(), DbErr> {
    let row = |(ballot, known, at): &Cast<'_>| row(tx.scope(), ballot, *known, *at);
    tx.insert_all::<meal_feedback::Entity>(ballots.iter().map(row).collect()).await
}

/// The voter's own vote on the meal, locked. The transaction's scope holds the voter's hash as its proof.
pub async fn find_own_vote(tx: &Tx, meal: Uuid) -> Result<Option<meal_feedback::Model>, DbErr> {
    let mine = tx.find::<meal_feedback::Entity>().filter(meal_feedback::Column::MealId.eq(meal));
    mine.for_update().one().await
}

/// Makes the voter's own vote on the meal what the ballot says. What is published of the vote already waits to be changed,
/// unless it is on another dish: then it stays what it is (see [`super::super::rules::portions`]).
pub async fn update_own_vote(
    tx: &Tx,
    ballot: &Ballot,
    (before, comment): (&meal_feedback::Model, Option<Uuid>),
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use meal_feedback::Column as C;
    let reasons = StringList::of_kinds(ballot.reasons.iter().copied());
    let is_published = before.counted_rating.is_some_and(|rating| {
        let is_same = rating == ballot.rating && before.counted_reasons.as_ref() == Some(&reasons);
        is_same || before.counted_dish != ballot.dish
    });
    let pending_since = (!is_published).then(|| before.pending_since.unwrap_or(at));
    let changes = vec![
        (C::PendingSince, Expr::val(pending_since)),
        (C::DishId, Expr::val(ballot.dish)),
        (C::Role, Expr::val(ballot.role)),
        (C::Rating, Expr::val(ballot.rating)),
        (C::Reasons, Expr::val(reasons)),
        (C::Comment, Expr::val(ballot.comment.clone())),
        (C::CommentId, Expr::val(comment)),
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
