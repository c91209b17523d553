//! A school's menu, written where it differs.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AllergenKnowledge, AllergenStates, Notices, Nutrients, StringList, dish, meal};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    corrected::heard,
    lines::{Line, NewDish, NewMeal, by_day, one_line, rank, sign},
    matching::{Known, matched},
};
use crate::{
    meals::{
        rules::versions::{Author, Change, Superseded, state_of},
        store::{editing, versions},
    },
    platform::{Ids, relay},
};

/// Whose menu it is, and what the world gives.
#[derive(Clone)]
pub struct For<'a> {
    /// The municipality's key.
    pub municipality_id: i32,
    /// The school.
    pub school_id: Uuid,
    /// What the feed is called.
    pub source: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
    /// Where ids come from.
    pub ids: &'a Ids,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was there and differed.
    Changed,
    /// It was there and was the same.
    Unchanged,
}

/// Writes the lines of a school's menu, and answers what became of each, in their order. A line with a notice shares the
/// outcome of its meal. Where a feed says that a dish is free from an allergen, nothing is known of it: only the kitchen's
/// staff can confirm that (M2).
///
/// # Errors
/// When the database cannot be written.
pub async fn write_menu(
    connection: &impl ConnectionTrait,
    whose: &For<'_>,
    lines: &[Line],
) -> Result<Vec<Outcome>, DbErr> {
    let lines: Vec<_> = lines.iter().cloned().map(Line::unconfirmed).collect();
    write_confirmed_menu(connection, whose, &lines).await
}

/// The same for lines of which the kitchen itself confirms what they say: for demonstrations.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_confirmed_menu(
    connection: &impl ConnectionTrait,
    whose: &For<'_>,
    lines: &[Line],
) -> Result<Vec<Outcome>, DbErr> {
    let days = by_day(lines);
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Ok(Vec::new());
    };
    let stored = Stored::read(connection, whose, (*first, *last)).await?;
    let outcomes = vec![Outcome::Unchanged; lines.len()];
    let mut draft = Draft { stored, outcomes, ..Draft::of(whose) };
    for (date, meals) in &days {
        for meal in meals {
            draft.meal(*date, meal);
        }
    }
    draft.write(connection).await
}

/// What is there.
#[derive(Default)]
struct Stored {
    meals: HashMap<(NaiveDate, String), meal::Model>,
    dishes: HashMap<Uuid, Vec<dish::Model>>,
    rated: HashSet<Uuid>,
}

impl Stored {
    async fn read(
        connection: &impl ConnectionTrait,
        whose: &For<'_>,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Self, DbErr> {
        let municipality = whose.municipality_id;
        let meals = editing::list_meals(connection, (municipality, whose.school_id), days).await?;
        let ids: Vec<_> = meals.iter().map(|meal| meal.id).collect();
        let mut dishes: HashMap<_, Vec<_>> = HashMap::new();
        for dish in editing::list_dishes(connection, municipality, &ids).await? {
            dishes.entry(dish.meal_id).or_default().push(dish);
        }
        let rated = editing::list_rated(connection, municipality, &ids).await?;
        let meals = meals.into_iter().map(|meal| ((meal.served_on, meal.name.clone()), meal)).collect();
        Ok(Self { meals, dishes, rated })
    }
}

