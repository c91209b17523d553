//! Menus. A week with its dishes and all its tallies is one statement.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entity::{AllergenStates, Notices, Nutrients, StringList, dish, meal, meal_tally};
use sea_orm::{
    ColumnTrait, Condition, DbErr, FromQueryResult, QueryResult,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::super::rules::{
    menu::{ServedDish, ServedMeal},
    results::Tally,
};
use crate::tenancy::{Find, Scope};

/// What the joined tables are called: the dish, the tally of the whole meal, that of the dish.
const DISH: &str = "dish";
const ALL: &str = "of_meal";
const OWN: &str = "of_dish";

/// The columns of a tally, from 1 to 5.
const RATINGS: [meal_tally::Column; 5] = [
    meal_tally::Column::Ones,
    meal_tally::Column::Twos,
    meal_tally::Column::Threes,
    meal_tally::Column::Fours,
    meal_tally::Column::Fives,
];

/// All meals of these schools from the first day to the last, in the order of the menu, by school.
pub async fn list_menus(
    scope: &Scope,
    schools: &[Uuid],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<Arc<ServedMeal>>>, DbErr> {
    let find = scope
        .find::<meal::Entity>()
        .filter(meal::Column::SchoolId.is_in(schools.iter().copied()))
        .filter(meal::Column::ServedOn.between(from, to));
    let mut menus: HashMap<Uuid, Vec<Arc<ServedMeal>>> = HashMap::new();
    for meal in served(find).await? {
        menus.entry(meal.school_id).or_default().push(Arc::new(meal));
    }
    for menu in menus.values_mut() {
        menu.sort_by(|a, b| (a.served_on, a.sort_order, &a.name).cmp(&(b.served_on, b.sort_order, &b.name)));
    }
    Ok(menus)
}

/// The meals of these ids.
pub async fn list_meals(scope: &Scope, ids: &[Uuid]) -> Result<Vec<ServedMeal>, DbErr> {
    served(scope.find::<meal::Entity>().filter(meal::Column::Id.is_in(ids.iter().copied()))).await
}

/// These dishes, each with the meal that it is of.
pub async fn list_meals_of(scope: &Scope, dishes: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let find = scope.find::<dish::Entity>().filter(dish::Column::Id.is_in(dishes.iter().copied()));
    Ok(find.all().await?.into_iter().map(|dish| (dish.id, dish.meal_id)).collect())
}

/// A dish, or a meal without any.
struct Row {
    meal: ServedMeal,
    total: Tally,
    dish: Option<(ServedDish, Tally)>,
}

async fn served(find: Find<'static, meal::Entity>) -> Result<Vec<ServedMeal>, DbErr> {
    use meal::Column as M;
    let dish = |column: dish::Column| Expr::col((DISH, column));
    let mut columns = vec![
        (M::Id.into_expr(), "id"),
        (M::SchoolId.into_expr(), "school_id"),
        (M::ServedOn.into_expr(), "served_on"),
        (M::Name.into_expr(), "name"),
        (M::SortOrder.into_expr(), "sort_order"),
        (M::Notices.into_expr(), "notices"),
        (dish(dish::Column::Id), "dish_id"),
        (dish(dish::Column::Name), "dish_name"),
        (dish(dish::Column::OptionLabel), "option_label"),
        (dish(dish::Column::SortOrder), "dish_order"),
        (dish(dish::Column::DietLabels), "diet_labels"),
        (dish(dish::Column::Allergens), "allergens"),
        (dish(dish::Column::Co2eGrams), "co2e_grams"),
        (dish(dish::Column::Description), "description"),
        (dish(dish::Column::Ingredients), "ingredients"),
        (dish(dish::Column::Nutrients), "nutrients"),
    ];
    columns.extend(
        RATINGS.into_iter().zip(["m1", "m2", "m3", "m4", "m5"]).map(|(c, name)| (Expr::col((ALL, c)), name)),
    );
    columns.extend(
        RATINGS.into_iter().zip(["d1", "d2", "d3", "d4", "d5"]).map(|(c, name)| (Expr::col((OWN, c)), name)),
    );
    columns.extend([(M::Version.into_expr(), "version"), (M::UpdatedAt.into_expr(), "updated_at")]);
    let of_meal = Expr::col((DISH, dish::Column::MealId)).equals((meal::Entity, M::Id));
    let rows: Vec<Row> = find
        .with::<dish::Entity>(DISH, of_meal)
        .with::<meal_tally::Entity>(ALL, votes_of_meal())
        .with::<meal_tally::Entity>(OWN, votes_of_dish())
        .columns(&columns, &[])
        .await?;
    Ok(assembled(rows))
}

/// The tally of the meal as a whole stands under the meal's own id.
fn votes_of_meal() -> Condition {
    let tally = |column| Expr::col((ALL, column));
    Condition::all()
        .add(tally(meal_tally::Column::MealId).equals((meal::Entity, meal::Column::Id)))
        .add(tally(meal_tally::Column::DishId).equals((meal::Entity, meal::Column::Id)))
}

fn votes_of_dish() -> Condition {
    let tally = |column| Expr::col((OWN, column));
    Condition::all()
        .add(tally(meal_tally::Column::MealId).equals((meal::Entity, meal::Column::Id)))
        .add(tally(meal_tally::Column::DishId).equals((DISH, dish::Column::Id)))
}

/// Meals from the rows of their dishes.
fn assembled(rows: Vec<Row>) -> Vec<ServedMeal> {
    type Dishes = Vec<(ServedDish, Tally)>;
    let mut places = HashMap::new();
    let mut meals: Vec<(ServedMeal, Tally, Dishes)> = Vec::new();
    for Row { meal, total, dish } in rows {
        let place = *places.entry(meal.id).or_insert(meals.len());
        if place == meals.len() {
            meals.push((meal, total, Vec::new()));
        }
        if let Some((_, _, dishes)) = meals.get_mut(place) {
            dishes.extend(dish);
        }
    }
    meals.into_iter().map(|(meal, total, dishes)| meal.with_dishes(total, dishes)).collect()
}

/// By place rather than by name: these rows are the most read of all.
impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let tally = |first: usize| -> Result<Tally, DbErr> {
            let mut votes = [0; 5];
            for (place, votes) in (first..).zip(&mut votes) {
                *votes = i64::from(row.try_get_by_index::<Option<i32>>(place)?.unwrap_or_default());
            }
            Ok(Tally(votes))
        };
        let meal = ServedMeal {
            id: row.try_get_by_index(0)?,
            school_id: row.try_get_by_index(1)?,
            served_on: row.try_get_by_index(2)?,
            name: row.try_get_by_index(3)?,
            sort_order: row.try_get_by_index(4)?,
            notices: row.try_get_by_index::<Option<Notices>>(5)?.unwrap_or_default().0,
            version: row.try_get_by_index(26)?,
            updated_at: row.try_get_by_index(27)?,
            dishes: Vec::new(),
            votes: None,
        };
        let total = tally(16)?;
        let Some(dish) = row.try_get_by_index::<Option<Uuid>>(6)? else {
            return Ok(Self { meal, total, dish: None });
        };
        let dish = ServedDish {
            id: dish,
            name: row.try_get_by_index(7)?,
            option_label: row.try_get_by_index(8)?,
            sort_order: row.try_get_by_index(9)?,
            diet_labels: row.try_get_by_index::<StringList>(10)?.kinds(),
            allergens: row.try_get_by_index::<AllergenStates>(11)?,
            co2e_grams: row.try_get_by_index(12)?,
            description: row.try_get_by_index(13)?,
            ingredients: row.try_get_by_index::<Option<StringList>>(14)?.unwrap_or_default().0,
            nutrients: row.try_get_by_index::<Option<Nutrients>>(15)?.unwrap_or_default().0,
            votes: None,
        };
        Ok(Self { meal, total, dish: Some((dish, tally(21)?)) })
    }
}
