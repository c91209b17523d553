//! A school's menu, written where it differs.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Notices, StringList, dish, meal};
use sea_orm::{ActiveValue::Set, DbErr};
use uuid::Uuid;

use super::{
    Changes,
    lines::{Line, NewDish, NewMeal, by_day},
    matching::{Known, matched},
};
use crate::{meals::store::editing, tenancy::Tx};

/// What became of a menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Its meals; one whose dishes changed counts as changed.
    pub meals: Changes,
    /// Its dishes.
    pub dishes: Changes,
}

/// Writes the menu of a school as a feed has it. `source` names the feed: of the meals that the feed no longer has on a
/// day, only its own go away.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_menu(tx: &Tx, school: Uuid, source: &str, lines: &[Line]) -> Result<Written, DbErr> {
    let days = by_day(lines);
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        return Ok(Written::default());
    };
    let mut known = Kept::read(tx, school, (*first, *last)).await?;
    let mut plan = Plan { tx, school, source, now: tx.scope().now(), changes: Draft::default() };
    for (date, meals) in &days {
        let old = known.meals.remove(date).unwrap_or_default();
        plan.day(*date, old, meals, &mut known);
    }
    plan.changes.write(tx).await
}

/// What is there.
struct Kept {
    meals: HashMap<NaiveDate, Vec<meal::Model>>,
    dishes: HashMap<Uuid, Vec<dish::Model>>,
    /// Meals and dishes with votes.
    voted_on: HashSet<Uuid>,
}

impl Kept {
    async fn read(tx: &Tx, school: Uuid, days: (NaiveDate, NaiveDate)) -> Result<Self, DbErr> {
        let rows = editing::list_meals(tx, school, days).await?;
        let ids: Vec<_> = rows.iter().map(|meal| meal.id).collect();
        let mut dishes: HashMap<_, Vec<_>> = HashMap::new();
        for dish in editing::list_dishes(tx, &ids).await? {
            dishes.entry(dish.meal_id).or_default().push(dish);
        }
        let voted_on = editing::list_voted_on(tx, &ids).await?;
        let mut meals: HashMap<_, Vec<_>> = HashMap::new();
        for meal in rows {
            meals.entry(meal.served_on).or_default().push(meal);
        }
        Ok(Self { meals, dishes, voted_on })
    }
}

#[derive(Default)]
struct Draft {
    written: Written,
    new_meals: Vec<meal::ActiveModel>,
    changed_meals: Vec<meal::Model>,
    old_meals: Vec<Uuid>,
    new_dishes: Vec<dish::ActiveModel>,
    changed_dishes: Vec<dish::Model>,
    old_dishes: Vec<Uuid>,
}

struct Plan<'a> {
    tx: &'a Tx,
    school: Uuid,
    source: &'a str,
    now: DateTime<Utc>,
    changes: Draft,
}

