//! What importers read and write of menus.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{dish, meal, meal_tally};
use sea_orm::{
    ColumnTrait, Condition, DbErr,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use crate::tenancy::Tx;

/// How many ids one statement names: engines take 32,766 parameters at the least.
const IDS: usize = 10_000;

/// A school's meals from the first day to the last.
pub async fn list_meals(
    tx: &Tx,
    school: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<meal::Model>, DbErr> {
    let of_school = tx.find::<meal::Entity>().filter(meal::Column::SchoolId.eq(school));
    of_school.filter(meal::Column::ServedOn.between(from, to)).all().await
}

/// The dishes of these meals.
pub async fn list_dishes(tx: &Tx, meals: &[Uuid]) -> Result<Vec<dish::Model>, DbErr> {
    let mut dishes = Vec::new();
    for ids in meals.chunks(IDS) {
        let of_meals = dish::Column::MealId.is_in(ids.iter().copied());
        dishes.extend(tx.find::<dish::Entity>().filter(of_meals).all().await?);
    }
    Ok(dishes)
}

/// Which of these meals, and which dishes of theirs, somebody has voted on.
pub async fn list_voted_on(tx: &Tx, meals: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let mut voted_on = HashSet::new();
    for ids in meals.chunks(IDS) {
        let of_meals = meal_tally::Column::MealId.is_in(ids.iter().copied());
        let tallies = tx.find::<meal_tally::Entity>().filter(of_meals).all().await?;
        voted_on.extend(tallies.into_iter().map(|tally| tally.dish_id));
    }
    Ok(voted_on)
}

/// Inserts meals.
pub async fn insert_meals(tx: &Tx, rows: Vec<meal::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_all::<meal::Entity>(rows).await
}

/// Inserts dishes.
pub async fn insert_dishes(tx: &Tx, rows: Vec<dish::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_all::<dish::Entity>(rows).await
}

/// Makes a meal what the model says; its school and day stay.
pub async fn update_meal(tx: &Tx, meal: meal::Model) -> Result<(), DbErr> {
    use meal::Column as C;
    let changes: Vec<(C, SimpleExpr)> = vec![
        (C::Name, Expr::val(meal.name)),
        (C::SortOrder, Expr::val(meal.sort_order)),
        (C::Notices, Expr::val(meal.notices)),
        (C::Source, Expr::val(meal.source)),
        (C::UpdatedAt, Expr::val(meal.updated_at)),
    ];
    tx.update::<meal::Entity>(Condition::all().add(C::Id.eq(meal.id)), changes).await?;
    Ok(())
}

/// Makes a dish what the model says; its meal stays.
pub async fn update_dish(tx: &Tx, dish: dish::Model) -> Result<(), DbErr> {
    use dish::Column as C;
    let changes: Vec<(C, SimpleExpr)> = vec![
        (C::Name, Expr::val(dish.name)),
        (C::OptionLabel, Expr::val(dish.option_label)),
        (C::SortOrder, Expr::val(dish.sort_order)),
        (C::DietLabels, Expr::val(dish.diet_labels)),
        (C::Allergens, Expr::val(dish.allergens)),
        (C::Co2eGrams, Expr::val(dish.co2e_grams)),
    ];
    tx.update::<dish::Entity>(Condition::all().add(C::Id.eq(dish.id)), changes).await?;
    Ok(())
}

/// Deletes dishes that nobody has voted on.
pub async fn delete_dishes(tx: &Tx, ids: &[Uuid]) -> Result<(), DbErr> {
    for ids in ids.chunks(IDS) {
        let these = dish::Column::Id.is_in(ids.iter().copied());
        tx.delete::<dish::Entity>(Condition::all().add(these)).await?;
    }
    Ok(())
}

/// Deletes meals that nobody has voted on, with their dishes.
pub async fn delete_meals(tx: &Tx, ids: &[Uuid]) -> Result<(), DbErr> {
    for ids in ids.chunks(IDS) {
        let these = meal::Column::Id.is_in(ids.iter().copied());
        tx.delete::<meal::Entity>(Condition::all().add(these)).await?;
    }
    Ok(())
}