/// What is to be written.
struct Draft<'a> {
    whose: &'a For<'a>,
    stored: Stored,
    outcomes: Vec<Outcome>,
    new_meals: Vec<meal::Model>,
    changed_meals: Vec<meal::Model>,
    new_dishes: Vec<dish::Model>,
    changed_dishes: Vec<dish::Model>,
    old_dishes: Vec<Uuid>,
    changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    fn of(whose: &'a For<'a>) -> Self {
        Self {
            whose,
            stored: Stored::default(),
            outcomes: Vec::new(),
            new_meals: Vec::new(),
            changed_meals: Vec::new(),
            new_dishes: Vec::new(),
            changed_dishes: Vec::new(),
            old_dishes: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn meal(&mut self, date: NaiveDate, new: &NewMeal<'_>) {
        let stored = self.stored.meals.remove(&(date, new.name.clone()));
        let known = stored.clone().unwrap_or_else(|| meal::Model {
            municipality_id: self.whose.municipality_id,
            id: self.whose.ids.next(),
            school_id: self.whose.school_id,
            served_on: date,
            name: new.name.clone(),
            sort_order: rank(&new.name),
            notices: None,
            source: None,
            updated_at: self.whose.now,
            version: 1,
            feed: None,
        });
        let before = self.stored.dishes.remove(&known.id).unwrap_or_default();
        let id = known.id;
        let (notices, feed, after) = match &known.feed {
            None => {
                let after = self.dishes(id, &before, &new.dishes);
                (new.notices.clone(), None, after)
            }
            Some(word) => {
                let notices = known.notices.clone().unwrap_or_default().0;
                let heard = heard(word, (&notices, &before), &self.stored.rated, new, || self.blank(id));
                for (line, outcome) in heard.outcomes {
                    self.say([line], outcome);
                }
                (heard.notices, Some(heard.word), heard.dishes)
            }
        };
        let notices = (!notices.is_empty()).then_some(Notices(notices));
        let wanted = meal::Model { notices, feed, source: Some(self.whose.source.to_owned()), ..known };
        let outcome = match &stored {
            None => Outcome::Created,
            Some(stored) if *stored == wanted => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        };
        self.say(new.noticed_in.iter().copied(), outcome);
        let superseded = stored.map(|stored| Superseded::of(&stored, state_of(&stored, &before)));
        let wanted = self.versioned(superseded, wanted, &after);
        let dishes_differ = self.differ(&before, after);
        match outcome {
            Outcome::Created => self.new_meals.push(wanted),
            Outcome::Unchanged if !dishes_differ => {}
            Outcome::Changed | Outcome::Unchanged => {
                self.changed_meals.push(meal::Model { updated_at: self.whose.now, ..wanted });
            }
        }
    }

    /// The meal with the next version, if it says something else than before.
    fn versioned(
        &mut self,
        before: Option<Superseded>,
        meal: meal::Model,
        dishes: &[dish::Model],
    ) -> meal::Model {
        let after = state_of(&meal, dishes);
        let version = match &before {
            Some(before) if before.state == after => return meal,
            Some(before) => before.version + 1,
            None => 1,
        };
        let meal = meal::Model { version, ..meal };
        self.changes.push(Change { meal: meal.clone(), before, after });
        meal
    }

    /// The dishes that the meal has when the feed is right about everything.
    fn dishes(&mut self, meal: Uuid, before: &[dish::Model], new: &[(usize, &NewDish)]) -> Vec<dish::Model> {
        let mut stored = before.to_vec();
        stored.sort_by_key(|dish| (dish.sort_order, dish.id));
        let known: Vec<_> = stored
            .iter()
            .map(|dish| Known {
                name: dish.name.clone(),
                option_label: dish.option_label.clone(),
                order: dish.sort_order,
                is_rated: self.stored.rated.contains(&dish.id),
            })
            .collect();
        let wanted: Vec<_> = new.iter().map(|(_, dish)| *dish).collect();
        let mut stored: Vec<_> = stored.into_iter().map(Some).collect();
        let mut after = Vec::with_capacity(new.len());
        for ((line, new), place) in new.iter().zip(matched(&known, &wanted)) {
            let same = place.and_then(|place| stored.get_mut(place)).and_then(Option::take);
            let dish = told(&same.clone().unwrap_or_else(|| self.blank(meal)), new);
            let outcome = match same {
                None => Outcome::Created,
                Some(same) if same == dish => Outcome::Unchanged,
                Some(_) => Outcome::Changed,
            };
            after.push(dish);
            self.say([*line], outcome);
        }
        after.extend(stored.into_iter().flatten().filter(|dish| self.stored.rated.contains(&dish.id)));
        after
    }

    /// Notes what is to be written so that the dishes become these, and answers whether anything is.
    fn differ(&mut self, before: &[dish::Model], after: Vec<dish::Model>) -> bool {
        let gone = before.iter().filter(|dish| after.iter().all(|kept| kept.id != dish.id));
        let gone: Vec<_> = gone.map(|dish| dish.id).collect();
        let mut differ = !gone.is_empty();
        self.old_dishes.extend(gone);
        for dish in after {
            match before.iter().find(|known| known.id == dish.id) {
                Some(known) if *known == dish => continue,
                Some(_) => self.changed_dishes.push(dish),
                None => self.new_dishes.push(dish),
            }
            differ = true;
        }
        differ
    }

    fn blank(&self, meal: Uuid) -> dish::Model {
        dish::Model {
            municipality_id: self.whose.municipality_id,
            id: self.whose.ids.next(),
            meal_id: meal,
            name: String::new(),
            option_label: None,
            sort_order: 0,
            diet_labels: StringList::default(),
            allergens: AllergenStates::default(),
            co2e_grams: None,
            description: None,
            ingredients: None,
            nutrients: None,
        }
    }

    fn say(&mut self, lines: impl IntoIterator<Item = usize>, outcome: Outcome) {
        for line in lines {
            if let Some(said) = self.outcomes.get_mut(line) {
                *said = outcome;
            }
        }
    }

    async fn write(self, connection: &impl ConnectionTrait) -> Result<Vec<Outcome>, DbErr> {
        editing::delete_dishes(connection, self.whose.municipality_id, &self.old_dishes).await?;
        editing::update_meals(connection, self.changed_meals).await?;
        editing::insert_meals(connection, self.new_meals).await?;
        editing::update_dishes(connection, self.changed_dishes).await?;
        editing::insert_dishes(connection, self.new_dishes).await?;
        let (by, now) = (Author::Feed(self.whose.source), self.whose.now);
        let next_id = || self.whose.ids.next();
        for event in versions::insert_versions(connection, &self.changes, by, now, next_id).await? {
            relay::insert_fact(connection, event, now).await?;
        }
        Ok(self.outcomes)
    }
}

/// The known dish as the feed tells it. What a feed is silent of stays as it was, unless another dish has taken the place.
pub(super) fn told(known: &dish::Model, new: &NewDish) -> dish::Model {
    let is_same = sign(&known.name) == sign(&new.name);
    let ingredients = (!new.ingredients.is_empty()).then(|| StringList(new.ingredients.clone()));
    let nutrients = (!new.nutrients.is_empty()).then(|| Nutrients(new.nutrients.clone()));
    dish::Model {
        name: one_line(&new.name),
        option_label: new.option_label.clone(),
        sort_order: new.order,
        diet_labels: StringList::of_kinds(new.diet_labels.iter().copied()),
        allergens: allergens(known, new, is_same),
        co2e_grams: new.co2e_grams.or(known.co2e_grams.filter(|_| is_same)),
        description: new.description.clone().or_else(|| known.description.clone().filter(|_| is_same)),
        ingredients: ingredients.or_else(|| known.ingredients.clone().filter(|_| is_same)),
        nutrients: nutrients.or_else(|| known.nutrients.clone().filter(|_| is_same)),
        ..known.clone()
    }
}

/// What is known of the dish's allergens now (M2). That a feed is silent says nothing, so what was known of the dish stays;
/// where another dish has taken its place, only declared allergens do: rather one warning too many than a promise that
/// was made for other food.
fn allergens(known: &dish::Model, new: &NewDish, is_same: bool) -> AllergenStates {
    let mut states = known.allergens.clone();
    states.0.retain(|_, knowledge| is_same || *knowledge == AllergenKnowledge::Declared);
    states.0.extend(new.allergens.0.iter().map(|(allergen, knowledge)| (allergen.clone(), *knowledge)));
    states
}