impl Plan<'_> {
    fn day(&mut self, date: NaiveDate, mut old: Vec<meal::Model>, meals: &[NewMeal], known: &mut Kept) {
        let mut pairs: Vec<(i32, &NewMeal, Option<meal::Model>)> = (0..)
            .zip(meals)
            .map(|(place, new)| {
                let same = old.iter().position(|meal| meal.name == new.name);
                (place, new, same.map(|n| old.swap_remove(n)))
            })
            .collect();
        let mut gone: Vec<_> =
            old.into_iter().filter(|meal| meal.source.as_deref() == Some(self.source)).collect();
        // One meal gone and one come is a meal that is called something else now.
        let come = pairs.iter().filter(|(_, _, same)| same.is_none()).count();
        if gone.len() == 1 && come == 1 {
            pairs
                .iter_mut()
                .filter(|(_, _, same)| same.is_none())
                .for_each(|(_, _, same)| *same = gone.pop());
        }
        for (place, new, same) in pairs {
            self.meal(date, place, new, same, known);
        }
        for meal in gone {
            self.gone(&meal, known);
        }
    }

    fn meal(
        &mut self,
        date: NaiveDate,
        place: i32,
        new: &NewMeal,
        same: Option<meal::Model>,
        known: &mut Kept,
    ) {
        let notices = (!new.notices.is_empty()).then(|| Notices(new.notices.clone()));
        let Some(old) = same else {
            let id = self.tx.scope().new_id();
            self.changes.new_meals.push(meal::ActiveModel {
                id: Set(id),
                school_id: Set(self.school),
                served_on: Set(date),
                name: Set(new.name.clone()),
                sort_order: Set(place),
                notices: Set(notices),
                source: Set(Some(self.source.to_owned())),
                updated_at: Set(self.now),
                ..Default::default()
            });
            self.changes.written.meals.created += 1;
            self.dishes(id, Vec::new(), &new.dishes, known);
            return;
        };
        let dishes = known.dishes.remove(&old.id).unwrap_or_default();
        let changed_dishes = self.dishes(old.id, dishes, &new.dishes, known);
        let wanted = meal::Model {
            name: new.name.clone(),
            sort_order: place,
            notices,
            source: Some(self.source.to_owned()),
            ..old.clone()
        };
        if wanted == old && !changed_dishes {
            self.changes.written.meals.unchanged += 1;
        } else {
            self.changes.changed_meals.push(meal::Model { updated_at: self.now, ..wanted });
            self.changes.written.meals.changed += 1;
        }
    }

    /// Answers whether anything changed.
    fn dishes(&mut self, meal: Uuid, mut old: Vec<dish::Model>, new: &[NewDish], known: &Kept) -> bool {
        old.sort_by_key(|dish| (dish.sort_order, dish.id));
        let signs: Vec<_> = old
            .iter()
            .map(|dish| Known {
                name: dish.name.clone(),
                option_label: dish.option_label.clone(),
                sort_order: dish.sort_order,
            })
            .collect();
        let places = matched(&signs, new);
        let mut old: Vec<_> = old.into_iter().map(Some).collect();
        let mut counts = Changes::default();
        for ((order, new), place) in (0..).zip(new).zip(places) {
            match place.and_then(|place| old.get_mut(place)).and_then(Option::take) {
                None => {
                    counts.created += 1;
                    let id = self.tx.scope().new_id();
                    self.changes.new_dishes.push(row(id, meal, order, new));
                }
                Some(same) => {
                    let wanted = dish::Model {
                        name: new.name.clone(),
                        option_label: new.option_label.clone(),
                        sort_order: order,
                        diet_labels: StringList::of_kinds(new.diet_labels.iter().copied()),
                        allergens: new.allergens.clone(),
                        co2e_grams: new.co2e_grams,
                        ..same.clone()
                    };
                    if wanted == same {
                        counts.unchanged += 1;
                    } else {
                        counts.changed += 1;
                        self.changes.changed_dishes.push(wanted);
                    }
                }
            }
        }
        for dish in old.into_iter().flatten() {
            if known.voted_on.contains(&dish.id) {
                counts.kept += 1;
            } else {
                counts.removed += 1;
                self.changes.old_dishes.push(dish.id);
            }
        }
        self.changes.written.dishes += counts;
        counts.created + counts.changed + counts.removed > 0
    }

    fn gone(&mut self, meal: &meal::Model, known: &Kept) {
        if known.voted_on.contains(&meal.id) {
            self.changes.written.meals.kept += 1;
        } else {
            self.changes.written.meals.removed += 1;
            self.changes.old_meals.push(meal.id);
        }
    }
}

fn row(id: Uuid, meal: Uuid, order: i32, new: &NewDish) -> dish::ActiveModel {
    dish::ActiveModel {
        id: Set(id),
        meal_id: Set(meal),
        name: Set(new.name.clone()),
        option_label: Set(new.option_label.clone()),
        sort_order: Set(order),
        diet_labels: Set(StringList::of_kinds(new.diet_labels.iter().copied())),
        allergens: Set(new.allergens.clone()),
        co2e_grams: Set(new.co2e_grams),
        ..Default::default()
    }
}

impl Draft {
    async fn write(self, tx: &Tx) -> Result<Written, DbErr> {
        editing::delete_dishes(tx, &self.old_dishes).await?;
        editing::delete_meals(tx, &self.old_meals).await?;
        for meal in self.changed_meals {
            editing::update_meal(tx, meal).await?;
        }
        editing::insert_meals(tx, self.new_meals).await?;
        for dish in self.changed_dishes {
            editing::update_dish(tx, dish).await?;
        }
        editing::insert_dishes(tx, self.new_dishes).await?;
        Ok(self.written)
    }
}
